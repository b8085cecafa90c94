/** Intents and passages as answers to one question, on one scale: the calibrated probability of being right. */
import type { Language } from '../message.ts'
import type { Understanding } from '../nlu/understanding.ts'
import type { Hit } from '../retrieval/hit.ts'
import type { IntentInfo } from './intent-info.ts'
import type { Thresholds } from './thresholds.ts'

interface Ranked {
  /** The id of the button that stands for it: `intent:NAME` or `faq:KEY`. */
  id: string
  /** Calibrated probability of being right. */
  confidence: number
  /** The confidence with the intents' bias: what the order goes by. */
  score: number
}
export type IntentCandidate = Ranked & { kind: 'intent'; intent: IntentInfo }
export type PassageCandidate = Ranked & { kind: 'passage'; hit: Hit }
export type Candidate = IntentCandidate | PassageCandidate

/** All candidates, best first. Small talk and hand-over intents are among them: a strong FAQ may beat them. */
export function rankCandidates(
  understanding: Understanding,
  hits: readonly Hit[],
  intents: ReadonlyMap<string, IntentInfo>,
  thresholds: Thresholds,
): Candidate[] {
  const fromIntents = understanding.intents.flatMap(({ name, confidence }): Candidate[] => {
    const intent = intents.get(name)
    return intent ? [intentCandidate(intent, confidence, thresholds.intentBias)] : []
  })
  return [...fromIntents, ...hits.map(passageCandidate)].sort((a, b) => b.score - a.score)
}

/** What a button for this candidate says. */
export function labelOf(candidate: Candidate, language: Language): string {
  return candidate.kind === 'intent' ? candidate.intent.title[language] : candidate.hit.title
}

function intentCandidate(intent: IntentInfo, confidence: number, bias: number): Candidate {
  return { kind: 'intent', id: `intent:${intent.name}`, intent, confidence, score: confidence + bias }
}

function passageCandidate(hit: Hit): Candidate {
  return { kind: 'passage', id: `faq:${hit.key}`, hit, confidence: hit.confidence, score: hit.confidence }
}
