/**
 * Who is at work: what a person changes over the API or the command line is written down with his name (audit_log).
 * The guard says it once for a request; every transaction in it tells the database, whose triggers do the writing.
 * So no use case has to pass it on, and none can forget it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Db, Query, Rows, TenantDb } from './db.ts'

/** As he was called when he did it. */
export interface Actor {
  kind: 'agent' | 'key' | 'command'
  /** The agent; for a key its maker. */
  id?: string
  name: string
  /** Name of the API key. */
  key?: string
  address?: string
  /** `PUT …/settings`, or the command. */
  route: string
  /** The same for all that one request or command did. */
  request: string
}

interface Act {
  actor: Actor
  over: boolean
}

const acts = new AsyncLocalStorage<Act>()

/**
 * Runs `work`, and what it starts, in this name until `end` is called: what a request sets going in the background is
 * the engine's own work after the answer.
 */
export function actingAs<T>(actor: Actor, work: (end: () => void) => T): T {
  const act: Act = { actor, over: false }
  const end = () => {
    act.over = true
  }
  return acts.run(act, () => work(end))
}

/** Runs `work` in nobody's name. */
export const actingAlone = <T>(work: () => T): T => acts.exit(work)

/** The same database, whose transactions name who is at work. Without anybody nothing is different. */
export function namingActors(db: Db): Db {
  return {
    kind: db.kind,
    query: (sql, params) => query(db, sql, params),
    transaction: work => transaction(db, work),
    tenant(tenantId): TenantDb {
      const tenant = db.tenant(tenantId)
      return {
        tenantId,
        query: (sql, params) => query(tenant, sql, params),
        transaction: work => transaction(tenant, work),
      }
    },
    close: () => db.close(),
  }
}

interface Transactions<Tx extends Query> extends Query {
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** The setting lives as long as the transaction: a connection that is lent to somebody else must not keep it. */
const NAME = "SELECT set_config('yingda.actor', $1, true)"

function transaction<Tx extends Query, T>(db: Transactions<Tx>, work: (tx: Tx) => Promise<T>): Promise<T> {
  const act = acts.getStore()
  if (act === undefined || act.over) return db.transaction(work)
  return db.transaction(async tx => {
    await tx.query(NAME, [JSON.stringify(act.actor)])
    return work(tx)
  })
}

function query<Tx extends Query, R>(db: Transactions<Tx>, sql: string, params?: readonly unknown[]): Promise<Rows<R>> {
  const act = acts.getStore()
  if (act === undefined || act.over) return db.query(sql, params)
  return transaction(db, tx => tx.query(sql, params))
}
