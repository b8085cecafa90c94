import { escalate } from '../escalate.ts'
import type { Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'angry'

export const angry = onMessage({
  name: NAME,
  about: 'The message sounds angry (curses, insults, threats, shouting; not where it is denied): a person is brought.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => {
    const { on, from } = turn.handover.settings.anger
    const anger = turn.facts?.anger
    if (!on || anger === undefined || anger.score < from) return undefined
    const signs = anger.signs.map(({ kind, text }) => ({ kind, text }))
    return escalate(turn, NAME, 'angry', ownWords(turn) || say(turn, 'angry'), { because: { signs } })
  },
})

/** What the company wrote for a complaint says more than we can. */
function ownWords({ candidates: [best], thresholds, language }: Turn): string {
  if (best?.kind !== 'intent' || best.intent.kind !== 'handoff' || best.confidence < thresholds.handoff) return ''
  return best.intent.answer[language]
}
