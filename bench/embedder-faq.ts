/** Which entry of a FAQ a question means: by vectors of the questions alone, and by the product's search, which has words too. */
import type { Embedder } from '../src/embedder.ts'
import { rankByWords, rankPlainly } from './retrieval-plain.ts'
import { blocksOf, type RankFigures, type Ranking } from './retrieval-ranks.ts'
import { keysOf, searchAll } from './retrieval-search.ts'
import { type AskedQuestion, faqBases } from './retrieval-sets.ts'

/** Alone, and fused with BM25. */
export type Hits = RankFigures & { fused: RankFigures }

export interface FaqFigures {
  stackfaq: Hits
  alicloud: { crosslingual: Hits; reworded: Hits; colloquial: Hits }
}

/** Without an embedder: BM25 alone. */
export async function faqFigures(embedder: Embedder | undefined): Promise<FaqFigures> {
  const asked: AskedQuestion[] = []
  const alone: Ranking[] = []
  const fused: Ranking[] = []
  for (const base of faqBases()) {
    if (base.questions[0]!.figure === 'vira') continue
    asked.push(...base.questions)
    alone.push(...(embedder === undefined ? rankByWords(base) : (await rankPlainly(base, embedder)).vectors))
    fused.push(...(await searchAll(base, embedder)).map(keysOf))
  }
  const [byAlone, byFused] = [blocksOf(asked, alone), blocksOf(asked, fused)]
  const of = (figure: string): Hits => ({ ...byAlone.get(figure)!, fused: byFused.get(figure)! })
  return {
    stackfaq: of('stackfaq'),
    alicloud: {
      crosslingual: of('alicloud.crosslingual'),
      reworded: of('alicloud.reworded'),
      colloquial: of('alicloud.colloquial'),
    },
  }
}
