/** A Yingda server in a process of its own, as the benches and the chaos script load and kill it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const ENTRY = fileURLToPath(new URL('./server-child.mjs', import.meta.url))
const START_TIMEOUT_MS = 120_000

export interface ServerProcess {
  url: string
  inboxId: string
  /** The first administrator, at the first start only. */
  owner: { email: string; password: string } | undefined
  child: ChildProcess
  /**
   * Bytes that the server's thread keeps after a garbage collection, buffers included. Not the resident set: what
   * training and the database's start leave behind goes back to the system at moments of its own, megabytes at a time.
   */
  memory(): Promise<number>
  stop(): Promise<void>
  /** Dies in the middle of whatever it does. */
  kill(): Promise<void>
}

/** The child counts nobody's messages: the benches come from one address. */
const NO_LIMITS = {
  LIMIT_VISITOR: '1000000',
  LIMIT_ADDRESS: '100000000',
  LIMIT_INBOX: '100000000',
  LIMIT_SESSIONS: '100000000',
}

/** Starts a server with these settings; resolves when it answers. Its log goes to standard error. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(process.execPath, [...(process.env.BENCH_NODE_ARGS?.split(' ') ?? []), '--expose-gc', ENTRY], {
    env: { ...process.env, ...NO_LIMITS, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ready = await message<Pick<ServerProcess, 'url' | 'inboxId' | 'owner'>>(child, 'ready', START_TIMEOUT_MS)
  return {
    url: ready.url,
    inboxId: ready.inboxId,
    owner: ready.owner,
    child,
    async memory() {
      child.send('memory')
      return (await message<{ bytes: number }>(child, 'memory', 10_000)).bytes
    },
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await gone
}

function message<T>(child: ChildProcess, kind: string, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server said no ${kind} in ${timeoutMs} ms`)), timeoutMs)
    const onExit = (code: number | null) => reject(new Error(`the server ended with ${code}`))
    const onMessage = (given: unknown) => {
      const said = given as { kind: string } & T
      if (said.kind !== kind) return
      clearTimeout(timer)
      child.off('message', onMessage)
      child.off('exit', onExit)
      resolve(said)
    }
    child.once('exit', onExit)
    child.on('message', onMessage)
  })
}

/** A port for a server that is to come back on the same one. */
export function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
