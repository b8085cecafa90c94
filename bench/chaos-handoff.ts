/**
 * Two server processes on PostgreSQL, killed again and again under load, while the connections of agents and visitors
 * break in every way that networks know, and machines of agents die. Then the rows are read: is every acknowledged
 * message there once and in order? And all the time the owners are watched: for how long was a conversation without one?
 *
 *     npm run chaos:handoff [-- --json] [-- --kills 20]      (kills of each process)
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgres } from '../src/db/postgres.ts'
import { copyDatabase } from '../test/helpers/copies.ts'
import { findServices } from '../test/helpers/services.ts'
import { createFaultProxy, FAULTS, type Fault } from './fault-proxy.ts'
import { type Account, createWorkingAgent, type WorkingAgent } from './handoff-agents.ts'
import { watchOwners } from './owner-watch.ts'
import { freePort, type ServerProcess, startServer } from './server-process.ts'
import { inspectMessages, newVisitor, noteAcknowledged, pause, sendNumbered, settle } from './tracked-visitors.ts'

const AGENTS = 6
const VISITORS = 30
const MESSAGES_PER_SECOND = 8
const ACTS_PER_SECOND = 6
/** A server lives for so long between two kills: long enough to sweep. */
const LIFE_MS = { least: 4_000, most: 16_000 }
const CUT_EVERY_MS = { least: 300, most: 3_000 }
/** An agent's machine dies about this often, and is away for so long: longer than a lease. */
const DEATH_EVERY_MS = { least: 15_000, most: 40_000 }
const DEATH_MS = { least: 70_000, most: 110_000 }
/** After the last kill: longer than every lease. */
const AFTERWARDS_MS = 75_000
const SETTLE_MS = 40_000
const OWNERLESS_AT_MOST_S = 60
const WORDS = ['运费怎么算', 'how do I return something', '转人工', '盖碗怎么选', 'talk to a person', '积分怎么用']

const json = process.argv.includes('--json')
const killsEach = Number(process.argv[process.argv.indexOf('--kills') + 1]) || 20
const say = (line: string) => (json ? console.error : console.log)(line)
const between = ({ least, most }: { least: number; most: number }) => least + Math.random() * (most - least)
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!

const { postgres } = await findServices()
if (!postgres.found) throw new Error(postgres.why)
const folder = mkdtempSync(join(tmpdir(), 'yingda-handoff-'))
const copy = await copyDatabase(postgres.value)
const begun = performance.now()
const ports = [await freePort(), await freePort()]
const envOf = (port: number) => ({
  YINGDA_DATA: folder,
  DATABASE_URL: copy.url,
  DATABASE_POOL: '8',
  PORT: String(port),
  LOG_LEVEL: 'fatal',
})
const servers: ServerProcess[] = [await startServer(envOf(ports[0]!))]
servers.push(await startServer(envOf(ports[1]!)))
say(`two servers on ${ports.join(' and ')}`)

const agents = await openAgents(servers[0]!)
const visitorProxy = await createFaultProxy(() => ports)
const visitors = Array.from({ length: VISITORS }, () => newVisitor({ ...servers[0]!, url: visitorProxy.url }))
const acknowledged = new Map<string, number>()
const watcher = await openPostgres(copy.url, 2)
const watch = watchOwners(watcher, id => agents.some(agent => agent.id === id && agent.present()))
const cuts: Record<Fault, number> = { reset: 0, stall: 0, 'half-open': 0, dead: 0 }
const up = [true, true]
let kills = 0
let crashes = 0
let deaths = 0
let running = true
let over = false

for (const [index, { child }] of servers.entries()) child.once('exit', () => crashed(index, child))
const work = [every(() => 1000 / MESSAGES_PER_SECOND, speak), every(() => 1000 / ACTS_PER_SECOND, act)]
const faults = [every(() => between(CUT_EVERY_MS), cut), every(() => between(DEATH_EVERY_MS), die)]
await Promise.all([killAgainAndAgain(0), killAgainAndAgain(1)])
// A machine that died near the end must have its time: agents go on working, nothing else breaks.
running = false
await Promise.all(faults)
running = true
const rest = every(() => 1000 / ACTS_PER_SECOND, act)
await pause(AFTERWARDS_MS)
running = false
await Promise.all([...work, rest])
await settle(visitors, SETTLE_MS)
note()
const longest = watch.longest()
await watch.stop()
for (const visitor of visitors) visitor.client.stop()
for (const agent of agents) agent.stop()
over = true
for (const server of servers) await server.stop()
const { conversations, ...found } = await inspectMessages(watcher, acknowledged)
await watcher.close()
for (const proxy of [visitorProxy, ...agents.map(agent => agent.proxy)]) await proxy.close()
await copy.drop()
rmSync(folder, { recursive: true })

