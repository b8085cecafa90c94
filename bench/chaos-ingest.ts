/**
 * Kills the server at random while it imports 200 documents, and then reads the database: is every document indexed
 * once, none lost, none doubled? On the embedded database; with Redis and PostgreSQL where they are asked for.
 *
 *     npm run chaos:ingest [-- --json] [-- --kills 20] [-- --documents 200] [-- --redis]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/db/open.ts'
import { createRandom } from '../src/random.ts'
import { copyDatabase } from '../test/helpers/copies.ts'
import { findServices } from '../test/helpers/services.ts'
import { type ServerProcess, startServer } from './server-process.ts'

const LOAD_MS = { least: 150, most: 900 }
/** Given up when nothing was finished for so long. */
const STILL_MS = 120_000
const json = process.argv.includes('--json')
const numberOf = (flag: string, fallback: number) => Number(process.argv[process.argv.indexOf(flag) + 1]) || fallback
const kills = numberOf('--kills', 20)
const documents = numberOf('--documents', 200)
const say = (line: string) => (json ? console.error : console.log)(line)
const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

const modes = process.argv.includes('--redis') ? ['embedded', 'redis'] : ['embedded']
const figures: Record<string, object> = {}
for (const mode of modes) figures[mode] = await run(mode)
if (json) console.log(JSON.stringify(modes.length === 1 ? figures.embedded : figures))
process.exit(0)

async function run(mode: string) {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-ingest-'))
  const place =
    mode === 'redis'
      ? await withRedis(folder)
      : { env: { YINGDA_DATA: folder, DATABASE_URL: '' }, url: undefined, drop: async () => {} }
  const env = { LOG_LEVEL: 'fatal', ...place.env }
  const begun = performance.now()
  let server = await startServer(env)
  const { email, password } = server.owner!
  // Once: a session survives the server, and so many sign-ins in a minute are refused.
  const session = await signIn(server, email, password)
  const random = createRandom(7)
  const accepted = new Set<string>()
  let next = 0
  let killsInFlight = 0
  for (let kill = 1; kill <= kills; kill++) {
    const until = performance.now() + LOAD_MS.least + random() * (LOAD_MS.most - LOAD_MS.least)
    while (performance.now() < until && next < documents) {
      const name = `document-${next}.html`
      if (await upload(server, session, name, pageOf(next))) accepted.add(name)
      next++
    }
    await pause(Math.max(0, until - performance.now()))
    const open = await openIngestions(server, session)
    if (open > 0) killsInFlight++
    await server.kill()
    server = await startServer(env)
    say(`${mode}: kill ${kill}, ${next} uploaded, ${open} were being read`)
  }
  for (; next < documents; next++) {
    const name = `document-${next}.html`
    if (await upload(server, session, name, pageOf(next))) accepted.add(name)
  }
  await settle(server, session)
  await server.stop()
  const found = await inspect(folder, place.url, accepted)
  await place.drop()
  rmSync(folder, { recursive: true })
  const result = {
    kills,
    killsInFlight,
    documents: accepted.size,
    ...found,
    seconds: Math.round((performance.now() - begun) / 1000),
  }
  say(
    `${mode}: ${Object.entries(result)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  )
  return result
}

/** PostgreSQL in a copy of the test database, and Redis: what many processes share. */
async function withRedis(folder: string) {
  const { postgres, redis } = await findServices()
  if (!postgres.found || !redis.found)
    throw new Error('--redis needs PostgreSQL and Redis: scripts/ci/start-services.sh')
  const copy = await copyDatabase(postgres.value)
  return {
    env: { YINGDA_DATA: folder, DATABASE_URL: copy.url, REDIS_URL: redis.value },
    url: copy.url,
    drop: () => copy.drop(),
  }
}

interface Session {
  cookie: string
  tenantId: string
}

async function signIn(server: ServerProcess, email: string, password: string): Promise<Session> {
  const response = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  const { agent } = (await response.json()) as { agent: { tenantId: string } }
  return { cookie: response.headers.getSetCookie()[0]!.split(';')[0]!, tenantId: agent.tenantId }
}

/** True when the server has acknowledged it. */
async function upload(
  server: ServerProcess,
  { cookie, tenantId }: Session,
  name: string,
  html: string,
): Promise<boolean> {
  const body = new FormData()
  body.append('file', new Blob([html], { type: 'text/html' }), name)
  const response = await fetch(`${server.url}/api/v1/tenants/${tenantId}/sources`, {
    method: 'POST',
    headers: { cookie },
    body,
  })
  return response.ok
}

async function openIngestions(server: ServerProcess, { cookie, tenantId }: Session): Promise<number> {
  const response = await fetch(`${server.url}/api/v1/tenants/${tenantId}/sources`, { headers: { cookie } })
  const { sources } = (await response.json()) as { sources: { ingestion: { finishedAt: string | null } | null }[] }
  return sources.filter(({ ingestion }) => ingestion !== null && ingestion.finishedAt === null).length
}

async function settle(server: ServerProcess, session: Session): Promise<void> {
  let [open, since] = [Infinity, performance.now()]
  while (open > 0 && performance.now() - since < STILL_MS) {
    const now = await openIngestions(server, session)
    if (now < open) since = performance.now()
    open = now
    await pause(300)
  }
}

/** Thirty sections with words of their own: long enough to be hit in the middle. */
function pageOf(number: number): string {
  const sections = Array.from({ length: 30 }, (_, section) => {
    const words = Array.from({ length: 60 }, (_, i) => `word${number}x${section}x${i % 17}`).join(' ')
    return `<h2>Part ${section} of ${number}</h2><p>${words}.</p>`
  })
  return `<html><head><title>Document ${number}</title></head><body><article><h1>Document ${number}</h1>${sections.join('')}</article></body></html>`
}

/** What the database holds, read after the last stop: each accepted document once, with each of its sections once. */
async function inspect(folder: string, url: string | undefined, accepted: ReadonlySet<string>) {
  const { db, close } = await openDatabase({ databaseUrl: url, databasePool: 2, dataDir: folder }, 'command')
  const { rows } = await db.query<{
    name: string
    documents: number
    passages: number
    headings: number
    stage: string
  }>(
    `SELECT s.name, count(DISTINCT d.id)::int AS documents, count(p.id)::int AS passages,
       count(DISTINCT p.heading)::int AS headings,
       (SELECT i.stage FROM ingestion i WHERE i.tenant_id = s.tenant_id AND i.source_id = s.id ORDER BY i.created_at DESC LIMIT 1) AS stage
     FROM source s LEFT JOIN document d ON d.tenant_id = s.tenant_id AND d.source_id = s.id
     LEFT JOIN passage p ON p.tenant_id = d.tenant_id AND p.document_id = d.id
     GROUP BY s.tenant_id, s.id, s.name`,
  )
  await close()
  const byName = new Map(rows.map(row => [row.name, row]))
  let lost = 0
  for (const name of accepted) {
    const row = byName.get(name)
    if (row === undefined || row.documents === 0 || row.headings < 30 || row.stage !== 'done') lost++
  }
  const doubled =
    rows.filter(row => row.documents > 1 || row.passages > row.headings).length + rows.length - byName.size
  return { lost, doubled }
}
