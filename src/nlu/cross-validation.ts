import type { Breath } from './breath.ts'
import { probabilities } from './calibrate.ts'
import { best } from './classifier.ts'
import { type Judged, judge, type Material } from './experiment.ts'
import { assignRounds } from './folds.ts'
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

/** Judges every line once, by a model that did not learn from its fold. */
export async function crossValidate(
  material: Material,
  folds: Folds,
  breathe: Breath,
  onPart: OnPart,
): Promise<Judged[]> {
  const judged: Judged[] = []
  for (let fold = 0; fold < folds.count; fold++) {
    onPart(fold / folds.count)
    const { held, chosen } = split(folds.of, i => folds.of[i] === fold)
    judged.push(
      ...(await judge(
        material,
        { chosen, held, strangers: false },
        material.classes,
        i => material.labels[i]!,
        breathe,
      )),
    )
  }
  return judged
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

/**
 * Leaves a fifth of the intents out in each round, and a fold of the others' lines, and learns to tell the two apart.
 * It learns from lines that got their intent only: one that did not is better held out of scope than answered wrongly.
 * `auc` is over all lines, each round judged by the others; without it the default model, for there are too few intents.
 */
export async function learnScope(
  material: Material,
  folds: Folds,
  temperature: number,
  breathe: Breath,
  onPart: OnPart,
): Promise<{ model: ScopeModel; auc?: number }> {
  if (material.classes < MIN_INTENTS_FOR_SCOPE) return { model: DEFAULT_SCOPE }
  const roundOf = assignRounds(material.classes, SCOPE_ROUNDS)
  const rounds: Round[] = []
  for (let round = 0; round < SCOPE_ROUNDS; round++) {
    onPart(round / SCOPE_ROUNDS)
    rounds.push(await leaveOut(material, folds, roundOf, round, temperature, breathe))
  }
  return { model: fitRounds(rounds), auc: crossFittedAuc(rounds) }
}

async function leaveOut(
  material: Material,
  folds: Folds,
  roundOf: Uint8Array,
  round: number,
  temperature: number,
  breathe: Breath,
): Promise<Round> {
  const isOut = (line: number) => roundOf[material.labels[line]!] === round
  const { held, chosen } = split(folds.of, i => isOut(i) || folds.of[i] === round % folds.count)
  const kept = [...roundOf.keys()].filter(k => roundOf[k] !== round)
  const number = new Map(kept.map((k, i) => [k, i]))
  const classOf = (line: number) => number.get(material.labels[line]!)!
  const judged = await judge(material, { chosen, held, strangers: true }, kept.length, classOf, breathe)
  const signals = (wanted: (entry: Judged) => boolean) =>
    judged.filter(wanted).map(entry => signalsOf({ ...entry, probability: probabilities(entry.scores, temperature) }))
  return {
    inside: signals(entry => !entry.stranger && !isOut(entry.line)),
    right: signals(entry => !entry.stranger && !isOut(entry.line) && best(entry.scores) === classOf(entry.line)),
    outside: signals(entry => !entry.stranger && isOut(entry.line)),
    strangers: signals(entry => entry.stranger && !isOut(entry.line)),
  }
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

function split(all: ArrayLike<unknown>, isHeld: (line: number) => boolean): { held: number[]; chosen: number[] } {
  const held: number[] = []
  const chosen: number[] = []
  for (let i = 0; i < all.length; i++) (isHeld(i) ? held : chosen).push(i)
  return { held, chosen }
}
