/**
 * How fast is a message acknowledged and answered, and what does a socket cost? Open loop: messages come at a fixed
 * rate and do not wait for answers. Server and load generator are two processes on the same machine.
 *
 *     npm run bench:turn [-- --json] [-- --only embedded|idle|postgres]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import WebSocket from 'ws'
import { findServices } from '../test/helpers/services.ts'
import { freshDatabase } from './fresh-database.ts'
import { type Quantiles, quantilesOf } from './quantiles.ts'
import { type ServerProcess, startServer } from './server-process.ts'
import { type LoadVisitor, newToken, openSocket, openVisitors, type TurnTimes } from './visitors.ts'

interface Load {
  offeredPerSecond: number
  turns: number
  answered: number
  ackMs: Quantiles
  answerMs: Quantiles
}

const SECONDS = 20
/** Before a figure is taken: code and plans get warm, and each visitor has his conversation. */
const WARM_UP_SECONDS = 10
const ANSWER_TIMEOUT_MS = 10_000
const RATE_STEPS = [100, 150, 200, 250, 300, 400, 500, 600, 800, 1000]
const RATE_SECONDS = 6
const IDLE_SOCKETS = 2000
const WARM_SOCKETS = 500
const ECHO_SOCKETS = 32
const ECHO_WINDOW = 8
const ECHO_MS = 4000
const ECHO_ROUNDS = 3

/** The peer: as bare as a WebSocket server can be. */
const RAW_ECHO = `
const { WebSocketServer } = require('ws')
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => process.send(server.address().port))
server.on('connection', socket => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })))
process.on('disconnect', () => process.exit())`

const json = process.argv.includes('--json')
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined
const questions = sampleQuestions()
const result: Record<string, unknown> = {}

const wanted = (part: string) => only === undefined || only === part
if (wanted('embedded')) await benchEmbedded()
if (wanted('idle')) result.idleSocketBytes = await idleSocketBytes()
if (wanted('postgres')) await benchPostgres()
if (json) console.log(JSON.stringify(result))
process.exit()

async function benchEmbedded(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-bench-'))
  const server = await startServer({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })
  result.embedded = await benchServer('embedded', server)
  result.echoRatio = await echoRatio(server)
  await server.stop()
  rmSync(folder, { recursive: true })
}

async function benchPostgres(): Promise<void> {
  const { postgres } = await findServices()
  if (!postgres.found) {
    say(`PostgreSQL: skipped, ${postgres.why}`)
    return
  }
  const { url, drop } = await freshDatabase(postgres.value)
  const server = await startServer({ DATABASE_URL: url, LOG_LEVEL: 'error' })
  result.postgres = await benchServer('postgres', server)
  await server.stop()
  await drop()
}

async function benchServer(name: string, server: ServerProcess) {
  say(`\n${name}\n${row('', 'offered/s', 'answered', 'ack p50', 'ack p99', 'answer p50', 'answer p99', 'ms')}`)
  const hundred = await openVisitors(server.url, server.inboxId, 100)
  await load(hundred, 50, WARM_UP_SECONDS)
  const clients100 = show('100 clients', await load(hundred, 50, SECONDS))
  close(hundred)
  const thousand = await openVisitors(server.url, server.inboxId, 1000)
  await load(thousand, 100, WARM_UP_SECONDS)
  const clients1000 = show('1,000 clients', await load(thousand, 100, SECONDS))
  const maxRate = await highestRate(thousand)
  close(thousand)
  say(`highest rate held with answer p99 < 1 s: ${maxRate} turns/s`)
  return { clients100, clients1000, maxRate }
}

/** Sends at fixed moments, whatever the answers do; visitors take turns. */
async function load(visitors: readonly LoadVisitor[], perSecond: number, seconds: number): Promise<Load> {
  const turns: TurnTimes[] = []
  const begun = performance.now()
  const total = perSecond * seconds
  while (turns.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1)
    while (turns.length < due) {
      const visitor = visitors[turns.length % visitors.length]!
      turns.push(visitor.send(questions[turns.length % questions.length]!))
    }
    await pause(1)
  }
  const deadline = performance.now() + ANSWER_TIMEOUT_MS
  while (turns.some(turn => turn.answerMs === undefined) && performance.now() < deadline) await pause(20)
  // A turn without an answer counts with the time that was waited for it: it must not make the figure better.
  const waited = (turn: TurnTimes) => performance.now() - turn.sentAt
  return {
    offeredPerSecond: perSecond,
    turns: turns.length,
    answered: turns.filter(turn => turn.answerMs !== undefined).length,
    ackMs: quantilesOf(turns.map(turn => turn.ackMs ?? waited(turn))),
    answerMs: quantilesOf(turns.map(turn => turn.answerMs ?? waited(turn))),
  }
}

