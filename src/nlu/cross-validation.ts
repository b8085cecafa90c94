import type { Breath } from '../breath.ts'
import { createRandom, shuffled } from '../random.ts'
import { type Blend, blended, type Opinions } from './blend.ts'
import { best } from './classifier.ts'
import { experiment, type Learned } from './experiment.ts'
import { assignRounds } from './folds.ts'
import type { Judged, Question } from './judge.ts'
import {
  areaUnderCurve,
  DEFAULT_SCOPE,
  fitScope,
  outOfScope,
  type ScopeModel,
  type Signals,
  signalsOf,
} from './out-of-scope.ts'

/** The folds of a cross-validation. */
export interface Folds {
  count: number
  /** Fold of each line, below `count`. */
  of: Uint8Array
}

/** Called before each part with the share of the parts done, 0 to 1. */
export type OnPart = (share: number) => void

/** Intents that must be there for leaving a fifth of them out to say anything. */
const MIN_INTENTS_FOR_SCOPE = 5
const SCOPE_ROUNDS = 5
/** With fewer right lines than this, the wrong ones are learned from as well. */
const MIN_RIGHT = 20
/** Texts of each kind that a round judges: ten weights are learned from them, more would not change them. */
const JUDGED = 250

/** What is thought of the chosen lines by a model that did not learn from their fold; of the others nothing. */
export async function crossValidate(
  learned: Learned,
  folds: Folds,
  chosen: ReadonlySet<number>,
  breathe: Breath,
  onPart: OnPart,
): Promise<(Opinions | undefined)[]> {
  const { lines } = learned.material
  const opinions: (Opinions | undefined)[] = lines.map(() => undefined)
  for (let fold = 0; fold < folds.count; fold++) {
    onPart(fold / folds.count)
    const without = Uint8Array.from(folds.of, of => (of === fold ? 1 : 0))
    const judgeOne = await experiment(learned, without, undefined)
    for (const i of chosen) {
      if (without[i] === 1) opinions[i] = judgeOne(questionOf(learned, i)).opinions
      await breathe()
    }
  }
  return opinions
}

/** What one round of the leave-out experiment saw. */
interface Round {
  /** Held-out lines of known intents, and those of them that got their intent. */
  inside: Signals[]
  right: Signals[]
  /** Lines of the intents left out. */
  outside: Signals[]
  strangers: Signals[]
}

export interface ScopeMaterial {
  folds: Folds
  blend: Blend
  /** For a line one of its frame about something else, see `stranger-lines.ts`. */
  strangerOf: (line: number) => Promise<Question | undefined>
}

/**
 * Leaves a fifth of the intents out in each round, and a fold of the others' lines, and learns to tell the two apart.
 * It learns from lines that got their intent only: one that did not is better held out of scope than answered wrongly.
 * `auc` is over all lines, each round judged by the others; without it the default model, for there are too few intents.
 */
export async function learnScope(
  learned: Learned,
  given: ScopeMaterial,
  breathe: Breath,
  onPart: OnPart,
): Promise<{ model: ScopeModel; auc?: number }> {
  const { classes } = learned.material
  if (classes < MIN_INTENTS_FOR_SCOPE) return { model: DEFAULT_SCOPE }
  const roundOf = assignRounds(classes, SCOPE_ROUNDS)
  const rounds: Round[] = []
  for (let round = 0; round < SCOPE_ROUNDS; round++) {
    onPart(round / SCOPE_ROUNDS)
    rounds.push(await leaveOut(learned, given, roundOf, round, breathe))
  }
  return { model: fitRounds(rounds), auc: crossFittedAuc(rounds) }
}

async function leaveOut(
  learned: Learned,
  { folds, blend, strangerOf }: ScopeMaterial,
  roundOf: Uint8Array,
  round: number,
  breathe: Breath,
): Promise<Round> {
  const { labels, classes, lines } = learned.material
  const kept = Array.from({ length: classes }, (_, k) => k).filter(k => roundOf[k] !== round)
  const isOut = (line: number) => roundOf[labels[line]!] === round
  const isHeld = (line: number) => !isOut(line) && folds.of[line] === round % folds.count
  const without = Uint8Array.from(lines, (_, i) => (isOut(i) || isHeld(i) ? 1 : 0))
  const judgeOne = await experiment(learned, without, kept)
  const seen: Round = { inside: [], right: [], outside: [], strangers: [] }
  for (const line of sampleOf(lines.length, isHeld, round)) {
    const { signals, top } = seenAs(judgeOne(questionOf(learned, line)), blend)
    seen.inside.push(signals)
    if (top === labels[line]) seen.right.push(signals)
    const stranger = await strangerOf(line)
    if (stranger !== undefined) seen.strangers.push(seenAs(judgeOne(stranger), blend).signals)
    await breathe()
  }
  for (const line of sampleOf(lines.length, isOut, round)) {
    seen.outside.push(seenAs(judgeOne(questionOf(learned, line)), blend).signals)
    await breathe()
  }
  return seen
}

function seenAs(judged: Judged, blend: Blend): { signals: Signals; top: number } {
  const probability = blended(judged.opinions, blend)
  return { signals: signalsOf(judged, probability), top: judged.opinions.classes[best(probability)]! }
}

function questionOf({ material }: Learned, line: number): Question {
  return { counted: material.lines[line]!, dense: material.dense?.rows[line] }
}

/** Up to JUDGED of the lines that are wanted, in random order. */
function sampleOf(count: number, wanted: (line: number) => boolean, seed: number): number[] {
  return shuffled(count, createRandom(seed)).filter(wanted).slice(0, JUDGED)
}

function fitRounds(rounds: readonly Round[]): ScopeModel {
  const right = rounds.flatMap(round => round.right)
  const inside = right.length >= MIN_RIGHT ? right : rounds.flatMap(round => round.inside)
  return fitScope(
    inside,
    rounds.flatMap(round => round.outside),
    rounds.flatMap(round => round.strangers),
  )
}

function crossFittedAuc(rounds: readonly Round[]): number {
  const models = rounds.map(round => fitRounds(rounds.filter(other => other !== round)))
  const judged = (part: 'inside' | 'outside') =>
    rounds.flatMap((round, i) => round[part].map(signals => outOfScope(models[i]!, signals)))
  return areaUnderCurve(judged('inside'), judged('outside'))
}
