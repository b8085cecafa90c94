/**
 * An inverted index over one space of terms (words, or characters), in segments as Lucene has them: each holds some
 * entries and never changes but for those that are dead; what is counted is counted over all that live. Every question
 * is scored for itself, because FAQ retrieval goes by the best-matching question and not by the sum.
 */
import { invert, type Postings } from './postings.ts'
import type { QuestionPostings } from './question-postings.ts'
import { eachTerm, type SegmentTexts, writeTexts } from './segment-texts.ts'
import { createStatistics, type Statistics } from './statistics.ts'
import type { Terms } from './terms.ts'

export interface EntryTerms {
  questions: readonly Terms[]
  body: Terms
}

export interface SpaceSegment {
  texts: SegmentTexts
  postings: Postings
  /** Made when all entries are first scored. */
  questions: QuestionPostings | undefined
  /** 1 for entries that are there, 0 for those that are gone. Shared by the spaces of one language. */
  live: Uint8Array
  /** Of each text's tf-idf weights; 0 where not computed yet for this version of the statistics. */
  norms: Float32Array
  normsOf: number
}

export interface InvertedIndex {
  statistics: Statistics
  segments: SpaceSegment[]
}

export const createInvertedIndex = (): InvertedIndex => ({ statistics: createStatistics(), segments: [] })

/** All at once, in one segment: for a base that does not change. */
export function buildInvertedIndex(entries: readonly EntryTerms[]): InvertedIndex {
  const index = createInvertedIndex()
  const writer = writeTexts(index.statistics, { entries: entries.length, texts: 0, terms: 0 })
  for (const { questions, body } of entries) writer.add(questions, body)
  const texts = writer.finish()
  const steps = invert(texts, index.statistics.numbers.size)
  let step = steps.next()
  while (!step.done) step = steps.next()
  addSegment(index, toSegment(texts, step.value, new Uint8Array(entries.length).fill(1)))
  return index
}

export function toSegment(texts: SegmentTexts, postings: Postings, live: Uint8Array): SpaceSegment {
  return { texts, postings, questions: undefined, live, norms: new Float32Array(texts.start.length - 1), normsOf: -1 }
}

/** All entries of the segment must live. */
export function addSegment({ statistics, segments }: InvertedIndex, segment: SpaceSegment): void {
  const { terms, start } = segment.postings
  for (let i = 0; i < terms.length; i++) statistics.found[terms[i]!]! += start[i + 1]! - start[i]!
  for (const length of segment.texts.lengths) statistics.length += length
  statistics.entries += segment.texts.entries
  statistics.version++
  segments.push(segment)
}

/** Counts an entry no longer; its segment keeps it, dead. */
export function forget({ statistics }: InvertedIndex, segment: SpaceSegment, entry: number): void {
  eachTerm(segment.texts, entry, term => {
    statistics.found[term]!--
  })
  statistics.length -= segment.texts.lengths[entry]!
  statistics.entries--
  statistics.version++
}
