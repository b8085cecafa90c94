import type { Dots } from '../dots.ts'
import { usedRuns } from '../embedder.ts'
import { rowCount, type SparseRows } from './sparse.ts'
import type { Vectorized, Vectorizer } from './vectorizer.ts'

/** Training lines by their class, to be asked for the most similar ones. */
export interface Neighbours {
  /** Numbers of lines, class after class: those of class k are lines[starts[k]] to before lines[starts[k + 1]]. */
  lines: Uint32Array
  starts: Uint32Array
  words: Postings
  dense: Dots | undefined
  /** One bit for each column and class: whether a line of the class has the column. */
  known: Uint8Array
  classes: number
}

/** The words of the lines, turned round: which lines have a column, and what it weighs in them. */
interface Postings {
  /** Column c has the entries from offsets[c] to before offsets[c + 1]. */
  offsets: Uint32Array
  /** Places in `lines`, ascending within a column. */
  places: Uint32Array
  values: Float32Array
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

/** `rows` are the words of each line, of length 1; `without[line] = 1` leaves a line out. */
export function createNeighbours(
  rows: SparseRows,
  labels: ArrayLike<number>,
  classes: number,
  dense?: Dots,
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
  return { lines, starts, words: postingsOf(rows, lines), dense, known, classes }
}

function postingsOf({ offsets, columns, values, width }: SparseRows, lines: Uint32Array): Postings {
  const found: Postings = {
    offsets: new Uint32Array(width + 1),
    places: new Uint32Array(0),
    values: new Float32Array(0),
  }
  for (const i of lines) for (let p = offsets[i]!; p < offsets[i + 1]!; p++) found.offsets[columns[p]! + 1]!++
  for (let c = 0; c < width; c++) found.offsets[c + 1]! += found.offsets[c]!
  const next = found.offsets.slice()
  found.places = new Uint32Array(next[width]!)
  found.values = new Float32Array(next[width]!)
  lines.forEach((i, place) => {
    for (let p = offsets[i]!; p < offsets[i + 1]!; p++) {
      const entry = next[columns[p]!]!++
      found.places[entry] = place
      found.values[entry] = values[p]!
    }
  })
  return found
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

/** The nearest lines of each of the classes given: of the likely ones only, a fraction of the work. */
export function nearest(
  neighbours: Neighbours,
  vector: Vectorized,
  query: Float32Array | undefined,
  among: readonly number[],
): Nearest[] {
  const meaning = query && neighbours.dense && meaningWith(neighbours, neighbours.dense, query)
  return among.map(k => ({ ...nearestWords(neighbours, vector, k), ...(meaning?.(k) ?? { dense: 0, denseTop: 0 }) }))
}

const sums = new Float64Array(MOST)

function nearestWords(
  { lines, starts, words }: Neighbours,
  vector: Vectorized,
  k: number,
): Pick<Nearest, 'line' | 'lexical'> {
  const [from, to] = [starts[k]!, starts[k + 1]!]
  sums.fill(0, 0, to - from)
  for (let p = 0; p < vector.split; p++) {
    const column = vector.columns[p]!
    const value = vector.values[p]! * vector.coverage[0]
    const end = words.offsets[column + 1]!
    for (let e = firstAtLeast(words.places, from, words.offsets[column]!, end); e < end; e++) {
      const place = words.places[e]!
      if (place >= to) break
      sums[place - from]! += value * words.values[e]!
    }
  }
  let line = -1
  let lexical = 0
  for (let place = from; place < to; place++) {
    if (sums[place - from]! <= lexical) continue
    lexical = sums[place - from]!
    line = lines[place]!
  }
  return { line, lexical: Math.min(1, lexical) }
}

/** The first of ascending numbers, between two positions, that is not below `least`. */
function firstAtLeast(numbers: Uint32Array, least: number, from: number, end: number): number {
  while (from < end) {
    const middle = (from + end) >> 1
    if (numbers[middle]! < least) from = middle + 1
    else end = middle
  }
  return from
}

function meaningWith({ lines, starts }: Neighbours, dense: Dots, query: Float32Array) {
  const runs = usedRuns(query)
  const top = new Float64Array(TOP)
  return (k: number): Pick<Nearest, 'dense' | 'denseTop'> => {
    const numbers = lines.subarray(starts[k]!, starts[k + 1]!)
    const cosines = dense.of(query, numbers)
    const insertAll = (isCounted: (line: number) => boolean) => {
      top.fill(-1)
      for (let n = 0; n < numbers.length; n++) {
        if (cosines[n]! > top[TOP - 1]! && isCounted(numbers[n]!)) insert(top, cosines[n]!)
      }
    }
    insertAll(line => !isElsewhere(dense.rows[line]!, runs))
    // A class of the other language only: what all models know has to do.
    if (top[0] === -1) insertAll(() => true)
    return meaningOf(top)
  }
}

/** A line that other models read, for it is in the other language. */
function isElsewhere(vector: Float32Array, runs: readonly { from: number }[]): boolean {
  return runs.some(({ from }) => vector[from] === 0)
}

function insert(top: Float64Array, cosine: number): void {
  let place = TOP - 1
  for (; place > 0 && top[place - 1]! < cosine; place--) top[place] = top[place - 1]!
  top[place] = cosine
}

/** A class with fewer than three lines has the mean of what it has. */
function meaningOf(top: Float64Array): Pick<Nearest, 'dense' | 'denseTop'> {
  let count = 0
  let sum = 0
  for (; count < TOP && top[count]! > -1; count++) sum += top[count]!
  return { dense: top[0]!, denseTop: count === 0 ? -1 : sum / count }
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
