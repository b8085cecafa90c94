import type { Step, Turn } from '../rule.ts'
import { type MessageEvent, onMessage, say } from '../rule.ts'
import { answer } from './answer.ts'
import { clarify } from './clarify.ts'
import { several } from './several.ts'

const NAME = 'meanwhile'
/** What can be said without moving anybody: a sure answer, or a question back. */
const SAID = new Set(['answer', 'intent', 'small_talk', 'clarify'])

export const meanwhile = onMessage({
  name: NAME,
  about:
    'He asks the bot while he waits, or while his message is kept: it answers what it knows, and he keeps his place.',
  from: ['waiting'],
  to: ['waiting'],
  apply: turn => {
    if (!turn.state.meanwhile) return undefined
    const asIdle = { ...turn, state: { ...turn.state, kind: 'idle' as const } }
    for (const rule of [several, answer, clarify]) {
      const step = rule.apply(asIdle)
      if (step !== undefined && SAID.has(step.decision.kind))
        return stay(turn, { ...step, decision: { ...step.decision, rule: NAME } })
    }
    return undefined
  },
})

/** The button "go on with the bot", in the queue. */
export function beginMeanwhile(turn: Turn<MessageEvent>): Step {
  const { language } = turn
  const choices = [{ id: 'leave_queue', label: say(turn, 'leave_queue') }]
  return {
    state: { ...turn.state, language, meanwhile: true, leaving: undefined, remarked: false },
    decision: {
      kind: 'remark',
      rule: NAME,
      language,
      text: say(turn, turn.event.parked ? 'go_on' : 'meanwhile'),
      ...(turn.event.parked ? {} : { choices }),
    },
  }
}

/** What was said, without what it would have done to the state: he waits as before. */
export function stay(turn: Turn, { decision }: Step): Step {
  return { state: { ...turn.state, language: turn.language }, decision }
}
