/**
 * Which questions of a segment have a term, and how much of it: made when all of a segment is first scored, since large
 * bases, where only some entries are, do without its memory.
 */
import type { Postings } from './postings.ts'
import type { SegmentTexts } from './segment-texts.ts'

export interface QuestionPostings {
  /** Those of the i-th of the segment's terms stand from `start[i]` up to `start[i + 1]`. */
  start: Uint32Array
  /** The number of the text, and the term's weight in it. */
  text: Uint32Array
  tenths: Uint16Array
}

export function invertQuestions(texts: SegmentTexts, { terms }: Postings): QuestionPostings {
  const rows = new Uint32Array((terms.at(-1) ?? 0) + 1)
  terms.forEach((term, row) => {
    rows[term] = row
  })
  const start = new Uint32Array(terms.length + 1)
  eachOccurrence(texts, (_, k) => {
    start[rows[texts.term[k]!]! + 1]!++
  })
  for (let row = 0; row < terms.length; row++) start[row + 1]! += start[row]!
  const next = start.slice()
  const count = start[terms.length]!
  const [text, tenths] = [new Uint32Array(count), new Uint16Array(count)]
  eachOccurrence(texts, (t, k) => {
    const place = next[rows[texts.term[k]!]!]!++
    text[place] = t
    tenths[place] = texts.tenths[k]!
  })
  return { start, text, tenths }
}

/** Of every term in every question: `t` is the text, `k` its place among the terms. */
function eachOccurrence({ entries, firstText, start }: SegmentTexts, see: (t: number, k: number) => void): void {
  for (let entry = 0; entry < entries; entry++) {
    const body = firstText[entry + 1]! - 1
    for (let t = firstText[entry]!; t < body; t++) for (let k = start[t]!; k < start[t + 1]!; k++) see(t, k)
  }
}
