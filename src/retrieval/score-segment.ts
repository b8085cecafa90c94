/** Scores all entries of a segment, term by term: only what shares a term with the query is looked at. */
import type { SpaceSegment } from './inverted-index.ts'
import { BODY_WEIGHT, rankQuestions, type Scan, saturate, shrinkOf } from './lexical-scan.ts'
import { rowOf } from './postings.ts'
import { invertQuestions } from './question-postings.ts'

/** Writes the scores of the living from `from` on; returns the place after the last. */
export function scoreSegment(scan: Scan, segment: SpaceSegment, from: number): number {
  const { texts, live, postings } = segment
  const rows = scan.asked.map(({ term }) => rowOf(postings, term))
  const dots = questionDots(scan, segment, rows)
  const sums = sumsOf(scan, segment, rows)
  const { scores, self } = scan
  let s = from
  for (let entry = 0; entry < texts.entries; entry++) {
    if (live[entry] === 0) continue
    rankQuestions(scan, segment, entry, s, dots, texts.firstText[entry]!)
    scores.questions[s] = sums.questions[entry]! / self
    scores.body[s] = sums.body[entry]! / self
    scores.both[s] = sums.both[entry]! / self
    s++
  }
  return s
}

/** By text: the product of each question with the query. */
function questionDots({ weights }: Scan, segment: SpaceSegment, rows: readonly number[]): Float64Array {
  segment.questions ??= invertQuestions(segment.texts, segment.postings)
  const { start, text, tenths } = segment.questions
  const dots = new Float64Array(segment.texts.start.length - 1)
  rows.forEach((row, q) => {
    if (row < 0) return
    const weight = weights[q]!
    const end = start[row + 1]!
    for (let p = start[row]!; p < end; p++) dots[text[p]!]! += weight * tenths[p]!
  })
  return dots
}

/** By entry: BM25 over its questions, its body, and both. */
function sumsOf({ asked, statistics }: Scan, { texts, postings }: SpaceSegment, rows: readonly number[]) {
  const { start, entry, questions: inQuestions, body: inBody } = postings
  const zeros = () => new Float64Array(texts.entries)
  const [questions, body, both] = [zeros(), zeros(), zeros()]
  rows.forEach((row, q) => {
    if (row < 0) return
    const { x } = asked[q]!
    const end = start[row + 1]!
    for (let p = start[row]!; p < end; p++) {
      const e = entry[p]!
      const a = inQuestions[p]!
      const b = inBody[p] === 0 ? 0 : inBody[p]! / 10 / shrinkOf(statistics, texts.lengths[e]!)
      if (a > 0) questions[e]! += x * saturate(a)
      if (b > 0) body[e]! += x * saturate(b)
      both[e]! += x * saturate(a + BODY_WEIGHT * b)
    }
  })
  return { questions, body, both }
}
