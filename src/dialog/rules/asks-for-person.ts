import { answerIntent } from '../answer.ts'
import { escalate } from '../escalate.ts'
import { REQUEST_PERSON } from '../intent-info.ts'
import type { MessageEvent, Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'
import { nobodyNow, waitingChoices } from '../waiting-choices.ts'
import { asksForPerson as asksInWords } from '../wording.ts'

const NAME = 'asks_for_person'

export const asksForPerson = onMessage({
  name: NAME,
  about:
    'The visitor asks for a person, in any wording: he gets one, also when nobody is online; in the queue he hears that he is in it.',
  from: ['idle', 'clarifying', 'offered_person', 'waiting'],
  to: ['waiting'],
  apply: turn => {
    if (!asks(turn)) return undefined
    return turn.state.kind === 'waiting' && !turn.event.parked ? stillWaiting(turn) : bringPerson(turn)
  },
})

/** By wording, or by the model: then it must be the best of all candidates, not only of the intents. */
function asks(turn: Turn<MessageEvent>): boolean {
  if (asksInWords(turn.event.understanding.normalized)) return true
  const best = turn.candidates[0]
  if (best?.kind !== 'intent' || best.intent.name !== REQUEST_PERSON) return false
  return best.confidence >= turn.thresholds.handoff
}

function bringPerson(turn: Turn): Step {
  const intent = turn.intents.get(REQUEST_PERSON)
  return intent?.kind === 'handoff'
    ? answerIntent(turn, NAME, intent, 1)
    : escalate(turn, NAME, 'asked', say(turn, 'ask_person'))
}

function stillWaiting(turn: Turn<MessageEvent>): Step {
  const { language, state } = turn
  const nobody = nobodyNow(turn)
  const askContact = nobody !== undefined
  const text = nobody ?? say(turn, 'still_waiting')
  return {
    state: { ...state, language, leaving: undefined, contactAsked: state.contactAsked || askContact },
    decision: {
      kind: 'remark',
      rule: NAME,
      language,
      text,
      choices: waitingChoices(turn),
    },
  }
}
