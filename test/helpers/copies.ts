/** Copies of the empty test database: every test file that wants PostgreSQL gets its own and drops it. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'

export const COPY_PREFIX = 'yingda_t_'

export interface DatabaseCopy {
  url: string
  drop(): Promise<void>
}

/** Copies the database at `url` under a new name, which holds `runId`: the process whose end makes it a leftover. */
export async function copyDatabase(url: string, runId = String(process.pid)): Promise<DatabaseCopy> {
  const original = new URL(url).pathname.slice(1)
  const name = `${COPY_PREFIX}${runId}_${randomBytes(5).toString('hex')}`
  await maintain(url, `CREATE DATABASE ${name} TEMPLATE ${original}`)
  return { url: withDatabase(url, name), drop: () => maintain(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

/** A database cannot be copied while somebody is connected to it: statements about databases run on `postgres`. */
export const maintenanceUrl = (url: string): string => withDatabase(url, 'postgres')

function withDatabase(url: string, name: string): string {
  const copy = new URL(url)
  copy.pathname = `/${name}`
  return copy.href
}

const BUSY = '55006'
const ATTEMPTS = 5

async function maintain(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl(url) })
  await client.connect()
  try {
    // Another run may just be probing the original; PostgreSQL itself waits 5 s for it to leave.
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(sql)
        return
      } catch (error) {
        if ((error as { code?: string }).code !== BUSY || attempt === ATTEMPTS) throw error
      }
    }
  } finally {
    await client.end()
  }
}
