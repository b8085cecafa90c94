/**
 * Every embedder at hand side by side: `npm run bench:embedder [-- --only NAME|FOLDER --json --skip-intents]`.
 *
 * FAQ questions, pairs of questions, intents; size, time to load, time a sentence. Words alone (BM25, TF-IDF) stand in the
 * first column. Embedders are measured as the server opens them; the last row of intents is trained in English and asked in Chinese.
 */
import { readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { table } from '../scripts/terminal.ts'
import type { Embedder } from '../src/embedder.ts'
import { BUILT_IN, openEmbedder } from '../src/embedding/open.ts'
import { everyModel } from './bench-embedder.ts'
import { haveData, type IntentRow, readData } from './data.ts'
import { type FaqFigures, faqFigures } from './embedder-faq.ts'
import { COMPARED, type IntentAccuracy, intentAccuracy } from './embedder-intents.ts'
import { pairFigures } from './embedder-pairs.ts'
import { INTENT_SETS } from './intent-sets.ts'

interface Cost {
  usPerSentence: number
  loadMs: number
  bytes: number
}

type Figures = FaqFigures &
  Awaited<ReturnType<typeof pairFigures>> &
  Record<string, unknown> & { intents: Record<string, IntentAccuracy>; cost: Cost | undefined }

/** Sentences that are timed, one at a time. */
const TIMED = 2000

async function measure(folder: string | undefined, withIntents: boolean): Promise<Figures> {
  const begun = performance.now()
  const embedder = folder === undefined ? undefined : await openEmbedder([folder])
  const loadMs = performance.now() - begun
  const intents: Record<string, IntentAccuracy> = {}
  const figures = { ...(await faqFigures(embedder)), ...(await pairFigures(embedder)) }
  for (const name of withIntents ? COMPARED : []) {
    intents[name] = await intentAccuracy(embedder, INTENT_SETS[name]!())
    console.error(`  ${name} done`)
  }
  const cost = embedder && { usPerSentence: await timed(embedder), loadMs, bytes: bytesOf(folder!) }
  await embedder?.close()
  return { ...figures, intents, cost }
}

async function timed(embedder: Embedder): Promise<number> {
  const texts = [...readData<IntentRow>('massive/en'), ...readData<IntentRow>('massive/zh')]
  const chosen = texts.filter((_, i) => i % Math.floor(texts.length / TIMED) === 0).map(({ text }) => text)
  for (const text of chosen.slice(0, 200)) await embedder.embed([text], 'query')
  const begun = performance.now()
  for (const text of chosen) await embedder.embed([text], 'query')
  return (1000 * (performance.now() - begun)) / chosen.length
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => statSync(join(folder, name)))
    .reduce((sum, found) => sum + (found.isFile() ? found.size : 0), 0)
}

const one = (value: number | undefined) => (value === undefined ? '' : value.toFixed(1))
const ROWS: [string, (figures: Figures) => string][] = [
  ['AliCloud zh<->en hit@1 / @5', f => `${one(f.alicloud.crosslingual.hit1)} / ${one(f.alicloud.crosslingual.hit5)}`],
  ['AliCloud reworded hit@1 / @5', f => `${one(f.alicloud.reworded.hit1)} / ${one(f.alicloud.reworded.hit5)}`],
  ['AliCloud colloquial hit@1 / @5', f => `${one(f.alicloud.colloquial.hit1)} / ${one(f.alicloud.colloquial.hit5)}`],
  [
    'AliCloud colloquial with BM25',
    f => `${one(f.alicloud.colloquial.fused.hit1)} / ${one(f.alicloud.colloquial.fused.hit5)}`,
  ],
  ['StackFAQ hit@1; with BM25', f => `${one(f.stackfaq.hit1)}; ${one(f.stackfaq.fused.hit1)}`],
  ['LCQMC / BQ Spearman', f => `${one(f.lcqmc.spearman)} / ${one(f.bq.spearman)}`],
  ...COMPARED.map((name): [string, (figures: Figures) => string] => [
    `${name}, alone; engine`,
    f => `${one(f.intents[name]?.alone)}; ${one(f.intents[name]?.beside)}`,
  ]),
  ['us a sentence', f => one(f.cost?.usPerSentence)],
  ['load, ms', f => one(f.cost?.loadMs)],
  ['MB', f => one(f.cost && f.cost.bytes / 1e6)],
]

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, json: { type: 'boolean' }, 'skip-intents': { type: 'boolean' } },
  })
  if (!haveData()) return
  const folders = [BUILT_IN, ...everyModel()].filter(
    folder => values.only === undefined || nameOf(folder) === values.only,
  )
  if (values.only !== undefined && folders.length === 0) folders.push(resolve(values.only))
  const measured: [string, Figures][] = []
  if (values.only === undefined) measured.push(['words alone', await measure(undefined, !values['skip-intents'])])
  for (const folder of folders) {
    console.error(nameOf(folder))
    measured.push([nameOf(folder), await measure(folder, !values['skip-intents'])])
  }
  if (values.json) {
    const blocks = Object.fromEntries(measured.map(([name, figures]) => [name, blockOf(figures)]))
    console.log(JSON.stringify(values.only === undefined ? blocks : blocks[measured[0]![0]], null, 1))
    return
  }
  const rows = ROWS.map(([name, show]) => [name, ...measured.map(([, figures]) => show(figures))])
  console.log(
    table(
      ['', ...measured.map(([name]) => name)],
      rows,
      measured.map((_, i) => i + 1),
    ).join('\n'),
  )
}

/** `banking77.shot10` becomes `banking77: { shot10 }`; a set's figure is the better of the two. */
function blockOf({ intents, cost, ...figures }: Figures): object {
  const block: Record<string, unknown> = { ...figures, ...cost }
  for (const [name, { alone, beside }] of Object.entries(intents)) {
    const [set, part] = name.split('.') as [string, string | undefined]
    const value = { accuracy: Math.max(alone, beside), alone, beside }
    block[set] = part === undefined ? value : { ...(block[set] as object | undefined), [part]: value }
  }
  return block
}

const nameOf = (folder: string): string => (folder === BUILT_IN ? 'built-in' : basename(folder))

await main()
