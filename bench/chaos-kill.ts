/**
 * Kills the server again and again under load, on the embedded database, and then reads the database: is every
 * acknowledged message there once, in order, and answered or in the queue?
 *
 *     npm run chaos:kill [-- --json] [-- --kills 20]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/db/open.ts'
import { freePort, startServer } from './server-process.ts'
import {
  inspectMessages,
  newVisitor,
  noteAcknowledged,
  pause,
  sendNumbered,
  settle,
  unsent,
} from './tracked-visitors.ts'

const VISITORS = 20
const TURNS_PER_SECOND = 60
const LOAD_MS = { least: 400, most: 1800 }
const SETTLE_MS = 40_000
const QUESTIONS = [
  '运费怎么算',
  'how do I return something',
  '盖碗怎么选',
  'is the teaware dishwasher safe',
  '积分怎么用',
]

const json = process.argv.includes('--json')
const kills = Number(process.argv[process.argv.indexOf('--kills') + 1]) || 20
const say = (line: string) => (json ? console.error : console.log)(line)

const folder = mkdtempSync(join(tmpdir(), 'yingda-chaos-'))
const port = await freePort()
const env = { YINGDA_DATA: folder, DATABASE_URL: '', PORT: String(port), LOG_LEVEL: 'fatal' }
const begun = performance.now()
let server = await startServer(env)
const visitors = Array.from({ length: VISITORS }, () => newVisitor(server))
const acknowledged = new Map<string, number>()
let killsInFlight = 0

for (let kill = 1; kill <= kills; kill++) {
  await load(LOAD_MS.least + Math.random() * (LOAD_MS.most - LOAD_MS.least))
  noteAcknowledged(visitors, acknowledged)
  const inFlight = visitors.reduce((sum, visitor) => sum + unsent(visitor), 0)
  if (inFlight > 0) killsInFlight++
  await server.kill()
  // What the client learned in the last instant counts too.
  noteAcknowledged(visitors, acknowledged)
  const from = performance.now()
  server = await startServer(env)
  say(
    `kill ${kill}: ${inFlight} in flight, ${acknowledged.size} acknowledged so far, back in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  )
}
await settle(visitors, SETTLE_MS)
noteAcknowledged(visitors, acknowledged)
for (const visitor of visitors) visitor.client.stop()
await server.stop()
const found = await inspect()
rmSync(folder, { recursive: true })

const sent = visitors.reduce((sum, visitor) => sum + visitor.texts.length, 0)
const figures = {
  kills,
  killsInFlight,
  sent,
  acknowledged: acknowledged.size,
  ...found,
  seconds: Math.round((performance.now() - begun) / 1000),
}
say(
  Object.entries(figures)
    .map(([name, value]) => `${name.padEnd(14)} ${value}`)
    .join('\n'),
)
if (json) console.log(JSON.stringify(figures))
process.exit(found.lost + found.doubled + found.outOfOrder + found.unanswered === 0 ? 0 : 1)

/** Sends at a fixed rate, each visitor in turn. */
async function load(ms: number): Promise<void> {
  const until = performance.now() + ms
  let turn = 0
  while (performance.now() < until) {
    sendNumbered(visitors[turn % VISITORS]!, QUESTIONS[++turn % QUESTIONS.length]!)
    await pause(1000 / TURNS_PER_SECOND)
  }
}

/** What the database holds, read after the last stop. */
async function inspect() {
  const { db, close } = await openDatabase({ databaseUrl: undefined, databasePool: 2, dataDir: folder }, 'command')
  const { conversations, ...found } = await inspectMessages(db, acknowledged)
  const { rows: queued } = await db.query<{ conversation_id: string }>(
    `SELECT conversation_id FROM handoff WHERE state <> 'closed'`,
  )
  const inQueue = new Set(queued.map(row => row.conversation_id))
  const pending = (await db.query('SELECT 1 FROM turn')).rows.length
  await close()
  const silent = [...conversations].filter(
    ([id, events]) => events.findLast(event => event.kind === 'message')?.sender_kind === 'visitor' && !inQueue.has(id),
  )
  return { ...found, unanswered: pending + silent.length }
}
