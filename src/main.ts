/** The process of the server: configuration, start with its progress shown, signals, a clean stop. */
import { spawn } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import type { Config } from './config.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { createEmbedderPool } from './embedding/pool.ts'
import { Conflict, InvalidInput, Unavailable } from './errors.ts'
import { type Prepared, prepareFirstStart } from './first-start.ts'
import { warmText } from './text/tokens.ts'

export interface Started {
  url: string
  prepared: Prepared
  stop(): Promise<void>
}

export interface StartOptions {
  /** Lines for the person who waits. */
  say(line: string): void
  /** Builds the pages when their sources changed; false for servers that show none. */
  buildPages: boolean
}

const BUILD_WEB = fileURLToPath(new URL('../scripts/build-web.mjs', import.meta.url))

/**
 * Starts a server: database, schema, sample, model, pages, port.
 * @throws YingdaError naming what is in the way; whatever was opened is closed again.
 */
export async function start(config: Config, { say, buildPages }: StartOptions): Promise<Started> {
  const pages = buildPages ? buildStalePages(say) : Promise.resolve()
  // Awaited below; a failure meanwhile must not count as unhandled.
  pages.catch(() => {})
  const closers: (() => Promise<void>)[] = []
  try {
    const opening = openDatabase(config, 'server')
    // The dictionary loads here while the database opens in its thread.
    warmText()
    const database = await opening
    closers.push(database.close)
    say(describeDatabase(config))
    const ran = await migrate(database.db)
    if (ran.length > 0) say(`Brought the schema to version ${ran.at(-1)}.`)
    const pool = createEmbedderPool({ configured: config.embedder, modelsDir: join(config.dataDir, 'models') })
    closers.push(pool.close)
    // Held until the end: what most tenants have, and what takes the place of a chosen model that is gone.
    const { embedder } = await pool.hold(null)
    if (embedder !== undefined) say(`Embedder: ${embedder.name}, ${embedder.dims} dimensions.`)
    await pages
    const app = await createApp({ config, ...database, pool, alone: database.via === 'embedded' })
    closers.push(app.stop)
    const prepared = await prepareFirstStart({ db: database.db, ...app, say })
    await app.bots.get(prepared.tenantId)
    await listen(app.server, config)
    // A change of a sentence model that a process before has begun.
    app.switches.wake()
    // Bots whose model is of another version or embedder search meanwhile; on a thread of its own it costs the chat nothing.
    app.training.refresh().then(
      count => count > 0 && say(`Trained ${count} models again: they were of another version or embedder.`),
      (error: unknown) =>
        say(`A model could not be trained again: ${error instanceof Error ? error.message : String(error)}`),
    )
    const { port } = app.server.server.address() as AddressInfo
    const host = config.host === '0.0.0.0' || config.host === '::' ? 'localhost' : config.host
    return { url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`, prepared, stop: () => closeAll(closers) }
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Ends the process on the first SIGINT or SIGTERM after a drain; at once on the second. */
export function stopOnSignal(stop: () => Promise<void>, say: (line: string) => void): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(130)
      stopping = true
      say('Stopping: answering what has come in, then closing. Press Ctrl-C again to stop at once.')
      stop().then(
        () => process.exit(0),
        error => {
          say(`The stop was not clean: ${error instanceof Error ? error.message : String(error)}`)
          process.exit(1)
        },
      )
    })
  }
}

async function closeAll(closers: (() => Promise<void>)[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close()
}

function describeDatabase(config: Config): string {
  if (config.databaseUrl !== undefined) return `Database: PostgreSQL at ${new URL(config.databaseUrl).host}.`
  return `Database: embedded, in ${config.dataDir} (survives a crash of the process, not a power cut).`
}

/** Says that pages were built only when what builds them says so. @throws Unavailable `pages_not_built`. */
export function buildStalePages(say: (line: string) => void, script = BUILD_WEB): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, '--if-stale'], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    child.stderr.on('data', chunk => {
      output += chunk
    })
    // Not at its exit: its last line may come after that.
    child.on('close', code => {
      const built = /^Built the pages .*$/m.exec(output)
      if (code === 0 && built !== null) say(built[0])
      if (code === 0) resolve()
      else
        reject(
          new Unavailable('pages_not_built', `The pages could not be built.\n${output.trim()}`, {
            remedy: 'Run: npm ci',
          }),
        )
    })
  })
}

async function listen(
  server: { listen(at: { port: number; host: string }): Promise<string> },
  config: Config,
): Promise<void> {
  try {
    await server.listen({ port: config.port, host: config.host })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new Conflict('port_in_use', `Port ${config.port} on ${config.host} is in use.`, {
        remedy: `Stop what uses it, or choose another: npm start -- --port ${config.port + 1}`,
        value: config.port,
      })
    }
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EACCES') {
      throw new InvalidInput('address_unusable', `Cannot listen on ${config.host} port ${config.port}: ${code}.`, {
        remedy: 'Set HOST to an address of this machine, and PORT to one above 1023.',
        value: config.host,
      })
    }
    throw error
  }
}
