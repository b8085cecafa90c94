/** The terms of the entries of one segment, entry by entry: what is scored, and what the next segment is merged from. */
import { numberOf, type Statistics } from './statistics.ts'
import type { Terms } from './terms.ts'

/**
 * Flat rows: the texts of entry e are those from `firstText[e]` up to `firstText[e + 1]`, its questions and at last its
 * body; the terms of text t stand from `start[t]` up to `start[t + 1]`.
 */
export interface SegmentTexts {
  entries: number
  firstText: Uint32Array
  start: Uint32Array
  /** Term numbers, each once a text. */
  term: Uint32Array
  /** Weights in tenths, which all of terms.ts are whole numbers of. */
  tenths: Uint16Array
  /** By entry: the length of its body, in tenths. */
  lengths: Uint32Array
}

/** How much room a segment takes. */
export interface Room {
  entries: number
  texts: number
  terms: number
}

export interface TextsWriter {
  /** The next entry, from its texts' terms. */
  add(questions: readonly Terms[], body: Terms): void
  /** The next entry, as it stands in another segment. */
  copy(from: SegmentTexts, entry: number): void
  /** To be called once, at the end. */
  finish(): SegmentTexts
}

const MOST_TENTHS = 65_535

/** With the right `room` nothing is copied; beyond it the arrays double. */
export function writeTexts(statistics: Statistics, room: Room): TextsWriter {
  let [entries, texts, terms] = [0, 0, 0]
  let firstText = new Uint32Array(room.entries + 1)
  let start = new Uint32Array(room.texts + 1)
  let term = new Uint32Array(room.terms)
  let tenths = new Uint16Array(room.terms)
  const lengths: number[] = []

  function reserve(moreTexts: number, moreTerms: number): void {
    if (entries + 2 > firstText.length) firstText = longer(firstText, entries + 2)
    if (texts + moreTexts + 1 > start.length) start = longer(start, texts + moreTexts + 1)
    if (terms + moreTerms <= term.length) return
    term = longer(term, terms + moreTerms)
    const next = new Uint16Array(term.length)
    next.set(tenths)
    tenths = next
  }

  return {
    add(questions, body) {
      const all = [...questions, body]
      reserve(
        all.length,
        all.reduce((sum, text) => sum + text.size, 0),
      )
      for (const text of all) {
        for (const [word, weight] of text) {
          term[terms] = numberOf(statistics, word)
          tenths[terms++] = Math.min(MOST_TENTHS, Math.round(10 * weight))
        }
        start[++texts] = terms
      }
      firstText[++entries] = texts
      lengths.push(sum(tenths.subarray(start[texts - 1]!, terms)))
    },
    copy(from, entry) {
      const [first, end] = [from.firstText[entry]!, from.firstText[entry + 1]!]
      const [low, high] = [from.start[first]!, from.start[end]!]
      reserve(end - first, high - low)
      term.set(from.term.subarray(low, high), terms)
      tenths.set(from.tenths.subarray(low, high), terms)
      for (let t = first; t < end; t++) start[++texts] = terms + from.start[t + 1]! - low
      terms += high - low
      firstText[++entries] = texts
      lengths.push(from.lengths[entry]!)
    },
    finish: () => ({
      entries,
      firstText: exactly(firstText, entries + 1),
      start: exactly(start, texts + 1),
      term: exactly(term, terms),
      tenths: terms === tenths.length ? tenths : tenths.slice(0, terms),
      lengths: new Uint32Array(lengths),
    }),
  }
}

/** Calls `see` with every term of an entry, once each. */
export function eachTerm(texts: SegmentTexts, entry: number, see: (term: number) => void): void {
  const seen = new Set<number>()
  const end = texts.start[texts.firstText[entry + 1]!]!
  for (let k = texts.start[texts.firstText[entry]!]!; k < end; k++) {
    const term = texts.term[k]!
    if (seen.has(term)) continue
    seen.add(term)
    see(term)
  }
}

function sum(numbers: Uint16Array): number {
  let all = 0
  for (const number of numbers) all += number
  return all
}

function longer(array: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(Math.max(least, 2 * array.length))
  next.set(array)
  return next
}

function exactly(array: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  return length === array.length ? array : array.slice(0, length)
}
