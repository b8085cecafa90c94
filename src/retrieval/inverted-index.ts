/**
 * An inverted index over one space of terms (words, or characters), in typed arrays. Every question is a unit of its
 * own, because FAQ retrieval goes by the best-matching question and not by the sum; every entry has a body beside.
 */
import type { TermWeights } from './kept-terms.ts'

export interface EntryTerms {
  questions: readonly TermWeights[]
  body: TermWeights
}

/** Compressed rows: the postings of term t stand at `start[t]` up to `start[t + 1]`. */
export interface Postings {
  start: Uint32Array
  id: Uint32Array
  weight: Float32Array
}

export interface InvertedIndex {
  terms: ReadonlyMap<string, number>
  /** Entries that have the term: `weight` is the number of its questions with it, `body` its length-normalised frequency in the body. */
  byEntry: Postings & { body: Float32Array }
  /** Questions that have the term: its tf-idf weight over the question's norm. */
  byUnit: Postings
  /** The entry of each unit, and each entry's first unit. */
  entryOf: Uint32Array
  firstUnit: Uint32Array
  entries: number
}

/** BM25's length normalisation, the usual value of Robertson & Zaragoza (2009). */
const B = 0.75

interface List {
  id: number[]
  weight: number[]
  body: number[]
}

export function buildInvertedIndex(entries: readonly EntryTerms[]): InvertedIndex {
  const terms = new Map<string, number>()
  const byEntry = listByEntry(entries, terms)
  const byUnit = listByUnit(entries, terms, byEntry)
  return {
    terms,
    byEntry: { ...pack(byEntry, 'weight'), body: pack(byEntry, 'body').weight },
    byUnit: pack(byUnit, 'weight'),
    entryOf: Uint32Array.from(entries.flatMap((entry, i) => entry.questions.map(() => i))),
    firstUnit: firstUnits(entries),
    entries: entries.length,
  }
}

/** The inverse document frequency over entries, never below 0 (as in Lucene). */
export function idf(found: number, entries: number): number {
  return Math.log(1 + (entries - found + 0.5) / (found + 0.5))
}

function listByEntry(entries: readonly EntryTerms[], terms: Map<string, number>): List[] {
  const lists: List[] = []
  const meanLength = entries.reduce((sum, entry) => sum + lengthOf(entry.body), 0) / Math.max(1, entries.length)
  entries.forEach((entry, i) => {
    const shrink = 1 - B + (B * lengthOf(entry.body)) / (meanLength || 1)
    for (const [term, f] of entry.body) put(lists, terms, term, i, 0, f / shrink)
    for (const question of entry.questions) for (const [term] of question) put(lists, terms, term, i, 1, 0)
  })
  return lists
}

function put(lists: List[], terms: Map<string, number>, term: string, id: number, weight: number, body: number): void {
  const t = terms.get(term) ?? terms.set(term, terms.size).size - 1
  lists[t] ??= { id: [], weight: [], body: [] }
  const list = lists[t]
  const last = list.id.length - 1
  if (list.id[last] === id) {
    list.weight[last]! += weight
    list.body[last]! += body
  } else {
    list.id.push(id)
    list.weight.push(weight)
    list.body.push(body)
  }
}

function listByUnit(
  entries: readonly EntryTerms[],
  terms: ReadonlyMap<string, number>,
  byEntry: readonly List[],
): List[] {
  const lists: List[] = byEntry.map(() => ({ id: [], weight: [], body: [] }))
  const idfs = byEntry.map(list => idf(list.id.length, entries.length))
  let unit = 0
  for (const entry of entries) for (const question of entry.questions) addUnit(lists, terms, idfs, question, unit++)
  return lists
}

function addUnit(
  lists: readonly List[],
  terms: ReadonlyMap<string, number>,
  idfs: readonly number[],
  question: TermWeights,
  unit: number,
): void {
  let squares = 0
  for (const [term, f] of question) squares += (f * idfs[terms.get(term)!]!) ** 2
  const norm = Math.sqrt(squares) || 1
  for (const [term, f] of question) {
    const t = terms.get(term)!
    lists[t]!.id.push(unit)
    lists[t]!.weight.push((f * idfs[t]!) / norm)
  }
}

function pack(lists: readonly List[], field: 'weight' | 'body'): Postings {
  const size = lists.reduce((sum, list) => sum + list.id.length, 0)
  const start = new Uint32Array(lists.length + 1)
  const id = new Uint32Array(size)
  const weight = new Float32Array(size)
  lists.forEach((list, t) => {
    id.set(list.id, start[t])
    weight.set(list[field], start[t])
    start[t + 1] = start[t]! + list.id.length
  })
  return { start, id, weight }
}

function firstUnits(entries: readonly EntryTerms[]): Uint32Array {
  const first = new Uint32Array(entries.length + 1)
  entries.forEach((entry, i) => {
    first[i + 1] = first[i]! + entry.questions.length
  })
  return first
}

function lengthOf(terms: TermWeights): number {
  let length = 0
  for (const [, f] of terms) length += f
  return length
}
