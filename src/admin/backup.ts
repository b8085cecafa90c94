/** Backup and restore of a whole database, both engines, while servers run. */
import { rm } from 'node:fs/promises'
import type { Bus } from '../bus.ts'
import type { Db, Query } from '../db.ts'
import { Conflict } from '../errors.ts'
import {
  countRows,
  emptyTables,
  freezeView,
  insertRows,
  listTables,
  listTenantIds,
  readRows,
  readSecrets,
  type Table,
} from './backup.store.ts'
import {
  BACKUP_FORMAT,
  type BackupHeader,
  type BackupPart,
  readBackupParts,
  type VerifiedBackup,
  writeBackupFile,
} from './backup-file.ts'

export interface BackupDeps {
  db: Db
  bus: Bus
  /** Version of the schema of this database. */
  schema: number
  /** Our own version, for the header. */
  library: string
  /** The share of rows done, 0 to 1. */
  onProgress?(share: number, table: string): void
}

export interface Restored {
  rows: number
  /** The key of visitors' tokens is another one now: servers that run must be started again. */
  secretsChanged: boolean
  /** Tables and columns of the file that this schema does not have. */
  leftOut: string[]
}

/** A fresh installation may have made its keys already: they alone are nothing that could be lost. */
const NO_LOSS = 'server_secret'

/** Writes everything as it is at one moment. The embedded database has one session: writers wait meanwhile. */
export async function backUp(deps: BackupDeps, file: string): Promise<{ header: BackupHeader; rows: number }> {
  const { db, schema, library } = deps
  const result = await db.transaction(async tx => {
    await freezeView(tx)
    const tables = await listTables(tx)
    const counts = await countRows(tx, tables)
    const createdAt = new Date().toISOString()
    const kind = 'yingda-backup' as const
    const header: BackupHeader = {
      kind,
      format: BACKUP_FORMAT,
      schema,
      createdAt,
      library,
      database: db.kind,
      counts,
    }
    return { header, rows: await writeBackupFile(file, header, readTables(tx, tables, counts, deps.onProgress)) }
  })
  if (result.rows !== total(result.header.counts)) {
    await rm(file, { force: true })
    throw new Error(`counted ${total(result.header.counts)} rows, read ${result.rows}`)
  }
  return result
}

async function* readTables(
  tx: Query,
  tables: readonly Table[],
  counts: Record<string, number>,
  onProgress: BackupDeps['onProgress'],
): AsyncGenerator<BackupPart> {
  let done = 0
  for (const table of tables) {
    yield { kind: 'table', table: table.name, columns: table.columns }
    for await (const rows of readRows(tx, table)) {
      yield { kind: 'rows', rows }
      done += rows.length
      onProgress?.(done / Math.max(1, total(counts)), table.name)
    }
  }
}

/**
 * Puts the rows of a file in the place of everything that is there, in one transaction, and tells running servers.
 * @throws InvalidInput `backup_damaged`; Conflict `backup_newer`, or `database_not_empty` unless `force`.
 */
export async function restore(
  deps: BackupDeps,
  { file, header }: VerifiedBackup,
  { force }: { force: boolean },
): Promise<Restored> {
  const { db, bus } = deps
  if (header.schema > deps.schema) throw newer(header, deps.schema)
  const restored = await db.transaction(async tx => {
    const tables = await listTables(tx)
    if (!force) refuseLoss(await countRows(tx, tables))
    const before = await readSecrets(tx)
    await emptyTables(tx)
    const filled = await fill(tx, tables, readBackupParts(file), total(header.counts), deps.onProgress)
    const secretsChanged = before !== '' && before !== (await readSecrets(tx))
    return { ...filled, secretsChanged }
  })
  bus.publish({ kind: 'reread' })
  for (const tenantId of await listTenantIds(db)) {
    for (const kind of ['knowledge', 'model', 'settings'] as const) bus.publish({ kind, tenantId })
  }
  return restored
}

async function fill(
  tx: Query,
  tables: readonly Table[],
  parts: AsyncIterable<BackupPart>,
  expected: number,
  onProgress: BackupDeps['onProgress'],
): Promise<{ rows: number; leftOut: string[] }> {
  const leftOut: string[] = []
  let target: { table: string; columns: string[] } | undefined
  let rows = 0
  let read = 0
  for await (const part of parts) {
    if (part.kind === 'table') {
      const known = tables.find(table => table.name === part.table)
      const columns = part.columns.filter(column => known?.columns.includes(column))
      if (known === undefined) leftOut.push(part.table)
      else leftOut.push(...part.columns.filter(one => !columns.includes(one)).map(one => `${part.table}.${one}`))
      target = known && { table: part.table, columns }
      continue
    }
    read += part.rows.length
    if (target !== undefined) rows += await insertRows(tx, target.table, target.columns, part.rows)
    onProgress?.(read / Math.max(1, expected), target?.table ?? 'unknown rows')
  }
  return { rows, leftOut }
}

function refuseLoss(counts: Record<string, number>): void {
  const there = Object.entries(counts).filter(([table, n]) => n > 0 && table !== NO_LOSS)
  if (there.length === 0) return
  const lost = there.map(([table, n]) => `${table} ${n}`).join(', ')
  throw new Conflict('database_not_empty', `A restore would delete the rows of this database: ${lost}.`, {
    remedy: 'Back it up first (npx yingda backup before.gz); then restore with --force.',
  })
}

const newer = (header: BackupHeader, schema: number): Conflict =>
  new Conflict('backup_newer', `The backup has schema ${header.schema}; this code knows ${schema}.`, {
    remedy: `Restore it with Yingda ${header.library} or newer.`,
  })

const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0)
