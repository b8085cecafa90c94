import type { Breath } from './breath.ts'
import { probabilities } from './calibrate.ts'
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

/**
 * Leaves a fifth of the intents out in each round, and a fold of the others' lines, and learns to tell the two apart.
 * `auc` is that of judging each round by the others; without it the default model, for there are too few intents.
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
  const inside: Signals[][] = []
  const outside: Signals[][] = []
  const strangers: Signals[] = []
  for (let round = 0; round < SCOPE_ROUNDS; round++) {
    onPart(round / SCOPE_ROUNDS)
    const isOut = (line: number) => roundOf[material.labels[line]!] === round
    const { held, chosen } = split(folds.of, i => isOut(i) || folds.of[i] === round % folds.count)
    const kept = [...roundOf.keys()].filter(k => roundOf[k] !== round)
    const number = new Map(kept.map((k, i) => [k, i]))
    const judged = await judge(
      material,
      { chosen, held, strangers: true },
      kept.length,
      i => number.get(material.labels[i]!)!,
      breathe,
    )
    const signals = (entry: Judged) => signalsOf({ ...entry, probability: probabilities(entry.scores, temperature) })
    const own = judged.filter(entry => !entry.stranger)
    inside.push(own.filter(entry => !isOut(entry.line)).map(signals))
    outside.push(own.filter(entry => isOut(entry.line)).map(signals))
    strangers.push(...judged.filter(entry => entry.stranger && !isOut(entry.line)).map(signals))
  }
  const model = fitScope(inside.flat(), outside.flat(), strangers)
  return { model, auc: crossFittedAuc(inside, outside) }
}

/** Each round is judged by a model of the other rounds. */
function crossFittedAuc(inside: readonly Signals[][], outside: readonly Signals[][]): number {
  const ins: number[] = []
  const outs: number[] = []
  for (let round = 0; round < inside.length; round++) {
    const others = (groups: readonly Signals[][]) => groups.filter((_, i) => i !== round).flat()
    const model = fitScope(others(inside), others(outside), [])
    ins.push(...inside[round]!.map(signals => outOfScope(model, signals)))
    outs.push(...outside[round]!.map(signals => outOfScope(model, signals)))
  }
  return areaUnderCurve(ins, outs)
}

function split(all: ArrayLike<unknown>, isHeld: (line: number) => boolean): { held: number[]; chosen: number[] } {
  const held: number[] = []
  const chosen: number[] = []
  for (let i = 0; i < all.length; i++) (isHeld(i) ? held : chosen).push(i)
  return { held, chosen }
}
