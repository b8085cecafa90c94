/**
 * What an index of passages costs as it grows: `npm run bench:index [-- --json] [-- --sizes 1000,10000] [-- --only hnsw]`.
 * Vector indexes (exact scan, hnswlib-node, pgvector in PostgreSQL and in PGlite) with one row a passage, and the whole
 * search: both lexical spaces, vectors, fusion, without the embedding of the query. Each figure in a process of its own.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { say, table } from '../scripts/terminal.ts'
import { findServices } from '../test/helpers/services.ts'
import { type Figures, measureIndex, measureSearch } from './passage-index-cases.ts'
import type { IndexKind } from './passage-index-open.ts'

const KINDS = ['exact', 'hnsw', 'pglite', 'postgres', 'search'] as const
type Kind = (typeof KINDS)[number]
/** PGlite scans, in one thread: larger ones belong in PostgreSQL. */
const PGLITE_MOST = 10_000

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,10000,100000' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    // How the processes of the single cases are started.
    case: { type: 'string' },
  },
})

if (values.case !== undefined) await runCase(values.case)
else await runAll()

async function runCase(name: string): Promise<void> {
  const [kind = '', size = ''] = name.split(':')
  const figures =
    kind === 'search' ? await measureSearch(Number(size)) : await measureIndex(kind as IndexKind, Number(size))
  process.stdout.write(JSON.stringify(figures))
  process.exit()
}

async function runAll(): Promise<void> {
  const { postgres } = await findServices()
  if (!postgres.found) say(`without PostgreSQL: ${postgres.why}`)
  const result: Partial<Record<Kind, Record<string, Figures>>> = {}
  for (const kind of KINDS) {
    if (values.only !== undefined && values.only !== kind) continue
    if (kind === 'postgres' && !postgres.found) continue
    for (const size of values.sizes.split(',').map(Number)) {
      if (kind === 'pglite' && size > PGLITE_MOST) continue
      say(`${kind}, ${size} passages …`)
      const begun = performance.now()
      const figures = inProcess(`${kind}:${size}`)
      result[kind] = { ...result[kind], [size]: figures }
      const { p50, p99 } = figures.queryMs
      const seconds = Math.round((performance.now() - begun) / 1000)
      say(`  query p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)} ms; measured in ${seconds} s`)
    }
  }
  console.log(values.json ? JSON.stringify({ ...result, growth: growthOf(result.search) }) : show(result).join('\n'))
}

function inProcess(name: string): Figures {
  const options = ['--expose-gc', '--import', 'tsx', fileURLToPath(import.meta.url), '--case', name]
  const output = execFileSync(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output.toString()) as Figures
}

/** How many times slower the median search is in the largest base than in the smallest. */
function growthOf(search: Record<string, Figures> | undefined): number | undefined {
  const medians = Object.values(search ?? {}).map(({ queryMs }) => queryMs.p50)
  return medians.length < 2 ? undefined : medians.at(-1)! / medians[0]!
}

function show(result: Partial<Record<Kind, Record<string, Figures>>>): string[] {
  const rows = Object.entries(result).flatMap(([kind, bySize]) =>
    Object.entries(bySize).map(([size, figures]) => [
      kind,
      size,
      figures.insertsPerSecond.toFixed(0),
      figures.queryMs.p50.toFixed(2),
      figures.queryMs.p99.toFixed(2),
      figures.queryCpuMs.toFixed(2),
      figures.recallAt10?.toFixed(4) ?? '',
      figures.memoryMb.toFixed(0),
      (figures.diskMb ?? figures.keptMb)?.toFixed(0) ?? '',
      (figures.buildMs ?? figures.startMs).toFixed(0),
      figures.keptStartMs?.toFixed(0) ?? (figures.buildMs === undefined ? '' : figures.startMs.toFixed(0)),
    ]),
  )
  const head = [
    'index',
    'passages',
    'inserts/s',
    'query ms p50',
    'p99',
    'cpu ms',
    'recall@10',
    'memory MB',
    'disk MB',
    'made in ms',
    'start ms',
  ]
  const growth = growthOf(result.search)
  const last =
    growth === undefined ? [] : ['', `median of the whole search, largest to smallest: ${growth.toFixed(2)} x`]
  return [...table(head, rows, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), ...last]
}
