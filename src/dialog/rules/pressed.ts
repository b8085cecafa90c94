import { answerIntent, answerPassage } from '../answer.ts'
import { askedBy, escalate } from '../escalate.ts'
import { miss } from '../miss.ts'
import { returnToBot } from '../return-to-bot.ts'
import type { MessageEvent, Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'
import { nobodyNow } from '../waiting-choices.ts'
import { beginLater } from './later.ts'
import { beginMeanwhile, stay } from './meanwhile.ts'

const NAME = 'pressed'

/** While waiting, what is about the wait counts; whatever else was pressed late is kept for the agent. */
export const pressed = onMessage({
  name: NAME,
  about: 'A quick-reply button was pressed: its answer is given, a person is brought, or the bot goes on.',
  from: ['idle', 'clarifying', 'offered_person', 'waiting'],
  to: ['idle', 'offered_person', 'waiting'],
  apply: turn => {
    const choice = turn.event.choice
    if (choice === undefined) return undefined
    return turn.state.kind === 'waiting' ? whileWaiting(turn, choice) : fromChoice(turn, choice)
  },
})

function whileWaiting(turn: Turn<MessageEvent>, choice: string): Step | undefined {
  const again = turn.event.parked && (choice === 'person' || choice === 'wait')
  if (again) return escalate(turn, NAME, 'asked', say(turn, 'ask_person'))
  switch (choice) {
    case 'wait':
      return keepWaiting(turn)
    case 'leave_message':
      return beginLater(turn, 'left_message')
    case 'call_back':
      return beginLater(turn, 'call_back')
    case 'bot':
      return beginMeanwhile(turn)
    case 'leave_queue':
      return turn.event.parked ? undefined : returnToBot(turn, NAME)
    default:
      return turn.state.meanwhile ? answerMeanwhile(turn, choice) : undefined
  }
}

function keepWaiting(turn: Turn): Step {
  const { language } = turn
  return {
    state: { ...turn.state, language, leaving: undefined, meanwhile: undefined },
    decision: { kind: 'remark', rule: NAME, language, text: nobodyNow(turn) ?? say(turn, 'still_waiting') },
  }
}

/** One of the answers that the bot asked back about. */
function answerMeanwhile(turn: Turn<MessageEvent>, choice: string): Step | undefined {
  if (turn.event.chosen !== undefined) return stay(turn, answerPassage(turn, NAME, turn.event.chosen))
  const intent = choice.startsWith('intent:') ? turn.intents.get(choice.slice('intent:'.length)) : undefined
  if (intent === undefined || intent.kind === 'handoff') return undefined
  return stay(turn, answerIntent(turn, NAME, intent, 1))
}

function fromChoice(turn: Turn<MessageEvent>, choice: string): Step | undefined {
  if (choice === 'person') return escalate(turn, NAME, 'asked', say(turn, 'ask_person'), askedBy(turn))
  if (choice === 'none') return miss(turn, NAME, 'fallback_none')
  if (choice === 'bot' || choice === 'leave_queue') return goOn(turn)
  if (turn.event.chosen !== undefined) return answerPassage(turn, NAME, turn.event.chosen)
  const intent = choice.startsWith('intent:') ? turn.intents.get(choice.slice('intent:'.length)) : undefined
  return intent && answerIntent(turn, NAME, intent, 1)
}

function goOn(turn: Turn): Step {
  const decision = { kind: 'remark', rule: NAME, language: turn.language, text: say(turn, 'go_on') } as const
  return { state: { ...turn.state, kind: 'idle', offered: [], language: turn.language }, decision }
}
