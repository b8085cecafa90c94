/**
 * What a company's own texts add to the built-in model: `npm run bench:adapt [-- FOLDER]`. Adapted on the FAQ entries of
 * AliCloud (question and sentences of the answer), asked colloquially and in other words; what is not about them must stay.
 */

import { table } from '../scripts/terminal.ts'
import { adapt } from '../src/embedding/adapt.ts'
import { unpackAdaptation } from '../src/embedding/adaptation.ts'
import { centred } from '../src/embedding/centred.ts'
import { BUILT_IN } from '../src/embedding/open.ts'
import { createStaticEmbedder } from '../src/embedding/static-encoder.ts'
import { createStaticEngine } from '../src/embedding/static-engine.ts'
import { readStaticModel } from '../src/embedding/static-model.ts'
import { bodyParts } from '../src/retrieval/body-parts.ts'
import { type FaqEntry, haveData, readData } from './data.ts'
import { faqFigures } from './embedder-faq.ts'
import { intentAccuracy } from './embedder-intents.ts'
import { pairFigures } from './embedder-pairs.ts'
import { INTENT_SETS } from './intent-sets.ts'

const engine = createStaticEngine(readStaticModel(process.argv[2] ?? BUILT_IN))

async function rowsOf(adapted: boolean): Promise<[string, string][]> {
  const bytes = adapted ? await adapt(engine, ownTexts()) : undefined
  const embedder = await centred(createStaticEmbedder(engine, bytes && unpackAdaptation(bytes)))
  const { alicloud, stackfaq } = await faqFigures(embedder)
  const { lcqmc, bq } = await pairFigures(embedder)
  const shot = await intentAccuracy(embedder, INTENT_SETS['banking77.shot10']!())
  const hits = ({ hit1, hit5 }: { hit1: number; hit5: number }) => `${hit1.toFixed(1)} / ${hit5.toFixed(1)}`
  return [
    ['colloquial', hits(alicloud.colloquial)],
    ['colloquial with BM25', hits(alicloud.colloquial.fused)],
    ['reworded', hits(alicloud.reworded)],
    ['zh<->en', hits(alicloud.crosslingual)],
    ['StackFAQ (not adapted to)', hits(stackfaq)],
    ['LCQMC / BQ (not adapted to)', `${lcqmc.spearman.toFixed(1)} / ${bq.spearman.toFixed(1)}`],
    ['BANKING77 10-shot (not adapted to)', `${shot.alone.toFixed(1)}; ${shot.beside.toFixed(1)}`],
    ['bytes', String(bytes?.length ?? 0)],
  ]
}

const ownTexts = () =>
  readData<FaqEntry>('alicloud_faq_dev/corpus').map(({ question, answer }) => [
    question,
    ...bodyParts(answer).slice(0, 6),
  ])

if (haveData()) {
  const before = await rowsOf(false)
  const begun = performance.now()
  const after = await rowsOf(true)
  const rows = before.map(([name, value], i) => [name, value, after[i]![1]])
  console.log(table(['', 'built-in', 'adapted'], rows, [1, 2]).join('\n'))
  console.log(`Adapted and measured in ${((performance.now() - begun) / 1000).toFixed(1)} s.`)
}
