/**
 * How well the right entry is found: `npm run bench:retrieval [-- --only built-in|best|FOLDER --json]`.
 *
 * The public FAQ sets beside the repository (data.ts), asked of the product's own search (`fused`), of BM25 and of the
 * vectors alone, and of plain mixtures of these two; with the built-in embedder and, without --only, the larger ones joined.
 */
import { parseArgs } from 'node:util'
import { conclude, table } from '../scripts/terminal.ts'
import { BUILT_IN, openEmbedder } from '../src/embedding/open.ts'
import { bestModels } from './bench-embedder.ts'
import { haveData } from './data.ts'
import { type DocumentFigures, documentFigures, documentPassages, searchDocuments } from './retrieval-documents.ts'
import { type ExtractFigures, extractFigures } from './retrieval-extract.ts'
import { rankByWords, rankPlainly } from './retrieval-plain.ts'
import { type Blocks, blocksOf, type RankFigures, type Ranking, type Refusals, refusals } from './retrieval-ranks.ts'
import { keysOf, searchAll } from './retrieval-search.ts'
import { type AskedQuestion, faqBases, unanswerableBases } from './retrieval-sets.ts'

interface Measured {
  name: string
  ways: Map<string, Blocks>
  refused: Map<string, Refusals>
  documents: DocumentFigures
  extract: ExtractFigures
}

/** At most this share of the answerable questions may be refused. */
const COST = 0.1

async function measure(name: string, folders: readonly string[]): Promise<Measured> {
  const embedder = (await openEmbedder(folders))!
  const asked: AskedQuestion[] = []
  const rankings = new Map<string, Ranking[]>()
  const add = (way: string, more: readonly Ranking[]) => rankings.set(way, [...(rankings.get(way) ?? []), ...more])
  for (const base of faqBases()) {
    asked.push(...base.questions)
    add('bm25', rankByWords(base))
    for (const [way, more] of Object.entries(await rankPlainly(base, embedder))) add(way, more)
    add('fused', (await searchAll(base, embedder)).map(keysOf))
  }
  const refused = new Map<string, Refusals>()
  for (const base of unanswerableBases()) {
    refused.set(base.questions[0]!.figure, refusals(await searchAll(base, embedder), COST))
  }
  const passages = await documentPassages()
  const searched = await searchDocuments(passages, embedder)
  refused.set('outOfKnowledge.documents', refusals(searched, COST))
  const extract = await extractFigures(passages, embedder)
  await embedder.close()
  const ways = new Map([...rankings].map(([way, each]) => [way, blocksOf(asked, each)]))
  return { name, ways, refused, documents: documentFigures(passages, searched), extract }
}

function linesOf({ name, ways, refused, documents, extract }: Measured): string[] {
  const show = ({ hit1, hit5, mrr }: RankFigures) => `${hit1.toFixed(1)} / ${hit5.toFixed(1)} / ${mrr.toFixed(3)}`
  const figures = [...ways.get('fused')!.keys()]
  const rows = figures.map(figure => [figure, ...[...ways.values()].map(blocks => show(blocks.get(figure)!))])
  const columns = [`${name}: hit@1 / hit@5 / MRR`, ...ways.keys()]
  const without = [...refused].map(
    ([figure, { refused, threshold, n, answerable }]) =>
      `${figure}: ${refused.toFixed(1)} % of ${n} refused below ${threshold.toFixed(2)}, and 10 % of ${answerable} answerable`,
  )
  const { hit1, hit3, hit5, file3, n } = documents
  const [one, three, five, file] = [hit1, hit3, hit5, file3].map(share => share.toFixed(1))
  const files = `documents: hit@1 ${one}, hit@3 ${three}, hit@5 ${five}; the file among the first 3: ${file} (n ${n})`
  const { evidenceKept, before, after } = extract
  const cut = `extract: evidence kept ${evidenceKept.toFixed(1)} % (n ${extract.n}), ${before.toFixed(0)} -> ${after.toFixed(0)} characters`
  return [...table(columns, rows, columns.map((_, i) => i).slice(1)), ...without, files, cut]
}

/** `alicloud.reworded` becomes `alicloud: { reworded }`. */
function nested(blocks: Iterable<[string, object]>): Record<string, object> {
  const made: Record<string, Record<string, object>> = {}
  for (const [name, block] of blocks) {
    const [set, part] = name.split('.') as [string, string | undefined]
    const own = made[set] ?? {}
    made[set] = part === undefined ? { ...own, ...block } : { ...own, [part]: block }
  }
  return made
}

function jsonOf(measured: readonly Measured[]): object {
  const blocks: Record<string, object> = { bm25: nested(measured[0]!.ways.get('bm25')!) }
  for (const { name, ways, refused, documents, extract } of measured) {
    const others = Object.fromEntries([...ways].map(([way, each]) => [way, nested(each)]))
    blocks[name] = { ...nested(ways.get('fused')!), ...nested(refused), documents, extract, ways: others }
  }
  return blocks
}

/** Name in the figures -> folders of the models joined. */
function embeddersOf(only: string | undefined): [string, readonly string[]][] {
  const larger = bestModels()
  const all: [string, readonly string[]][] = [['builtIn', [BUILT_IN]], ...(larger.length > 0 ? [['best', larger] as [string, string[]]] : [])] // biome-ignore format: one line
  if (only === undefined) return all
  const name = only === 'built-in' ? 'builtIn' : only
  const known = all.filter(([each]) => each === name)
  return known.length > 0 ? known : [[only, [only]]]
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { only: { type: 'string' }, json: { type: 'boolean' } } })
  if (!haveData()) return
  const measured: Measured[] = []
  for (const [name, folders] of embeddersOf(values.only)) measured.push(await measure(name, folders))
  conclude(values, jsonOf(measured), () => measured.flatMap(each => [...linesOf(each), '']))
}

await main()
