/**
 * Does the desk stay quick in a company with a million messages? Lists, filters and search over HTTP, the number of their
 * statements, then agents and visitors online at once who write to each other. On PostgreSQL.
 *
 *     npm run bench:desk [-- --json] [-- --scale 0.05] [-- --only lists|live] [-- --rate 100] [-- --seconds 30] [-- --keep]
 */
import pg from 'pg'
import { openPostgres } from '../src/db/postgres.ts'
import type { TenantQuery } from '../src/db.ts'
import { listConversations } from '../src/finding/list.ts'
import { search } from '../src/finding/search.ts'
import { findServices } from '../test/helpers/services.ts'
import { measureLive } from './desk-live.ts'
import { openSessions } from './desk-people.ts'
import { MESSAGES_EACH, type Seeded, seedDesk } from './desk-seed.ts'
import { freshDatabase } from './fresh-database.ts'
import { quantile } from './quantiles.ts'
import { startServer } from './server-process.ts'

const MESSAGES = 1_000_000
const AGENTS = 200
const VISITORS = 2000
/** Requests of each kind. */
const REQUESTS = 300

const option = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined
const json = process.argv.includes('--json')
const scale = Number(option('--scale') ?? 1)
const only = option('--only')
const perSecond = Number(option('--rate') ?? 100)
const seconds = Number(option('--seconds') ?? 30)
const say = (line: string): void => (json ? console.error : console.log)(line)

const { postgres } = await findServices()
if (!postgres.found) {
  say(`bench:desk needs PostgreSQL: ${postgres.why}`)
  process.exit(1)
}
const { url, drop } = await freshDatabase(postgres.value)
const server = await startServer({ DATABASE_URL: url, LOG_LEVEL: 'error', REDIS_URL: '' })
const client = new pg.Client({ connectionString: url })
await client.connect()
const result: Record<string, unknown> = { scale }
try {
  await client.query("SELECT set_config('yingda.tenant_id', '*', false)")
  const { rows } = await client.query<{ tenant_id: string }>('SELECT tenant_id FROM inbox WHERE id = $1', [
    server.inboxId,
  ])
  const tenantId = rows[0]!.tenant_id
  const conversations = Math.round((MESSAGES / MESSAGES_EACH) * scale)
  say(`seeding ${conversations} conversations`)
  const begun = performance.now()
  const seeded = await seedDesk(client, { tenantId, inboxId: server.inboxId, conversations, agents: AGENTS }, say)
  result.messages = seeded.messages
  result.seedSeconds = Math.round((performance.now() - begun) / 100) / 10
  say(`${seeded.messages} messages in ${result.seedSeconds} s`)
  if (only !== 'live') {
    const [cookie] = await openSessions(client, tenantId, [seeded.agentIds[0]!])
    Object.assign(result, await measureLists(tenantId, cookie!, seeded, conversations))
    result.queries = await countQueries(tenantId, seeded)
    say(`statements: ${JSON.stringify(result.queries)}`)
  }
  if (only !== 'lists') {
    const plan = { tenantId, agentIds: seeded.agentIds, visitors: VISITORS, perSecond, seconds }
    const live = await measureLive(server, client, plan)
    say(`live, ${perSecond} messages/s: ${JSON.stringify(live)}`)
    result.live = live
  }
} finally {
  await client.end()
  await server.stop()
  if (process.argv.includes('--keep')) say(`kept: ${url}`)
  else await drop()
}
if (json) console.log(JSON.stringify(result))
process.exit()

interface Figures {
  p50: number
  p95: number
  max: number
  requests: number
}

async function measureLists(tenantId: string, cookie: string, seeded: Seeded, conversations: number) {
  const base = `${server.url}/api/v1/tenants/${tenantId}/conversations`
  const lists = ['queue', 'mine', 'open', 'resolved', 'all'].map(view => `?view=${view}`)
  const filters = filterQueries(seeded)
  const searches = searchQueries(seeded, conversations)
  return {
    list: await measure('list', base, cookie, lists),
    filter: await measure('filter', base, cookie, filters),
    search: await measure('search', `${base}/search`, cookie, searches),
  }
}

