import { dotOver, usedRuns } from '../embedder.ts'
import { rowCount, type SparseRows } from './sparse.ts'
import type { Vectorized, Vectorizer } from './vectorizer.ts'

/** Training lines by their class, to be asked for the most similar ones. */
export interface Neighbours {
  /** The words of each line, of length 1. */
  rows: SparseRows
  /** Numbers of lines, class after class: those of class k are lines[starts[k]] to before lines[starts[k + 1]]. */
  lines: Uint32Array
  starts: Uint32Array
  dense: readonly Float32Array[] | undefined
  /** One bit for each column and class: whether a line of the class has the column. */
  known: Uint8Array
  classes: number
}

/** How similar a text is to the lines of one class. */
export interface Nearest {
  /** Number of the most similar line by words; -1 when it shares nothing with any. */
  line: number
  /** Its cosine, 0 to 1; words no line has count as differences. */
  lexical: number
  /** Cosine of the nearest sentence vector; 0 without an embedder. */
  dense: number
  /** Mean cosine of the three nearest sentence vectors. */
  denseTop: number
}

/** Lines whose vectors are averaged. */
const TOP = 3
/** Lines of a class that are compared with: a class of thousands must not cost every question milliseconds. */
const MOST = 500

/** `without[line] = 1` leaves a line out. */
export function createNeighbours(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  dense?: readonly Float32Array[],
  without?: Uint8Array,
): Neighbours {
  const there = Array.from({ length: rowCount(rows) }, (_, i) => i).filter(i => without?.[i] !== 1)
  const chosen = atMost(MOST, there, labels)
  const starts = new Uint32Array(classes + 1)
  for (const i of chosen) starts[labels[i]! + 1]!++
  for (let k = 0; k < classes; k++) starts[k + 1]! += starts[k]!
  const next = starts.slice()
  const lines = new Uint32Array(chosen.length)
  const known = new Uint8Array(Math.ceil((rows.width * classes) / 8))
  for (const i of chosen) lines[next[labels[i]!]!++] = i
  for (const i of there) {
    const label = labels[i]!
    for (let p = rows.offsets[i]!; p < rows.offsets[i + 1]!; p++) {
      const bit = rows.columns[p]! * classes + label
      known[bit >> 3]! |= 1 << (bit & 7)
    }
  }
  return { rows, lines, starts, dense, known, classes }
}

/** So many lines of each class, spread over all of them. */
function atMost(most: number, lines: readonly number[], labels: ArrayLike<number>): number[] {
  const counts = new Map<number, number>()
  for (const i of lines) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1)
  const seen = new Map<number, number>()
  return lines.filter(i => {
    const count = counts.get(labels[i]!)!
    const place = seen.get(labels[i]!) ?? 0
    seen.set(labels[i]!, place + 1)
    return count <= most || Math.floor((place * most) / count) !== Math.floor(((place + 1) * most) / count)
  })
}

/** A text's values by column; all zeros between two calls, for all models of the process. */
let scattered = new Float32Array(0)

/** The nearest lines of each of the classes given: of the likely ones only, a fraction of the work. */
export function nearest(
  { rows, lines, starts, dense }: Neighbours,
  vector: Vectorized,
  query: Float32Array | undefined,
  among: readonly number[],
): Nearest[] {
  if (scattered.length < rows.width) scattered = new Float32Array(rows.width)
  for (let p = 0; p < vector.split; p++) scattered[vector.columns[p]!] = vector.values[p]! * vector.coverage[0]
  const runs = query && dense && usedRuns(query)
  const found = among.map((k): Nearest => {
    let line = -1
    let lexical = 0
    const top = new Float64Array(TOP).fill(-1)
    for (let at = starts[k]!; at < starts[k + 1]!; at++) {
      const i = lines[at]!
      let cosine = 0
      for (let p = rows.offsets[i]!; p < rows.offsets[i + 1]!; p++)
        cosine += scattered[rows.columns[p]!]! * rows.values[p]!
      if (cosine > lexical) {
        lexical = cosine
        line = i
      }
      if (runs !== undefined) insert(top, cosineOf(dense![i]!, query!, runs))
    }
    return { line, lexical: Math.min(1, lexical), ...meaningOf(top, runs === undefined) }
  })
  for (let p = 0; p < vector.split; p++) scattered[vector.columns[p]!] = 0
  return found
}

function insert(top: Float64Array, cosine: number): void {
  if (cosine <= top[TOP - 1]!) return
  let place = TOP - 1
  for (; place > 0 && top[place - 1]! < cosine; place--) top[place] = top[place - 1]!
  top[place] = cosine
}

/** A class with fewer than three lines has the mean of what it has. */
function meaningOf(top: Float64Array, unknown: boolean): Pick<Nearest, 'dense' | 'denseTop'> {
  if (unknown) return { dense: 0, denseTop: 0 }
  const there = top.filter(cosine => cosine > -1)
  return { dense: top[0]!, denseTop: there.length === 0 ? -1 : there.reduce((a, b) => a + b, 0) / there.length }
}

/** -1 for a line that other models read, for it is in the other language. */
function cosineOf(vector: Float32Array, query: Float32Array, runs: readonly { from: number; to: number }[]): number {
  return runs.some(({ from }) => vector[from] === 0) ? -1 : dotOver(runs, query, vector)
}

/**
 * Weighted share of the content words that no line of the class has, 0 to 1: "how tall is your boss" is in the words
 * of `how_are_you` but for the two that matter. 0 for a text without content words.
 */
export function foreignShare(
  neighbours: Neighbours,
  vectorizer: Vectorizer,
  content: readonly number[],
  label: number,
): number {
  let all = 0
  let foreign = 0
  for (const column of content) {
    const weight = (column >= 0 && vectorizer.idf[column]) || vectorizer.unseen
    all += weight
    if (!hasLine(neighbours, column, label)) foreign += weight
  }
  return all === 0 ? 0 : foreign / all
}

function hasLine({ known, classes }: Neighbours, column: number, label: number): boolean {
  if (column < 0) return false
  const bit = column * classes + label
  return (known[bit >> 3]! & (1 << (bit & 7))) !== 0
}
