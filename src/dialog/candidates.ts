/**
 * Intents and passages as answers to one question, on one scale.
 *
 * Each side says how likely its candidates are and how likely none of them is. As odds against its own "none" the two
 * can be put side by side: the joint probabilities are those of one choice among all candidates and "none of all".
 */
import type { Language } from '../message.ts'
import type { Understanding } from '../nlu/understanding.ts'
import type { Hit } from '../retrieval/hit.ts'
import type { IntentInfo } from './intent-info.ts'
import type { Thresholds } from './thresholds.ts'

interface Ranked {
  /** The id of the button that stands for it: `intent:NAME`, `faq:KEY` or `passage:ID`. */
  id: string
  /** Probability among all candidates and none, 0 to 1. */
  confidence: number
}
export type IntentCandidate = Ranked & { kind: 'intent'; intent: IntentInfo }
export type PassageCandidate = Ranked & { kind: 'passage'; hit: Hit }
export type Candidate = IntentCandidate | PassageCandidate

/** How the two scales meet: log odds of a candidate = scale x its own log odds + bias. */
export interface Scales {
  passage: { scale: number; bias: number }
  intent: { scale: number; scopeScale: number; bias: number }
  /** Intents of kind `none` are weighed as the others: what speaks for them speaks against passages too, and counts more. */
  none: { bias: number }
}

/**
 * By what was found: maximum likelihood on the tuned questions, for intents trained with retrieval/background.ts: `npm run
 * fit:sample -- scales`. `passage` was fitted when the sample had half as many lines of kind `none`, and is held since.
 */
export const SCALES: Record<'lexical' | 'vectors', Scales> = {
  lexical: {
    passage: { scale: 1.5, bias: 1.23 },
    intent: { scale: 3.45, scopeScale: 1.33, bias: 2.52 },
    none: { bias: 4.53 },
  },
  vectors: {
    passage: { scale: 1.65, bias: 1.43 },
    intent: { scale: 1.82, scopeScale: 1.08, bias: 0.73 },
    none: { bias: 4.28 },
  },
}
/** A side is never surer than this that it has, or has not, the answer. */
const LEAST = 0.005

/** All candidates, best first. What speaks for an intent of kind `none` speaks for none of them. Small talk and hand-over intents are among them: a strong FAQ may beat them. */
export function rankCandidates(
  understanding: Understanding,
  hits: readonly Hit[],
  intents: ReadonlyMap<string, IntentInfo>,
  thresholds: Thresholds,
  scales = scalesOf(hits),
): Candidate[] {
  const odds = [
    ...intentOdds(understanding, intents, scales, thresholds.intentBias),
    ...passageOdds(hits, scales.passage),
  ]
  const total = odds.reduce((sum, [, each]) => sum + each, 1)
  return odds
    .filter(([candidate]) => candidate.kind === 'passage' || candidate.intent.kind !== 'none')
    .map(([candidate, each]): Candidate => ({ ...candidate, confidence: each / total }))
    .sort((a, b) => b.confidence - a.confidence)
}

/** Without an embedder neither side is as sure of itself as with one. */
function scalesOf(hits: readonly Hit[]): Scales {
  const byWords = hits.length > 0 && hits.every(hit => hit.scores.vector === undefined)
  return byWords ? SCALES.lexical : SCALES.vectors
}

/** The button that stands for a hit: an entry has the same key in both languages, a part of an article has its own id. */
export const choiceOf = ({ kind, key, passageId }: Hit): string =>
  kind === 'faq' ? `faq:${key}` : `passage:${passageId}`

/** What a button for this candidate says. */
export function labelOf(candidate: Candidate, language: Language): string {
  return candidate.kind === 'intent' ? candidate.intent.title[language] : candidate.hit.title
}

/** `Choice.label` holds 200 characters; a button reads well up to this. */
const MAX_LABEL = 80

export function shortLabel(label: string): string {
  return label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label
}

type WithOdds = [Candidate, number]

function intentOdds(
  { intents: ranked, outOfScope }: Understanding,
  intents: ReadonlyMap<string, IntentInfo>,
  scales: Scales,
  bias: number,
): WithOdds[] {
  const none = within(outOfScope)
  const scope = Math.log((1 - none) / none)
  return ranked.flatMap(({ name, confidence }): WithOdds[] => {
    const intent = intents.get(name)
    if (!intent) return []
    const { bias: own } = intent.kind === 'none' ? scales.none : scales.intent
    const { scale, scopeScale } = scales.intent
    const logOdds = scale * Math.log(Math.max(1e-6, confidence)) + scopeScale * scope + own + bias
    return [[{ kind: 'intent', id: `intent:${name}`, intent, confidence }, Math.exp(logOdds)]]
  })
}

function passageOdds(hits: readonly Hit[], { scale, bias }: Scales['passage']): WithOdds[] {
  const none = within(1 - hits.reduce((sum, hit) => sum + hit.confidence, 0))
  return hits.map(hit => {
    const logOdds = scale * Math.log(Math.max(1e-9, hit.confidence) / none) + bias
    return [{ kind: 'passage', id: choiceOf(hit), hit, confidence: hit.confidence }, Math.exp(logOdds)]
  })
}

function within(probability: number): number {
  return Math.min(1 - LEAST, Math.max(LEAST, probability))
}
