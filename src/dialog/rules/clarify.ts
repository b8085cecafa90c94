import type { Choice } from '../../message.ts'
import type { Candidate } from '../candidates.ts'
import { labelOf, shortLabel } from '../candidates.ts'
import type { Step, Turn } from '../rule.ts'
import { onMessage, say } from '../rule.ts'

/** More than three buttons are a menu, not a question. */
const MAX_OFFERED = 3

export const clarify = onMessage({
  name: 'clarify',
  about:
    'No candidate is sure, or two are close: the bot asks which of two or three is meant, as buttons with a way out.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['clarifying'],
  apply: turn => {
    const best = turn.candidates[0]
    if (!best || best.confidence < turn.thresholds.clarify) return undefined
    const offered = turn.candidates.filter(candidate => mayOffer(turn, candidate)).slice(0, MAX_OFFERED)
    const ids = offered.map(candidate => candidate.id)
    if (offered.length === 0 || sameOffer(turn, ids)) return undefined
    return ask(turn, offered)
  },
})

/** Greetings are no choice, and a person has his own way in. */
function mayOffer(turn: Turn, candidate: Candidate): boolean {
  if (candidate.kind === 'intent' && candidate.intent.kind !== 'answer') return false
  return candidate.confidence >= turn.thresholds.offer
}

function sameOffer(turn: Turn, ids: readonly string[]): boolean {
  return turn.state.kind === 'clarifying' && ids.every(id => turn.state.offered.includes(id))
}

function ask(turn: Turn, offered: readonly Candidate[]): Step {
  const { language } = turn
  const choices: Choice[] = offered.map(candidate => ({
    id: candidate.id,
    label: shortLabel(labelOf(candidate, language)),
  }))
  choices.push({ id: 'none', label: say(turn, 'none_of_these') })
  return {
    state: { ...turn.state, kind: 'clarifying', offered: choices.map(choice => choice.id), language },
    decision: { kind: 'clarify', rule: 'clarify', language, text: say(turn, 'clarify'), choices },
  }
}
