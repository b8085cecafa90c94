import { answerIntent } from '../answer.ts'
import type { IntentCandidate } from '../candidates.ts'
import { escalate } from '../escalate.ts'
import type { MessageEvent, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'sensitive'

export const sensitive = onMessage({
  name: NAME,
  about:
    'A complaint or a stolen account brings a person at once; a sensitive matter that was not surely understood does too, rather than a guess.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => {
    const best = bestIntent(turn)
    if (!best) return undefined
    const { handoff, sensitive: unsure, answer } = turn.thresholds
    if (best.intent.kind === 'handoff') {
      return best.confidence >= handoff ? answerIntent(turn, NAME, best.intent, best.confidence) : undefined
    }
    if (!best.intent.sensitive || best.confidence < unsure || best.confidence >= answer) return undefined
    return escalate(turn, NAME, 'sensitive', say(turn, 'sensitive'))
  },
})

/** The best candidate, when it is an intent: a better passage answers instead. */
function bestIntent(turn: Turn<MessageEvent>): IntentCandidate | undefined {
  const best = turn.candidates[0]
  return best?.kind === 'intent' ? best : undefined
}