async function highestRate(visitors: readonly LoadVisitor[]): Promise<number> {
  let held = 0
  for (const rate of RATE_STEPS) {
    const at = await load(visitors, rate, RATE_SECONDS)
    show(`rate ${rate}`, at)
    if (at.answered < at.turns || at.answerMs.p99 >= 1000) break
    held = rate
  }
  return held
}

/** Round trips a second of ping frames through our channel, against a bare `ws` server that echoes them. */
async function echoRatio(server: ServerProcess): Promise<number> {
  const raw = await startRawEcho()
  const token = await newToken(server.url, server.inboxId)
  const rates = { ours: [] as number[], raw: [] as number[] }
  for (let round = 0; round < ECHO_ROUNDS; round++) {
    rates.ours.push(await echoes(() => openSocket(server.url, server.inboxId, token)))
    rates.raw.push(await echoes(() => openRaw(raw.port)))
  }
  raw.stop()
  const ratio = Math.max(...rates.ours) / Math.max(...rates.raw)
  say(
    `\necho: ours ${Math.round(Math.max(...rates.ours))}/s, bare ws ${Math.round(Math.max(...rates.raw))}/s, ratio ${ratio.toFixed(2)}`,
  )
  return Math.round(ratio * 1000) / 1000
}

async function echoes(open: () => Promise<WebSocket>): Promise<number> {
  const sockets = await Promise.all(Array.from({ length: ECHO_SOCKETS }, open))
  let count = 0
  let running = true
  for (const socket of sockets) {
    let n = 0
    const send = () => socket.send(JSON.stringify({ type: 'ping', n: ++n }))
    socket.on('message', (data: Buffer) => {
      // Other frames (state) may come once; only echoes are answered.
      if (!data.includes('"n":')) return
      count++
      if (running) send()
    })
    for (let i = 0; i < ECHO_WINDOW; i++) send()
  }
  await pause(500)
  const from = count
  const begun = performance.now()
  await pause(ECHO_MS)
  const rate = ((count - from) / (performance.now() - begun)) * 1000
  running = false
  for (const socket of sockets) socket.terminate()
  return rate
}

async function idleSocketBytes(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'yingda-bench-'))
  const server = await startServer({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })
  const open = async () => openSocket(server.url, server.inboxId, await newToken(server.url, server.inboxId))
  // What the first sockets cost for all (code, caches, the heap's first growth) is not the next one's price.
  const first = await Promise.all(Array.from({ length: WARM_SOCKETS }, open))
  for (const socket of first) socket.terminate()
  await pause(3000)
  const before = await server.memory()
  const sockets: WebSocket[] = []
  while (sockets.length < IDLE_SOCKETS) sockets.push(...(await Promise.all(Array.from({ length: 50 }, open))))
  await pause(2000)
  const bytes = Math.round(((await server.memory()) - before) / IDLE_SOCKETS)
  say(`idle socket: ${(bytes / 1000).toFixed(1)} kB each at ${IDLE_SOCKETS}`)
  for (const socket of sockets) socket.terminate()
  await server.stop()
  rmSync(folder, { recursive: true })
  return bytes
}

function openRaw(port: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
    socket.once('error', reject)
    socket.once('open', () => resolve(socket))
  })
}

async function startRawEcho(): Promise<{ port: number; stop(): void }> {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const child = spawn(process.execPath, ['-e', RAW_ECHO], { cwd, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const port = await new Promise<number>(resolve => child.once('message', said => resolve(Number(said))))
  return { port, stop: () => void child.kill() }
}

/** Standard questions of the sample: each has an answer. */
function sampleQuestions(): string[] {
  return ['zh', 'en'].flatMap(language =>
    readFileSync(new URL(`../knowledge/faq/${language}.jsonl`, import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map(line => (JSON.parse(line) as { question: string }).question),
  )
}

function show(name: string, at: Load): Load {
  const { ackMs, answerMs } = at
  const answered = `${at.answered}/${at.turns}`
  say(row(name, at.offeredPerSecond, answered, ackMs.p50, ackMs.p99, answerMs.p50, answerMs.p99, ''))
  return at
}

function row(...cells: (string | number)[]): string {
  return cells.map((cell, index) => (index === 0 ? String(cell).padEnd(14) : String(cell).padStart(12))).join('')
}

function close(visitors: readonly LoadVisitor[]): void {
  for (const visitor of visitors) visitor.close()
}

function say(line: string): void {
  ;(json ? console.error : console.log)(line)
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
