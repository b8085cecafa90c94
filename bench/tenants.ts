/**
 * What a tenant's model costs in memory: `npm run bench:tenants [-- --tenants 200 --json]`. The sample's model, with the
 * built-in embedder, loaded once for each tenant in one process, as a server with as many tenants would; each is asked.
 */
import { parseArgs } from 'node:util'
import { table } from '../scripts/terminal.ts'
import { load, save } from '../src/nlu/artifact.ts'
import type { Model } from '../src/nlu/model.ts'
import { parse } from '../src/nlu/parse.ts'
import { train } from '../src/nlu/train.ts'
import { backgroundQuestions } from '../src/retrieval/background.ts'
import { embedderOf } from './bench-embedder.ts'
import { quantilesOf } from './quantiles.ts'
import { readMaterial } from './sample-engine.ts'

const QUESTIONS = ['我的快递到哪了', 'how do I get an invoice']

const { values } = parseArgs({
  options: { tenants: { type: 'string', default: '200' }, json: { type: 'boolean', default: false } },
})
const tenants = Number(values.tenants)
const embedder = await embedderOf('fast')
const { lines, passages } = readMaterial()
const bytes = save((await train([...lines, ...backgroundQuestions(passages)], { embedder })).model)
const vectors = await embedder!.embed(QUESTIONS, 'passage')

const before = used()
const models: Model[] = []
const loadMs: number[] = []
for (let tenant = 0; tenant < tenants; tenant++) {
  const begun = performance.now()
  models.push(load(bytes, embedder))
  loadMs.push(performance.now() - begun)
}
const each = (used() - before) / tenants / 1e6
const parseMs = models.flatMap(model =>
  QUESTIONS.map((text, i) => {
    const begun = performance.now()
    parse(model, text, vectors[i])
    return performance.now() - begun
  }),
)
const result = {
  tenants,
  artifactMb: bytes.length / 1e6,
  megabytesEach: each,
  loadMs: quantilesOf(loadMs),
  parseMs: quantilesOf(parseMs),
}
const rows = [
  ['tenants in one process', String(tenants)],
  ['artifact, MB', result.artifactMb.toFixed(1)],
  ['memory of each, MB (heap and buffers)', each.toFixed(1)],
  ['load of each, ms p50 / p99', `${result.loadMs.p50} / ${result.loadMs.p99}`],
  ['first questions to each, ms p50 / p99', `${result.parseMs.p50} / ${result.parseMs.p99}`],
]
console.log(values.json ? JSON.stringify(result) : table(['', ''], rows, [1]).join('\n'))

/** Bytes of the heap and of array buffers, after a collection where the process allows one. */
function used(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
