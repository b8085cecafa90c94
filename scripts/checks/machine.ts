/** The doctor on the machine: Node, native parts, disk, port, pages. */
import { existsSync, statfsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../src/config.ts'
import { hasHnsw } from '../../src/retrieval/vector-index-graph.ts'
import { type Finding, note, ok, problem } from './finding.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PAGES = ['index.html', 'desk.html', 'console.html', 'chat.html', 'widget.js']
/** An embedded database is about 45 MB when new; below the first number the next backup may not fit. */
const NOTE_BYTES = 1_000_000_000
const PROBLEM_BYTES = 100_000_000
const ANSWER_WITHIN_MS = 3_000

export function checkNode(): Finding {
  const { node } = process.versions
  const [major = 0, minor = 0] = node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 10))
    return ok('Node.js', `${node} on ${process.platform} ${process.arch}.`)
  return problem('Node.js', `${node} is too old.`, 'Install Node.js 20.10 or newer: https://nodejs.org/')
}

/** jieba is a native part without which nothing is understood. */
export async function checkJieba(): Promise<Finding> {
  try {
    const { tokenize } = await import('../../src/text/tokens.ts')
    const words = tokenize('我要转人工客服').map(token => token.word)
    return ok('jieba', `Cuts Chinese words: ${words.join(' ')}.`)
  } catch (error) {
    return problem(
      'jieba',
      `Cannot be loaded: ${messageOf(error)}`,
      'Install the packages again for this machine: npm ci',
    )
  }
}

/** Needs a compiler at installation; without it search is exact. */
export async function checkVectorIndex(): Promise<Finding> {
  const found = await hasHnsw()
  if (found) return ok('hnswlib-node', 'Compiled: embedded vector search stays fast above 20,000 vectors.')
  return note(
    'hnswlib-node',
    'Not compiled: vector search is an exact scan, as good and slower above 10,000 passages.',
    'For large knowledge bases install a C++ compiler and python3, then: npm rebuild hnswlib-node; or use PostgreSQL.',
  )
}

/** The runtime of embedders; its binary comes with the package. */
export async function checkOnnxRuntime(): Promise<Finding> {
  const name = 'onnxruntime-node'
  try {
    await import(name)
    return ok(name, 'Can be loaded: embedders can run.')
  } catch (error) {
    return note(
      name,
      `Cannot be loaded: ${messageOf(error)}`,
      'Only models in transformers.js layout and `model adapt` need it; install the packages again: npm ci',
    )
  }
}

export function checkDisk(config: Config): Finding {
  const folder = nearestFolder(config.dataDir)
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const says = `${(free / 1e9).toFixed(1)} GB free at ${folder}.`
  const remedy = 'Free some space, or move the data: YINGDA_DATA.'
  if (free < PROBLEM_BYTES) return problem('Disk', says, remedy)
  return free < NOTE_BYTES ? note('Disk', says, remedy) : ok('Disk', says)
}

function nearestFolder(path: string): string {
  return existsSync(path) || path === dirname(path) ? path : nearestFolder(dirname(path))
}

/** Free, or taken by a Yingda: both are fine. */
export async function checkPort({ host, port }: Config): Promise<Finding> {
  const refusal = await tryListen(host, port)
  if (refusal === undefined) return ok('Port', `${port} on ${host} is free: no server runs there.`)
  if (refusal !== 'EADDRINUSE') {
    return problem(
      'Port',
      `Cannot listen on ${host} port ${port}: ${refusal}.`,
      'Set HOST and PORT to what this machine has.',
    )
  }
  if (await isYingda(host, port)) return ok('Port', `A Yingda answers on ${host}:${port}.`)
  return problem(
    'Port',
    `${port} on ${host} is in use by another program.`,
    `Stop it, or choose another: npm start -- --port ${port + 1}`,
  )
}

function tryListen(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, host, () => server.close(() => resolve(undefined)))
  })
}

async function isYingda(host: string, port: number): Promise<boolean> {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/site.json`
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
    return typeof ((await response.json()) as { inboxId?: unknown }).inboxId === 'string'
  } catch {
    return false
  }
}

export function checkPages(): Finding {
  const missing = PAGES.filter(page => !existsSync(join(ROOT, 'dist/web', page)))
  if (missing.length === 0) return ok('Pages', 'Built; npm start builds them again when their sources have changed.')
  const says = `Not built: ${missing.join(', ')}.`
  if (existsSync(join(ROOT, 'node_modules/vite')))
    return note('Pages', says, 'npm start builds them; or: npm run build')
  return problem('Pages', says, 'Vite is missing to build them: npm ci')
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message.split('\n')[0]! : String(error))
