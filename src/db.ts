/**
 * The face of the database. Two engines stand behind it in `db/`: PGlite in a worker thread (embedded, the default)
 * and PostgreSQL. Both speak the same SQL; DECISIONS names what each cannot do.
 */
import { YingdaError } from './errors.ts'

export interface Rows<R> {
  rows: R[]
  /** Rows returned, or rows changed by a statement that returns none. */
  count: number
}

/** Something that runs SQL: a database, or an open transaction. Parameters only, never values in the text. */
export interface Query {
  query<R = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<Rows<R>>
}

/** One tenant's rows: every store takes this, so that no statement is written without its tenant. */
export interface TenantQuery extends Query {
  readonly tenantId: string
}

/** Inside `transaction`, use only its argument: a query on the database itself would wait for ever when embedded. */
export interface TenantDb extends TenantQuery {
  transaction<T>(work: (tx: TenantQuery) => Promise<T>): Promise<T>
}

/** The whole database, across tenants: for migrations, sign-in, sweepers and backup only. */
export interface Db extends Query {
  readonly kind: 'embedded' | 'postgres'
  transaction<T>(work: (tx: Query) => Promise<T>): Promise<T>
  tenant(tenantId: string): TenantDb
  close(): Promise<void>
}

/** Work that wants a transaction of its own, inside one that is open: it becomes a part of it, and ends with it. */
export function within(tx: TenantQuery): TenantDb {
  return {
    tenantId: tx.tenantId,
    query: (sql, params) => tx.query(sql, params),
    transaction: work => work(tx),
  }
}

/** A statement that the database refused; `sqlState` as in PostgreSQL's appendix A. */
export class QueryFailed extends YingdaError {
  readonly sqlState: string
  readonly constraint: string | undefined

  constructor(message: string, sqlState: string, constraint?: string, cause?: unknown) {
    super('unavailable', 'query_failed', message, { cause })
    this.sqlState = sqlState
    this.constraint = constraint
  }
}

const UNIQUE_VIOLATION = '23505'

/** True when a row of the same key is there already; `constraint` narrows it to one index. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof QueryFailed) || error.sqlState !== UNIQUE_VIOLATION) return false
  return constraint === undefined || error.constraint === constraint
}

const FOREIGN_KEY_VIOLATION = '23503'

/** True when a row that was referred to is gone, perhaps in this very moment. */
export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof QueryFailed && error.sqlState === FOREIGN_KEY_VIOLATION
}

const DEADLOCK = '40P01'

/**
 * Runs a transaction again that was ended because it and another one waited for each other: for work that takes rows
 * in an order which others need not know.
 */
export async function retryDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof QueryFailed) || error.sqlState !== DEADLOCK || attempt === DEADLOCKS_AT_MOST) throw error
    }
  }
}

const DEADLOCKS_AT_MOST = 5

/** A jsonb parameter: the two drivers disagree about arrays and strings, so we hand over text. */
export const json = (value: unknown): string => JSON.stringify(value)

/** The first row of a statement that must return one. */
export function one<R>(rows: Rows<R>): R {
  const row = rows.rows[0]
  if (row === undefined) throw new Error('the statement returned no row')
  return row
}
