/** Figures of rankings and of refusals. */
import type { Searched } from './retrieval-search.ts'
import type { AskedQuestion } from './retrieval-sets.ts'

/** Keys, best first. */
export type Ranking = readonly string[]

/** The product's search gives no more. */
export const DEPTH = 10

/** In percent; `mrr` is the mean reciprocal rank within the first ten. */
export interface RankFigures {
  hit1: number
  hit5: number
  mrr: number
  n: number
}

/** Of `n` questions without an answer `refused` percent stay below the confidence `threshold`. */
export interface Refusals {
  refused: number
  threshold: number
  n: number
  answerable: number
}

export function rankFigures(asked: readonly { relevant: readonly string[]; ranking: Ranking }[]): RankFigures {
  const places = asked.map(({ relevant, ranking }) => ranking.findIndex(key => relevant.includes(key)))
  const n = places.length
  const mean = (value: (place: number) => number) =>
    places.reduce((sum, place) => sum + (place < 0 ? 0 : value(place)), 0) / Math.max(1, n)
  return {
    hit1: 100 * mean(place => (place === 0 ? 1 : 0)),
    hit5: 100 * mean(place => (place < 5 ? 1 : 0)),
    mrr: mean(place => 1 / (place + 1)),
    n,
  }
}

/** Each figure's block: `stackfaq`, `alicloud.reworded` ... */
export type Blocks = Map<string, RankFigures>

/** `rankings` in the order of the questions. */
export function blocksOf(asked: readonly AskedQuestion[], rankings: readonly Ranking[]): Blocks {
  const figures = [...new Set(asked.map(({ figure }) => figure))].sort()
  const of = (figure: string) => {
    const chosen = asked.flatMap((question, q) => (question.figure === figure ? [q] : []))
    return rankFigures(chosen.map(q => ({ relevant: asked[q]!.relevant, ranking: rankings[q]! })))
  }
  return new Map(figures.map(figure => [figure, of(figure)]))
}

/** With the highest threshold that refuses at most `cost` of the answerable questions. */
export function refusals(searched: readonly Searched[], cost: number): Refusals {
  const confidences = (answerable: boolean) =>
    searched
      .filter(({ question }) => question.relevant.length > 0 === answerable)
      .map(({ hits }) => hits[0]?.confidence ?? 0)
      .sort((a, b) => a - b)
  const [answerable, without] = [confidences(true), confidences(false)]
  const threshold = answerable[Math.floor(cost * answerable.length)]!
  const refused = without.filter(confidence => confidence < threshold).length
  return { refused: (100 * refused) / without.length, threshold, n: without.length, answerable: answerable.length }
}
