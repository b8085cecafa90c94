/**
 * The bus between processes that share a PostgreSQL: NOTIFY on one channel, collected for a few milliseconds, so that
 * a busy process does not send one statement a hint. Own notices are skipped: they were delivered already.
 */
import pg from 'pg'
import { type Bus, createLocalBus, type Hint } from '../bus.ts'
import { newId } from '../id.ts'

const CHANNEL = 'yingda'
const COLLECT_MS = 5
const RETRY_MS = 1_000
/** NOTIFY's payload is limited to 8,000 bytes; a hint is about 250. */
const HINTS_PER_NOTICE = 25
/** Kept while the connection is away; others read everything again every 30 s. */
const MOST_WAITING = 1_000

/** Listens on `url`; reconnects for ever, and tells `reread` after each gap. */
export async function openNotifyBus(url: string): Promise<Bus> {
  const self = newId()
  const outgoing: Hint[] = []
  let client: pg.Client | undefined
  let closed = false
  let flushTimer: NodeJS.Timeout | undefined
  let flushing: Promise<void> = Promise.resolve()
  const local = createLocalBus(hint => {
    outgoing.push(hint)
    if (outgoing.length > MOST_WAITING) outgoing.shift()
    flushTimer ??= setTimeout(flush, COLLECT_MS)
  })

  /** One after another: a connection takes one statement at a time. */
  function flush(): Promise<void> {
    flushTimer = undefined
    flushing = flushing.then(sendAll)
    return flushing
  }

  async function sendAll(): Promise<void> {
    while (outgoing.length > 0 && client !== undefined) {
      const hints = outgoing.splice(0, HINTS_PER_NOTICE)
      const payload = JSON.stringify({ self, hints })
      const sent = await client.query('SELECT pg_notify($1, $2)', [CHANNEL, payload]).then(() => true, isRefused)
      // The connection went, which it may tell a moment later: these hints wait for the next one.
      if (!sent) return void outgoing.unshift(...hints)
    }
  }

  async function listen(): Promise<void> {
    const next = new pg.Client({ connectionString: url, application_name: 'yingda-bus', keepAlive: true })
    next.on('error', () => {})
    next.on('notification', notice => {
      const { self: from, hints } = JSON.parse(notice.payload ?? '{}') as { self: string; hints: Hint[] }
      if (from !== self) for (const hint of hints) local.receive(hint)
    })
    await next.connect()
    await next.query(`LISTEN ${CHANNEL}`)
    client = next
    next.on('end', () => {
      client = undefined
      if (!closed) setTimeout(relisten, RETRY_MS).unref()
    })
  }

  function relisten(): void {
    if (closed) return
    listen().then(
      () => {
        local.receive({ kind: 'reread' })
        return flush()
      },
      () => setTimeout(relisten, RETRY_MS).unref(),
    )
  }

  await listen()
  return {
    publish: local.publish,
    subscribe: local.subscribe,
    async close() {
      clearTimeout(flushTimer)
      await flush()
      closed = true
      await local.close()
      await client?.end()
    },
  }
}

/** SQLSTATE class 22, a payload that PostgreSQL will never take: to keep it would hold up all that follow. */
const isRefused = (error: { code?: string }): boolean => error.code?.startsWith('22') ?? false