function filterQueries({ agentIds, teamIds }: Seeded): string[] {
  const month = 30 * 24 * 3600 * 1000
  const time = (months: number) => new Date(Date.now() - months * month).toISOString()
  const views = ['open', 'resolved', 'all']
  return views.flatMap(view => [
    ...[0, 5, 50].map(n => `?view=${view}&agentId=${agentIds[n]}`),
    `?view=${view}&teamId=${teamIds[1]}`,
    `?view=${view}&language=en`,
    `?view=${view}&reason=sensitive`,
    `?view=${view}&reason=agent_took_over`,
    `?view=${view}&since=${time(3)}&until=${time(2)}`,
    `?view=${view}&until=${time(11)}&language=zh&reason=asked`,
    `?view=${view}&agentId=${agentIds[7]}&language=en&since=${time(6)}`,
    `?view=${view}&inboxId=${server.inboxId}&sort=waiting`,
  ])
}

function searchQueries({ agentIds }: Seeded, conversations: number): string[] {
  const common = ['退货', '运费', '订单', 'order', 'refund', 'delivery', '茶', '怎么', '什么时候']
  const two = ['退货 运费', 'refund order', '发票 公司', 'delivery address', '茶壶 龙井', 'ship late']
  const rare = [3, 1000, 77_777, conversations].map(n => `YD${n * 20 + 3}`)
  const people = ['Lee30', 'visitor42@example.com', '王李', '7919', '13800007919', 'visitor']
  const none = ['zebra crossing', '斑马线', 'YD1x']
  const typed = ['ref', 'refu', '退', 'item12', 'deliv']
  const all = [...common, ...two, ...rare, ...people, ...none, ...typed].map(q => `?q=${encodeURIComponent(q)}`)
  const narrowed = ['退货', 'refund', '运费'].flatMap(q =>
    [`&view=open`, `&agentId=${agentIds[3]}`, `&language=en`, `&reason=sensitive`].map(
      more => `?q=${encodeURIComponent(q)}${more}`,
    ),
  )
  return [...all, ...narrowed]
}

/** One after the other, each followed by its second and third page. */
async function measure(name: string, base: string, cookie: string, queries: readonly string[]): Promise<Figures> {
  const times: { query: string; ms: number }[] = []
  for (let n = 0; times.length < REQUESTS || n < queries.length; n++) {
    const query = queries[n % queries.length]!
    let cursor: string | undefined
    for (let page = 0; page < 3; page++) {
      const from = performance.now()
      const more = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
      const response = await fetch(base + query + more, { headers: { cookie } })
      const body = (await response.json()) as { next?: string }
      times.push({ query: `${decodeURIComponent(query)} ${page + 1}`, ms: performance.now() - from })
      if (!response.ok) throw new Error(`${name} ${query}: ${response.status} ${JSON.stringify(body)}`)
      cursor = body.next
      if (cursor === undefined) break
    }
  }
  const ms = times.map(one => one.ms)
  const at = (share: number) => Math.round(quantile(ms, share) * 10) / 10
  const figures = { p50: at(0.5), p95: at(0.95), max: at(1), requests: times.length }
  say(`${name.padEnd(8)}${JSON.stringify(figures)}`)
  for (const one of [...times].sort((a, b) => b.ms - a.ms).slice(0, 5))
    say(`    ${one.ms.toFixed(0).padStart(5)} ms  ${one.query}`)
  return figures
}

/** Statements of a page, small and large: the same, or the bench fails. */
async function countQueries(tenantId: string, { agentIds }: Seeded) {
  const db = await openPostgres(url, 2)
  let count = 0
  const counting: TenantQuery = {
    tenantId,
    query: (sql, params) => {
      count++
      return db.tenant(tenantId).query(sql, params)
    },
  }
  const counted = async (work: () => Promise<unknown>) => {
    count = 0
    await work()
    return count
  }
  const list = (limit: number, filter = {}) =>
    counted(() =>
      listConversations(counting, agentIds[0]!, { view: 'all', sort: undefined, filter, limit, cursor: undefined }),
    )
  const find = (limit: number) =>
    counted(() => search(counting, agentIds[0]!, { q: '退货', view: 'all', filter: {}, limit, cursor: undefined }))
  const pairs = {
    list: [await list(5), await list(200)],
    filter: [await list(5, { language: 'en' }), await list(200, { language: 'en' })],
    search: [await find(5), await find(100)],
  }
  await db.close()
  for (const [name, [few, many]] of Object.entries(pairs))
    if (few !== many) throw new Error(`${name}: ${few} statements for a short page, ${many} for a long one`)
  return { list: pairs.list[0], filter: pairs.filter[0], search: pairs.search[0] }
}
