/** Scores single entries by walking over the terms of their texts: for a few of many, or with a question hidden. */
import type { SpaceSegment } from './inverted-index.ts'
import { BODY_WEIGHT, rankQuestions, type Scan, saturate, shrinkOf } from './lexical-scan.ts'

export interface Walk {
  /** Writes the scores of an entry at `s`; the question of the number `hidden` is as if not there. */
  score(segment: SpaceSegment, entry: number, s: number, hidden?: number): void
  /** To be called when all are scored. */
  end(): void
}

/** The products of an entry's questions with the query: one array for all, since a search scores hundreds of entries. */
let dots = new Float64Array(64)

/** By term number: its place in the query's known terms, plus 1; all 0 between two walks: nothing waits in one. */
let marks = new Uint16Array(0)

/**
 * Whether any of the query's terms has these last bits: of a hundred terms of a text that the query has not, one gets as
 * far as `marks`. It stays in the fastest memory, which `marks` of a large base does not.
 */
const filter = new Uint8Array(4096)
const LAST_BITS = filter.length - 1

export function createWalk(scan: Scan): Walk {
  const { asked, statistics, self, scores } = scan
  if (marks.length < statistics.numbers.size) marks = new Uint16Array(2 * statistics.numbers.size)
  asked.forEach(({ term }, q) => {
    marks[term] = q + 1
    filter[term & LAST_BITS] = 1
  })
  /** By place in `asked`: in how many questions of the entry at hand the term is, and how often in the body. */
  const inQuestions = new Float64Array(asked.length)
  const inBody = new Float64Array(asked.length)

  return {
    score(segment, entry, s, hidden = -1) {
      readQuestions(scan, segment, entry, hidden, inQuestions.fill(0))
      rankQuestions(scan, segment, entry, s, dots, 0)
      readBody(scan, segment, entry, inBody.fill(0))
      let [questions, body, both] = [0, 0, 0]
      for (let q = 0; q < asked.length; q++) {
        const { x } = asked[q]!
        const [a, b] = [inQuestions[q]!, inBody[q]!]
        if (a > 0) questions += x * saturate(a)
        if (b > 0) body += x * saturate(b)
        if (a + b > 0) both += x * saturate(a + BODY_WEIGHT * b)
      }
      scores.questions[s] = questions / self
      scores.body[s] = body / self
      scores.both[s] = both / self
    },
    end() {
      for (const { term } of asked) {
        marks[term] = 0
        filter[term & LAST_BITS] = 0
      }
    },
  }
}

/** The product of each question with the query. Everything that the inner loop reads is a local: it runs over every term. */
function readQuestions(
  { weights }: Scan,
  { texts: { firstText, start, term, tenths } }: SpaceSegment,
  entry: number,
  hidden: number,
  inQuestions: Float64Array,
): void {
  const marked = marks
  const first = firstText[entry]!
  const count = firstText[entry + 1]! - 1 - first
  if (dots.length < count) dots = new Float64Array(2 * count)
  for (let question = 0; question < count; question++) {
    dots[question] = 0
    if (question === hidden) continue
    const end = start[first + question + 1]!
    let dot = 0
    for (let k = start[first + question]!; k < end; k++) {
      const t = term[k]!
      if (filter[t & LAST_BITS] === 0) continue
      const mark = marked[t]!
      if (mark === 0) continue
      inQuestions[mark - 1]!++
      dot += weights[mark - 1]! * tenths[k]!
    }
    dots[question] = dot
  }
}

function readBody({ statistics }: Scan, { texts }: SpaceSegment, entry: number, inBody: Float64Array): void {
  const { firstText, start, term, tenths, lengths } = texts
  const marked = marks
  const body = firstText[entry + 1]! - 1
  const shrink = 10 * shrinkOf(statistics, lengths[entry]!)
  const end = start[body + 1]!
  for (let k = start[body]!; k < end; k++) {
    const t = term[k]!
    if (filter[t & LAST_BITS] === 0) continue
    const mark = marked[t]!
    if (mark > 0) inBody[mark - 1]! += tenths[k]! / shrink
  }
}
