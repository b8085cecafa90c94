import { answerIntent, answerPassage } from '../answer.ts'
import { askedBy, escalate } from '../escalate.ts'
import { miss } from '../miss.ts'
import { returnToBot } from '../return-to-bot.ts'
import type { MessageEvent, Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'pressed'

/** While waiting only `bot` counts: whatever else was pressed late is kept for the agent. */
export const pressed = onMessage({
  name: NAME,
  about: 'A quick-reply button was pressed: its answer is given, a person is brought, or the bot goes on.',
  from: ['idle', 'clarifying', 'offered_person', 'waiting'],
  to: ['idle', 'offered_person', 'waiting'],
  apply: turn => {
    const choice = turn.event.choice
    if (choice === undefined) return undefined
    if (turn.state.kind === 'waiting') return choice === 'bot' ? returnToBot(turn, NAME) : undefined
    return fromChoice(turn, choice)
  },
})

function fromChoice(turn: Turn<MessageEvent>, choice: string): Step | undefined {
  if (choice === 'person') return escalate(turn, NAME, 'asked', say(turn, 'ask_person'), askedBy(turn))
  if (choice === 'none') return miss(turn, NAME, 'fallback_none')
  if (choice === 'bot') return goOn(turn)
  if (turn.event.chosen !== undefined) return answerPassage(turn, NAME, turn.event.chosen)
  const intent = choice.startsWith('intent:') ? turn.intents.get(choice.slice('intent:'.length)) : undefined
  return intent && answerIntent(turn, NAME, intent, 1)
}

function goOn(turn: Turn): Step {
  const decision = { kind: 'remark', rule: NAME, language: turn.language, text: say(turn, 'go_on') } as const
  return { state: { ...turn.state, kind: 'idle', offered: [], language: turn.language }, decision }
}
