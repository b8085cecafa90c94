import { createRandom, shuffled } from '../random.ts'

const SEED = 1

/**
 * The fold of each line, 0 to folds - 1: each class spread evenly, and lines with the same key in the same fold, so
 * that no held-out line stands word for word in the training part. Deterministic.
 */
export function assignFolds(labels: ArrayLike<number>, keys: readonly string[], folds: number): Uint8Array {
  const result = new Uint8Array(keys.length)
  const byKey = new Map<string, number>()
  const next = new Map<number, number>()
  for (const i of shuffled(keys.length, createRandom(SEED))) {
    const label = labels[i]!
    const known = keys[i] === '' ? undefined : byKey.get(keys[i]!)
    const fold = known ?? (next.get(label) ?? label) % folds
    if (known === undefined) next.set(label, fold + 1)
    byKey.set(keys[i]!, fold)
    result[i] = fold
  }
  return result
}

/** The round in which each class is left out entirely, 0 to rounds - 1. Deterministic. */
export function assignRounds(classes: number, rounds: number): Uint8Array {
  const result = new Uint8Array(classes)
  shuffled(classes, createRandom(SEED + 1)).forEach((k, i) => {
    result[k] = i % rounds
  })
  return result
}
