/** What a static model sums up for a text: a row of its table for each piece, and one for each frequent pair of neighbours. */
import type { Pieces } from './pieces.ts'

export interface StaticFeatures {
  /** Rows of the table: pieces first, then pairs. */
  readonly rows: number
  /** The rows of a text, and how many of them are pieces. */
  of(text: string): { rows: number[]; pieces: number }
}

/** Two pieces in a row, packed into one number: `pairKey`. The text's ends count as a piece of their own. */
export type PairKeys = ArrayLike<number>

/** The numbers are below 2^17 each. */
const SHIFT = 2 ** 17

/** Pieces beyond these are not looked at: a vector is no better for more. */
export const MAX_PIECES = 256

export function createStaticFeatures(pieces: Pieces, pairs: PairKeys, maxPieces = MAX_PIECES): StaticFeatures {
  const known = createIndex(pairs)
  return {
    rows: pieces.size + pairs.length,
    of(text) {
      const cut = pieces.cut(text).slice(0, maxPieces)
      const rows = [...cut]
      for (const key of pairKeys(cut, pieces.size)) {
        const found = known(key)
        if (found >= 0) rows.push(pieces.size + found)
      }
      return { rows, pieces: cut.length }
    },
  }
}

/** The keys of all pairs of neighbours of a cut text; `edge` stands for the text's ends. */
export function pairKeys(cut: readonly number[], edge: number): number[] {
  if (cut.length === 0) return []
  const keys: number[] = []
  for (let i = 0; i <= cut.length; i++) keys.push((cut[i - 1] ?? edge) * SHIFT + (cut[i] ?? edge))
  return keys
}

/** The position of a key among the keys, -1 if it is not there. */
function createIndex(keys: PairKeys): (key: number) => number {
  const size = 2 ** Math.ceil(Math.log2(keys.length * 2 + 2))
  const slots = new Int32Array(size).fill(-1)
  const slotOf = (key: number) => {
    let slot = (Math.imul(key % SHIFT, 0x9e3779b1) ^ Math.imul(Math.floor(key / SHIFT), 0x85ebca6b)) & (size - 1)
    while (slots[slot] !== -1 && keys[slots[slot]!] !== key) slot = (slot + 1) & (size - 1)
    return slot
  }
  for (let i = 0; i < keys.length; i++) slots[slotOf(keys[i]!)] = i
  return key => slots[slotOf(key)]!
}
