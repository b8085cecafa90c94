/** Databases that have the schema already: made once a run, then copied. A new PGlite costs six seconds, a copy one. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openEmbedded } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openPostgres } from '../../src/db/postgres.ts'
import type { Db } from '../../src/db.ts'
import { copyDatabase, type DatabaseCopy } from './copies.ts'
import { copyPrepared, preparedOnce } from './prepared.ts'

/** PGlite in a folder that goes when it is closed. */
export async function openMigratedEmbedded(): Promise<Db> {
  const folder = copyPrepared(await preparedEmbedded(), 'pg')
  const db = await openEmbedded(folder)
  return {
    ...db,
    async close() {
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The folder of such a PGlite, for a server of its own. */
export async function copyMigratedFolder(to: string): Promise<void> {
  cpSync(await preparedEmbedded(), to, { recursive: true })
}

async function preparedEmbedded(): Promise<string> {
  const prepared = await preparedOnce('embedded', async folder => {
    await migrateAndClose(await openEmbedded(join(folder, 'pg')))
  })
  return join(prepared, 'pg')
}

/** A copy of the PostgreSQL database at `url`, with the schema. */
export async function copyMigrated(url: string): Promise<DatabaseCopy> {
  const runId = inject('runId')
  const prepared = await preparedOnce('postgres', async folder => {
    // Dropped at the end of the run, with all copies of it.
    const copy = await copyDatabase(url, runId)
    await migrateAndClose(await openPostgres(copy.url, 1))
    writeFileSync(join(folder, 'url'), copy.url)
  })
  return copyDatabase(readFileSync(join(prepared, 'url'), 'utf8'), runId)
}

async function migrateAndClose(db: Db): Promise<void> {
  await migrate(db)
  await db.close()
}
