/**
 * Random sequences of everything that happens around the queue, on the real store, with the promise checked after each
 * step: every open conversation is with the bot, or waits with a position, or is with an agent who is there,
 * or is parked until a due time; nobody has more than his capacity, overtakes or loses his place; each offer has one
 * winner. Then seven planted faults, each of which it must find. On PGlite, and on PostgreSQL where one is found.
 *
 *     npm run sim:routing [-- --json] [-- --sequences 20000] [-- --seed 1] [-- --only embedded]
 */
import fc from 'fast-check'
import { openEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { openPostgres } from '../src/db/postgres.ts'
import type { Db } from '../src/db.ts'
import { copyDatabase } from '../test/helpers/copies.ts'
import { findServices } from '../test/helpers/services.ts'
import { describeSequence, type Sequence, sequences } from './routing-commands.ts'
import { FAULTS, type Faults } from './routing-faults.ts'
import { clearWorlds } from './routing-rows.ts'
import { shorten } from './routing-shorten.ts'
import { runSequence } from './routing-world.ts'

/** Between two clean-ups of the tables, and the number between two lines of progress. */
const BATCH = 250
/** A planted fault that is not found in so many sequences is not found. */
const FOR_A_FAULT = 3000
const POOL_SIZE = 5

const json = process.argv.includes('--json')
const numberOf = (flag: string, fallback: number) => Number(process.argv[process.argv.indexOf(flag) + 1]) || fallback
const wanted = numberOf('--sequences', 20_000)
const seed = numberOf('--seed', 20_261_126)
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined
const say = (line: string) => (json ? console.error : console.log)(line)

interface Broken {
  sequence: Sequence
  wrong: string
  after: number
}

const figures: Record<string, object> = {}
let failed = false
for (const engine of ['embedded', 'postgres'] as const) {
  if (only !== undefined && only !== engine) continue
  const place = await open(engine)
  if (place === undefined) continue
  const broken = await search(place.db, engine, wanted, seed, {})
  if (broken !== undefined) say(`${engine}: BROKEN: ${broken.wrong}\n${describeSequence(broken.sequence)}`)
  const found: string[] = []
  for (const [name, fault] of Object.entries(FAULTS)) {
    const caught = await search(place.db, `${engine}, ${name}`, FOR_A_FAULT, seed, fault(place.db))
    if (caught === undefined) say(`${engine}: the fault "${name}" was NOT found in ${FOR_A_FAULT} sequences`)
    else found.push(name)
    if (caught) say(`${engine}: ${name}: found, ${caught.wrong}\n${describeSequence(caught.sequence)}`)
  }
  figures[engine] = {
    sequences: broken?.after ?? wanted,
    violations: broken === undefined ? 0 : 1,
    mutantsFound: found.length,
    mutants: Object.keys(FAULTS).length,
  }
  failed ||= broken !== undefined || found.length < Object.keys(FAULTS).length
  await place.close()
}
const [first] = Object.values(figures)
if (json) console.log(JSON.stringify({ ...first, ...figures }))
else console.table(figures)
process.exit(failed ? 1 : 0)

/** The shortest broken sequence, or undefined when none of so many breaks. */
async function search(db: Db, name: string, runs: number, from: number, faults: Faults): Promise<Broken | undefined> {
  const begun = performance.now()
  let told = begun
  for (let done = 0; done < runs; done += BATCH) {
    await clearWorlds(db)
    const broken = await searchBatch(db, Math.min(BATCH, runs - done), from + done, faults)
    if (broken !== undefined) {
      const short = await shorten(broken.sequence, sequence => runSequence(db, sequence, faults))
      return { ...short, after: done + broken.after }
    }
    if (performance.now() - told < 10_000) continue
    told = performance.now()
    const share = (done + BATCH) / runs
    const left = ((told - begun) / share) * (1 - share)
    say(`${name}: ${done + BATCH} of ${runs} sequences, ${Math.max(0, Math.round(left / 60_000))} min left`)
  }
  return undefined
}

async function searchBatch(
  db: Db,
  runs: number,
  from: number,
  faults: Faults,
): Promise<Omit<Broken, 'wrong'> | undefined> {
  const property = fc.asyncProperty(sequences(), async sequence => {
    const wrong = await runSequence(db, sequence, faults)
    if (wrong !== undefined) throw new Error(wrong)
  })
  const result = await fc.check(property, { numRuns: runs, seed: from })
  if (!result.failed) return undefined
  const [sequence] = result.counterexample ?? []
  if (sequence === undefined) throw new Error(`fast-check gave up: ${String(result.errorInstance)}`)
  return { sequence, after: result.numRuns }
}

async function open(engine: Db['kind']): Promise<{ db: Db; close(): Promise<void> } | undefined> {
  if (engine === 'embedded') {
    const db = await openEmbedded(undefined)
    await migrate(db)
    return { db, close: () => db.close() }
  }
  const { postgres } = await findServices()
  if (!postgres.found) return void say(`postgres: skipped. ${postgres.why}`)
  const copy = await copyDatabase(postgres.value, String(process.pid))
  const db = await openPostgres(withoutFsync(copy.url), POOL_SIZE)
  await migrate(db)
  return {
    db,
    async close() {
      await db.close()
      await copy.drop()
    },
  }
}

/** No power is cut here; waiting for the disk at each commit would take two thirds of the time. */
function withoutFsync(url: string): string {
  const faster = new URL(url)
  faster.searchParams.set('options', '-c synchronous_commit=off')
  return faster.href
}
