/** Turning a candidate into what is said; shared by the rules that answer and by the pressed button. */
import type { Choice, Source } from '../message.ts'
import type { Hit } from '../retrieval/hit.ts'
import { type Candidate, choiceOf, shortLabel } from './candidates.ts'
import { escalate } from './escalate.ts'
import type { IntentInfo } from './intent-info.ts'
import { REQUEST_PERSON } from './intent-info.ts'
import type { Step, Turn } from './rule.ts'
import { say, settled } from './rule.ts'

export function answerCandidate(turn: Turn, rule: string, candidate: Candidate): Step {
  return candidate.kind === 'passage'
    ? answerPassage(turn, rule, candidate.hit)
    : answerIntent(turn, rule, candidate.intent, candidate.confidence)
}

/** The passage with its source, and what else may have been meant. */
export function answerPassage(turn: Turn, rule: string, hit: Hit, choices: Choice[] = relatedTo(turn, hit)): Step {
  const { text, title, url, confidence, passageId, documentId } = hit
  // The passage itself can be opened where it is more than what is said.
  const whole = hit.answer === undefined
  const source: Source = { title, documentId, ...(url ? { url } : whole ? {} : { passageId }) }
  return {
    state: settled(turn),
    decision: {
      kind: 'answer',
      rule,
      language: turn.language,
      text: hit.answer ?? text,
      sources: [source],
      confidence,
      passageId,
      documentId,
      ...(choices.length > 0 ? { choices } : {}),
    },
  }
}

/** Further than this from being the answer, it is none of what was asked. */
const RELATED_FROM = 0.08
const RELATED = 3

/** Other parts of the same article first, then other entries that were found. */
function relatedTo({ event }: Turn, hit: Hit): Choice[] {
  const parts = (hit.others ?? []).map(({ passageId, title }) => ({ id: `passage:${passageId}`, label: title }))
  const hits = event.kind === 'message' ? event.hits : []
  const entries = hits
    .filter(other => other.key !== hit.key && other.confidence >= RELATED_FROM)
    .map(other => ({ id: choiceOf(other), label: other.title }))
  return [...parts, ...entries].slice(0, RELATED).map(({ id, label }) => ({ id, label: shortLabel(label) }))
}

/** The intent's own words, or a person when that is what the intent stands for. Small talk is no answer: a miss before it still counts. */
export function answerIntent(turn: Turn, rule: string, intent: IntentInfo, confidence: number): Step {
  if (intent.kind === 'handoff') return handOver(turn, rule, intent)
  const { language } = turn
  const kind = intent.kind === 'small_talk' ? 'small_talk' : 'intent'
  const misses = kind === 'small_talk' ? turn.state.misses : 0
  return {
    state: { ...settled(turn), misses },
    decision: { kind, rule, language, text: wordsOf(turn, intent), intent: intent.name, confidence },
  }
}

/** The intent's own first words (safety advice, say); when nobody is online, not words that promise somebody now. */
function handOver(turn: Turn, rule: string, intent: IntentInfo): Step {
  const asked = intent.name === REQUEST_PERSON
  const own = wordsOf(turn, intent)
  return escalate(turn, rule, asked ? 'asked' : 'sensitive', own || say(turn, asked ? 'ask_person' : 'sensitive'))
}

/** In the visitor's language; in the other one rather than nothing. */
function wordsOf(turn: Turn, intent: IntentInfo): string {
  return intent.answer[turn.language] || intent.answer[turn.language === 'zh' ? 'en' : 'zh']
}
