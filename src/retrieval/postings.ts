/** Which entries of a segment have a term: compressed rows in typed arrays, for choosing entries, and for scoring all of a small base. */
import type { SegmentTexts } from './segment-texts.ts'

export interface Postings {
  /** Term numbers, ascending; the postings of the i-th stand from `start[i]` up to `start[i + 1]`. */
  terms: Uint32Array
  start: Uint32Array
  entry: Uint16Array | Uint32Array
  /** How many of the entry's questions have the term; 255 and more are one. */
  questions: Uint8Array
  /** Its weight in the body, in tenths; 25.5 and more are one: saturation makes them nearly so. */
  body: Uint8Array
}

/** Entries between two yields: a few milliseconds. */
const STRETCH = 256
const MOST = 255
/** Up to so many entries two bytes number them: a sixth less memory. */
const SHORT = 65_536

/** Yields every few milliseconds, so that whoever drives it can let others work. `terms`: one more than the largest number. */
export function* invert(texts: SegmentTexts, terms: number): Generator<void, Postings> {
  const size = new Uint32Array(terms)
  const last = new Uint32Array(terms)
  const found: number[] = []
  for (let entry = 0; entry < texts.entries; entry++) {
    countTerms(texts, entry, size, last, found)
    if (entry % STRETCH === STRETCH - 1) yield
  }
  yield
  const sorted = new Uint32Array(found).sort()
  yield
  const postings = openPostings(sorted, size, texts.entries)
  yield
  // From here on `size` says where the next posting of a term goes.
  postings.terms.forEach((term, i) => {
    size[term] = postings.start[i]!
  })
  yield
  for (let entry = 0; entry < texts.entries; entry++) {
    fillTerms(texts, entry, size, last, postings)
    if (entry % STRETCH === STRETCH - 1) yield
  }
  return postings
}

/** The place of a term among a segment's, by halving; -1 where it has none. */
export function rowOf({ terms }: Postings, term: number): number {
  let low = 0
  let high = terms.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (terms[middle]! < term) low = middle + 1
    else high = middle
  }
  return terms[low] === term ? low : -1
}

/** `last[term]` is 1 + the last entry it was seen in. */
function countTerms(
  { firstText, start, term }: SegmentTexts,
  entry: number,
  size: Uint32Array,
  last: Uint32Array,
  found: number[],
): void {
  const end = start[firstText[entry + 1]!]!
  for (let k = start[firstText[entry]!]!; k < end; k++) {
    const t = term[k]!
    if (last[t] === entry + 1) continue
    last[t] = entry + 1
    if (size[t]!++ === 0) found.push(t)
  }
}

function fillTerms(
  { entries, firstText, start, term, tenths }: SegmentTexts,
  entry: number,
  next: Uint32Array,
  last: Uint32Array,
  postings: Postings,
): void {
  // Beyond all that counting has left in `last`.
  const mark = entries + entry + 1
  const [begin, body, end] = [
    start[firstText[entry]!]!,
    start[firstText[entry + 1]! - 1]!,
    start[firstText[entry + 1]!]!,
  ]
  for (let k = begin; k < end; k++) {
    const t = term[k]!
    if (last[t] !== mark) {
      last[t] = mark
      postings.entry[next[t]!++] = entry
    }
    const p = next[t]! - 1
    if (k >= body) postings.body[p] = Math.min(MOST, tenths[k]!)
    else if (postings.questions[p]! < MOST) postings.questions[p]!++
  }
}

function openPostings(terms: Uint32Array, size: Uint32Array, entries: number): Postings {
  const start = new Uint32Array(terms.length + 1)
  terms.forEach((term, i) => {
    start[i + 1] = start[i]! + size[term]!
  })
  const count = start[terms.length]!
  const entry = entries > SHORT ? new Uint32Array(count) : new Uint16Array(count)
  return { terms, start, entry, questions: new Uint8Array(count), body: new Uint8Array(count) }
}
