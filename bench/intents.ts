/**
 * How well intents are recognised: `npm run bench:intents [-- --set NAME --mode fast|best|words --peers --json]`.
 *
 * Public sets of ../shared/data, the same settings for all, chosen on their train and valid parts. `fast` is what a fresh
 * clone has (the built-in embedder), `best` the joined models of ../shared/models, `words` none; natural and nlp.js beside us.
 */
import { parseArgs } from 'node:util'
import { table } from '../scripts/terminal.ts'
import type { Embedder } from '../src/embedder.ts'
import { type Answered, figuresOf, type IntentFigures } from '../src/nlu/figures.ts'
import { parse } from '../src/nlu/parse.ts'
import { train } from '../src/nlu/train.ts'
import { embedderOf, isMode, MODES } from './bench-embedder.ts'
import { haveData } from './data.ts'
import { type Peer, peers } from './intent-peers.ts'
import { INTENT_SETS, type IntentSet } from './intent-sets.ts'
import { quantile } from './quantiles.ts'

interface Measured extends IntentFigures {
  trainSeconds: number
  p50Ms: number
  p99Ms: number
  perSecond: number
  heapMb: number
}

async function measure(set: IntentSet, embedder: Embedder | undefined): Promise<Measured> {
  const lines = set.train.map(({ text, intent }) => ({ text, intent, language: set.language }))
  const begun = performance.now()
  const { model } = await train(lines, { embedder })
  const trainSeconds = (performance.now() - begun) / 1000
  const times: number[] = []
  const ask = async (text: string) => {
    const start = performance.now()
    const [dense] = (await embedder?.embed([text], 'passage')) ?? []
    const parsed = parse(model, text, dense)
    times.push(performance.now() - start)
    return parsed
  }
  const answered: Answered[] = []
  for (const { text, intent } of set.test) {
    const { intents, outOfScope } = await ask(text)
    answered.push({ expected: intent, given: intents[0]!.name, confidence: intents[0]!.confidence, outOfScope })
  }
  const outside: number[] = []
  for (const { text } of set.outside) outside.push((await ask(text)).outOfScope)
  return { ...figuresOf(answered, outside), trainSeconds, ...speedOf(times) }
}

async function measurePeer(set: IntentSet, peer: Peer): Promise<Measured> {
  const begun = performance.now()
  const classify = await peer.train(set)
  const trainSeconds = (performance.now() - begun) / 1000
  const times: number[] = []
  const answered: Answered[] = []
  for (const { text, intent } of set.test) {
    const start = performance.now()
    const { name, confidence } = await classify(text)
    times.push(performance.now() - start)
    answered.push({ expected: intent, given: name, confidence, outOfScope: 1 - confidence })
  }
  const outside: number[] = []
  for (const { text } of set.outside) outside.push(1 - (await classify(text)).confidence)
  return { ...figuresOf(answered, outside), trainSeconds, ...speedOf(times) }
}

function speedOf(times: number[]) {
  const sorted = times.sort((a, b) => a - b)
  return {
    p50Ms: quantile(sorted, 0.5),
    p99Ms: quantile(sorted, 0.99),
    perSecond: (1000 * times.length) / times.reduce((sum, ms) => sum + ms, 0),
    heapMb: process.memoryUsage().heapUsed / 1e6,
  }
}

const HEAD = [
  'set',
  'who',
  'accuracy',
  'macro-F1',
  'ECE',
  'Brier',
  'AURC',
  'OOS AUROC',
  '@95 %',
  'train s',
  'p50 ms',
  'p99 ms',
  'per s',
]

function rowOf(name: string, who: string, f: Measured): string[] {
  const points = (value: number | undefined, digits = 1) => (value === undefined ? '' : value.toFixed(digits))
  return [
    name,
    who,
    points(f.accuracy),
    points(f.macroF1),
    points(f.ece),
    points(f.brier, 3),
    points(f.aurc),
    points(f.oosAuroc, 3),
    points(f.oosRecallAt95),
    points(f.trainSeconds),
    points(f.p50Ms, 2),
    points(f.p99Ms, 2),
    points(f.perSecond, 0),
  ]
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      set: { type: 'string', multiple: true },
      mode: { type: 'string', default: 'fast' },
      peers: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  if (!haveData()) return
  const { mode } = values
  if (!isMode(mode)) throw new Error(`--mode is one of ${MODES.join(', ')}, not ${mode}`)
  const embedder = await embedderOf(mode)
  const figures: Record<string, unknown> = {}
  const rows: string[][] = []
  for (const [name, read] of Object.entries(INTENT_SETS)) {
    if (values.set !== undefined && !values.set.some(wanted => name.startsWith(wanted))) continue
    const set = read()
    const ours = await measure(set, embedder)
    put(figures, name, ours)
    rows.push(rowOf(name, `yingda ${mode}`, ours))
    console.error(rows.at(-1)!.join('  '))
    for (const peer of values.peers ? peers : []) {
      const measured = await measurePeer(set, peer)
      put(figures, `peers.${peer.name}.${name}`, measured)
      rows.push(rowOf(name, peer.name, measured))
      console.error(rows.at(-1)!.join('  '))
    }
  }
  await embedder?.close()
  if (values.json) console.log(JSON.stringify(figures, null, 1))
  else console.log(table(HEAD, rows, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).join('\n'))
}

/** `banking77.full` becomes `banking77: { full }`. */
function put(into: Record<string, unknown>, path: string, value: unknown): void {
  const [first, ...rest] = path.split('.') as [string, ...string[]]
  if (rest.length === 0) {
    into[first] = value
    return
  }
  into[first] ??= {}
  put(into[first] as Record<string, unknown>, rest.join('.'), value)
}

await main()
