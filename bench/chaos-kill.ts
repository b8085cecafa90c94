/**
 * Kills the server again and again under load, on the embedded database, and then reads the database: is every
 * acknowledged message there once, in order, and answered or in the queue?
 *
 *     npm run chaos:kill [-- --json] [-- --kills 20]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import WebSocket from 'ws'
import { createVisitorClient } from '../src/client/visitor-client.ts'
import { openDatabase } from '../src/db/open.ts'
import { type ServerProcess, startServer } from './server-process.ts'

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

interface Tracked {
  client: ReturnType<typeof createVisitorClient>
  /** Texts in the order they were sent; each names its number. */
  texts: string[]
}

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
  noteAcknowledged()
  const inFlight = visitors.reduce((sum, visitor) => sum + unsent(visitor), 0)
  if (inFlight > 0) killsInFlight++
  await server.kill()
  // What the client learned in the last instant counts too.
  noteAcknowledged()
  const from = performance.now()
  server = await startServer(env)
  say(
    `kill ${kill}: ${inFlight} in flight, ${acknowledged.size} acknowledged so far, back in ${((performance.now() - from) / 1000).toFixed(1)} s`,
  )
}
await settle()
noteAcknowledged()
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

function newVisitor({ url, inboxId }: ServerProcess): Tracked {
  const kept = new Map<string, string>()
  const client = createVisitorClient({
    baseUrl: url,
    inboxId,
    WebSocket: WebSocket as never,
    storage: {
      getItem: key => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: key => void kept.delete(key),
    },
  })
  client.start()
  return { client, texts: [] }
}

/** Sends at a fixed rate, each visitor in turn. The number in each text tells it from all others. */
async function load(ms: number): Promise<void> {
  const until = performance.now() + ms
  let turn = 0
  while (performance.now() < until) {
    const visitor = visitors[turn++ % VISITORS]!
    const text = `${QUESTIONS[turn % QUESTIONS.length]} #${visitor.texts.length}`
    visitor.texts.push(text)
    visitor.client.send(text)
    await pause(1000 / TURNS_PER_SECOND)
  }
}

function own({ client }: Tracked) {
  return client.state().items.flatMap(item => (item.kind === 'message' && item.sender.kind === 'visitor' ? [item] : []))
}

function unsent(visitor: Tracked): number {
  return own(visitor).filter(item => item.status !== 'sent').length
}

function noteAcknowledged(): void {
  for (const visitor of visitors) {
    for (const item of own(visitor)) {
      if (item.status !== 'sent' || item.seq === undefined || item.clientMessageId === undefined) continue
      acknowledged.set(item.clientMessageId, item.seq)
    }
  }
}

/** Until every client has sent what it had and the last word is not the visitor's, or the time is up. */
async function settle(): Promise<void> {
  const deadline = performance.now() + SETTLE_MS
  const restless = (visitor: Tracked) => {
    const { items, holder } = visitor.client.state()
    const last = items.findLast(item => item.kind === 'message')
    return unsent(visitor) > 0 || (holder === 'bot' && last?.kind === 'message' && last.sender.kind === 'visitor')
  }
  while (visitors.some(restless) && performance.now() < deadline) await pause(200)
}

/** What the database holds, read after the last stop. */
async function inspect() {
  const { db, close } = await openDatabase({ databaseUrl: undefined, databasePool: 2, dataDir: folder }, 'command')
  const { rows } = await db.query<{
    conversation_id: string
    seq: number
    kind: string
    sender_kind: string
    sender_id: string
    client_message_id: string | null
    text: string | null
  }>(
    `SELECT conversation_id, seq, kind, sender_kind, sender_id, client_message_id, body -> 'content' ->> 'text' AS text
     FROM event ORDER BY conversation_id, seq`,
  )
  const queued = new Set(
    (
      await db.query<{ conversation_id: string }>(`SELECT conversation_id FROM handoff WHERE state <> 'closed'`)
    ).rows.map(row => row.conversation_id),
  )
  const pending = (await db.query('SELECT 1 FROM turn')).rows.length
  await close()
  const byId = new Map<string, number[]>()
  for (const row of rows)
    if (row.client_message_id) byId.set(row.client_message_id, [...(byId.get(row.client_message_id) ?? []), row.seq])
  let lost = 0
  let doubled = 0
  for (const [id, seq] of acknowledged) {
    const seqs = byId.get(id) ?? []
    if (!seqs.includes(seq)) lost++
  }
  for (const seqs of byId.values()) if (seqs.length > 1) doubled++
  const conversations = new Map<string, typeof rows>()
  for (const row of rows)
    conversations.set(row.conversation_id, [...(conversations.get(row.conversation_id) ?? []), row])
  let outOfOrder = 0
  let unanswered = pending
  for (const [id, events] of conversations) {
    events.forEach((event, index) => {
      if (event.seq !== index + 1) outOfOrder++
    })
    const numbers = events
      .filter(event => event.sender_kind === 'visitor' && event.text)
      .map(event => Number(event.text!.split('#')[1]))
    numbers.forEach((number, index) => {
      if (index > 0 && number !== numbers[index - 1]! + 1) outOfOrder++
    })
    const last = events.findLast(event => event.kind === 'message')
    if (last?.sender_kind === 'visitor' && !queued.has(id)) unanswered++
  }
  return { stored: byId.size, lost, doubled, outOfOrder, unanswered }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
