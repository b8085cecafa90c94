import { answerCandidate } from '../answer.ts'
import type { Candidate } from '../candidates.ts'
import type { Turn } from '../rule.ts'
import { type MessageEvent, onMessage } from '../rule.ts'
import type { Thresholds } from '../thresholds.ts'

export const answer = onMessage({
  name: 'answer',
  about:
    'The best candidate is sure enough, and no other is close: an intent, small talk, or a passage with its source.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['idle', 'offered_person'],
  apply: turn => {
    const [best, second] = turn.candidates
    if (!best || !isAnswer(turn, best, second)) return undefined
    return answerCandidate(turn, 'answer', best)
  },
})

/** Sure enough to be given, and no other close. */
export function isAnswer(turn: Turn<MessageEvent>, best: Candidate, second: Candidate | undefined): boolean {
  if (best.confidence < needed(best, turn.thresholds)) return false
  return !(second && close(turn, best, second)) && isSure(turn, best)
}

function needed(candidate: Candidate, thresholds: Thresholds): number {
  if (candidate.kind === 'passage') return thresholds.answer
  if (candidate.intent.kind === 'small_talk') return thresholds.smallTalk
  return candidate.intent.kind === 'handoff' ? thresholds.handoff : thresholds.answer
}

/** As sure as the company wants it in this language; a person is brought and a greeting returned all the same. */
function isSure({ thresholds, language, event }: Turn<MessageEvent>, candidate: Candidate): boolean {
  const least = thresholds.sureness?.[language]
  if (least === undefined || candidate.kind === 'passage' || candidate.intent.kind !== 'answer') return true
  const { name } = candidate.intent
  return (event.understanding.intents.find(intent => intent.name === name)?.confidence ?? 0) >= least
}

/** Asking twice in a row is worse than giving the better of two close ones. */
function close(turn: Turn, best: Candidate, second: Candidate): boolean {
  if (turn.state.kind === 'clarifying') return false
  return best.confidence - second.confidence < turn.thresholds.margin
}