const ownerlessMax = Math.round(longest / 100) / 10
const figures = {
  kills,
  cuts: Object.values(cuts).reduce((sum, count) => sum + count, 0),
  acknowledged: acknowledged.size,
  lost: found.lost,
  doubled: found.doubled,
  outOfOrder: found.outOfOrder,
  ownerlessMax,
  crashes,
  deaths,
  stored: found.stored,
  conversations: conversations.size,
  seconds: Math.round((performance.now() - begun) / 1000),
}
say(`cuts: ${JSON.stringify(cuts)}; longest without an owner: ${watch.worst()}`)
say(
  Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(14)} ${value}`)
    .join('\n'),
)
if (json) console.log(JSON.stringify(figures))
process.exit(
  crashes + found.lost + found.doubled + found.outOfOrder === 0 && ownerlessMax <= OWNERLESS_AT_MOST_S ? 0 : 1,
)

/** Again and again until `running` ends. */
async function every(ms: () => number, what: () => void): Promise<void> {
  while (running) {
    what()
    await pause(ms())
  }
}

function speak(): void {
  sendNumbered(pick(visitors), pick(WORDS))
}

function act(): void {
  void pick(agents).act()
  note()
}

function note(): void {
  noteAcknowledged(visitors, acknowledged)
  for (const agent of agents) agent.noteAcknowledged(acknowledged)
}

/** Agents more often than visitors. */
function cut(): void {
  const fault = pick(FAULTS)
  const proxy = Math.random() < 0.7 ? pick(agents).proxy : visitorProxy
  if (proxy.cut(fault)) cuts[fault]++
}

function die(): void {
  // The first moment, and never all of them: somebody is to take over.
  const living = agents.filter(agent => agent.present())
  if (deaths++ === 0 || living.length < 3) return
  pick(living).die(between(DEATH_MS))
}

async function killAgainAndAgain(index: number): Promise<void> {
  for (let kill = 1; kill <= killsEach; kill++) {
    await pause(between(LIFE_MS))
    // One of the two is always there: an outage of all is another matter (nobody is blamed for it, presence.store.ts).
    while (!up[0] || !up[1]) await pause(100)
    up[index] = false
    await servers[index]!.kill()
    kills++
    note()
    const from = performance.now()
    await start(index)
    const seconds = ((performance.now() - from) / 1000).toFixed(1)
    const ownerless = (watch.longest() / 1000).toFixed(1)
    say(
      `server ${index + 1}, kill ${kill}: ${acknowledged.size} acknowledged, ownerless ${ownerless} s, back in ${seconds} s`,
    )
  }
}

async function start(index: number): Promise<void> {
  servers[index] = await startServer(envOf(ports[index]!))
  up[index] = true
  const { child } = servers[index]!
  child.once('exit', () => crashed(index, child))
}

/** Nobody killed it: a fault. It starts again as under any supervisor. */
function crashed(index: number, child: ChildProcess): void {
  if (over || child.signalCode === 'SIGKILL') return
  crashes++
  up[index] = false
  say(`server ${index + 1} CRASHED`)
  void start(index)
}

async function openAgents({ url, owner }: ServerProcess): Promise<WorkingAgent[]> {
  const boss = await signIn(url, owner!)
  const call = (method: string, path: string, body: object) =>
    ask(`${url}/api/v1/tenants/${boss.tenantId}${path}`, method, body, boss.cookie)
  const { defaults } = (await call('PUT', '/routing', { routing: await routingOf(url, boss) })) as { defaults: object }
  if (defaults === undefined) throw new Error('the routing was not set')
  const all: WorkingAgent[] = []
  for (let index = 1; index <= AGENTS; index++) {
    const email = `agent-${index}@example.com`
    const made = { name: `Agent ${index}`, email, role: 'agent', capacity: 8 }
    const { password } = (await call('POST', '/agents', made)) as { password: string }
    const account = await signIn(url, { email, password })
    await ask(
      `${url}/api/v1/tenants/${boss.tenantId}/me/availability`,
      'PUT',
      { availability: 'online' },
      account.cookie,
    )
    const agent = createWorkingAgent(account, await createFaultProxy(() => ports))
    agent.client.start()
    all.push(agent)
  }
  return all
}

async function routingOf(url: string, { tenantId, cookie }: Account): Promise<object> {
  const { routing } = (await ask(`${url}/api/v1/tenants/${tenantId}/routing`, 'GET', undefined, cookie)) as {
    routing: object
  }
  return { ...routing, strategy: 'least_loaded', offerSeconds: 8, askAgainSeconds: 10 }
}

async function signIn(url: string, { email, password }: { email: string; password: string }): Promise<Account> {
  const response = await fetch(`${url}/api/v1/session`, post('POST', { email, password }))
  if (!response.ok) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
  const { agent } = (await response.json()) as { agent: { id: string; tenantId: string } }
  return { ...agent, cookie: response.headers.getSetCookie()[0]!.split(';')[0]! }
}

async function ask(url: string, method: string, body: object | undefined, cookie: string): Promise<unknown> {
  const response = await fetch(url, post(method, body, cookie))
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`)
  return response.json()
}

function post(method: string, body: object | undefined, cookie?: string): RequestInit {
  return {
    method,
    headers: { ...(body && { 'content-type': 'application/json' }), ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
  }
}
