import { answerCandidate } from '../answer.ts'
import { type Candidate, labelOf, rankCandidates } from '../candidates.ts'
import type { Decision } from '../decision.ts'
import { type MessageEvent, onMessage, type Turn } from '../rule.ts'
import { isAnswer } from './answer.ts'

type Answered = Extract<Decision, { kind: 'answer' }> | Extract<Decision, { kind: 'intent' | 'small_talk' }>

/** Each piece's answer is also among so many candidates of the whole message: a piece torn out of its sentence means something else. */
const AMONG = 5

export const several = onMessage({
  name: 'several',
  about:
    'The message asks two or three things, and each is sure enough by itself: all are answered, each with its source.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['idle'],
  apply: turn => {
    const best = bestOfPieces(turn)
    if (best.length < 2) return undefined
    const steps = best.map(candidate => answerCandidate(turn, 'several', candidate))
    const answers = steps.flatMap(({ decision }): Answered[] =>
      decision.kind === 'answer' || decision.kind === 'intent' ? [decision] : [],
    )
    const [first] = answers
    if (first === undefined || answers.length !== best.length) return undefined
    const titles = best.map(candidate => labelOf(candidate, turn.language))
    const decision = joined(answers, titles)
    // What is answered already is no button.
    const choices = decision.choices?.filter(({ id }) => best.every(candidate => candidate.id !== id)) ?? []
    if (choices.length > 0) decision.choices = choices
    else delete decision.choices
    return { state: steps[0]!.state, decision }
  },
})

/** The answers of the pieces, each once; none where a piece has no sure one. */
function bestOfPieces(turn: Turn<MessageEvent>): Candidate[] {
  const known = new Set(turn.candidates.slice(0, AMONG).map(({ id }) => id))
  const found = new Map<string, Candidate>()
  for (const { understanding, hits } of turn.event.pieces ?? []) {
    const [best, second] = rankCandidates(understanding, hits, turn.intents, turn.thresholds)
    const alone = { ...turn, event: { ...turn.event, understanding, hits } }
    if (!best || !known.has(best.id) || isNoAnswer(best) || !isAnswer(alone, best, second)) return []
    found.set(best.id, best)
  }
  return [...found.values()]
}

/** What brings a person is never one answer among others, and a greeting is none. */
function isNoAnswer(candidate: Candidate): boolean {
  return candidate.kind === 'intent' && candidate.intent.kind !== 'answer'
}

/** One message: what each part is about, then its answer. It counts as the first passage's, or the first intent's. */
function joined(answers: readonly Answered[], titles: readonly string[]): Answered {
  const text = answers.map((answer, i) => `**${titles[i]}**\n\n${answer.text}`).join('\n\n')
  const confidence = Math.min(...answers.map(answer => answer.confidence))
  const sources = answers.flatMap(answer => (answer.kind === 'answer' ? answer.sources : []))
  const main = answers.find(answer => answer.kind === 'answer')
  return main?.kind === 'answer' ? { ...main, text, confidence, sources } : { ...answers[0]!, text, confidence }
}
