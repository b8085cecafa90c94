/**
 * The two lexical rankers over one space of terms:
 *
 * - BM25 with field weights (Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond",
 *   section 3.6: the fields' frequencies are added before saturation), given as a share of the query's own score;
 * - the cosine of the query with each single question.
 *
 * All entries are scored term by term, by their postings; a few chosen ones by walking over their texts. `Without` hides
 * a question or an entry at query time: that is how a knowledge base measures itself (calibrate.ts).
 */
import type { InvertedIndex } from './inverted-index.ts'
import { clearScores, type LexicalScores, openScan, type SpacePlace, type Without } from './lexical-scan.ts'
import { createWalk } from './score-entry.ts'
import { scoreSegment } from './score-segment.ts'
import type { Terms } from './terms.ts'

/** Scores all entries that are there, in the order they came in, or only some: the arrays hold theirs, in that order. */
export function scoreLexically(
  index: InvertedIndex,
  query: Terms,
  without?: Without,
  places?: readonly SpacePlace[],
): LexicalScores {
  const scan = openScan(index, query, places?.length ?? index.statistics.entries, without)
  const walk = createWalk(scan)
  const score = ({ segment, entry }: SpacePlace, s: number) => {
    if (without?.segment !== segment || without.entry !== entry) walk.score(segment, entry, s)
    else if (without.question !== undefined) walk.score(segment, entry, s, without.question)
    else clearScores(scan, s)
  }
  if (places) places.forEach(score)
  else {
    let s = 0
    for (const segment of index.segments) s = scoreSegment(scan, segment, s)
    if (without) score(without, placeAmongLiving(index, without))
  }
  walk.end()
  return scan.scores
}

function placeAmongLiving({ segments }: InvertedIndex, { segment, entry }: SpacePlace): number {
  const before = segments.slice(0, segments.indexOf(segment)).map(({ live }) => live)
  return [...before, segment.live.subarray(0, entry)].reduce((sum, live) => sum + live.filter(Boolean).length, 0)
}
