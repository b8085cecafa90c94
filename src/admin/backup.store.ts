/** The rows of a backup: every table of the schema, found in the catalogue, as JSON text that is never parsed here. */
import type { Query } from '../db.ts'

/**
 * Tables that are of this moment, of the schema itself, or built from others: live connections, clocks of the sweepers,
 * migrations, the words of the desk's search. They are not backed up; a restore empties all but the schema's, and the
 * search is built anew.
 */
export const NOT_BACKED_UP: readonly string[] = [
  'migration',
  'migration_lock',
  'presence',
  'search_build',
  'search_due',
  'search_line',
  'sign_in_attempt',
  'sweep',
]
/** Left alone by a restore: the schema stays what it is. */
const OF_THE_SCHEMA: readonly string[] = ['migration', 'migration_lock']

export interface Table {
  name: string
  /** In their order; generated ones are left out. */
  columns: string[]
  key: string[]
}

/** A page grows to about so many characters, and has at most so many rows: a model's row alone may have millions. */
const PAGE_CHARS = 512 * 1024
const PAGE_ROWS = 1024
const CURSOR = 'yingda_backup'

/** From now on this transaction sees one moment and changes nothing. Its first statement. */
export async function freezeView(tx: Query): Promise<void> {
  await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
}

/** The tables that are backed up, in an order in which no row comes before one that it refers to. */
export async function listTables(db: Query): Promise<Table[]> {
  const { rows } = await db.query<{ name: string; columns: string[]; key: string[] }>(
    `SELECT t.table_name::text AS name,
       ARRAY(SELECT c.column_name::text FROM information_schema.columns c WHERE c.table_schema = t.table_schema
         AND c.table_name = t.table_name AND c.is_generated = 'NEVER' ORDER BY c.ordinal_position) AS columns,
       ARRAY(SELECT k.column_name::text FROM information_schema.table_constraints p
         JOIN information_schema.key_column_usage k ON k.constraint_schema = p.constraint_schema
           AND k.constraint_name = p.constraint_name AND k.table_name = p.table_name
         WHERE p.table_schema = t.table_schema AND p.table_name = t.table_name AND p.constraint_type = 'PRIMARY KEY'
         ORDER BY k.ordinal_position) AS key
     FROM information_schema.tables t
     WHERE t.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY t.table_name`,
  )
  return parentsFirst(
    rows.filter(table => !NOT_BACKED_UP.includes(table.name)),
    await listReferences(db),
  )
}

/** Which table refers to which. */
async function listReferences(db: Query): Promise<{ child: string; parent: string }[]> {
  const { rows } = await db.query<{ child: string; parent: string }>(
    `SELECT DISTINCT c.relname::text AS child, p.relname::text AS parent FROM pg_constraint k
     JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`,
  )
  return rows
}

function parentsFirst(tables: readonly Table[], references: readonly { child: string; parent: string }[]): Table[] {
  const sorted: Table[] = []
  const visit = (table: Table, trail: readonly string[]) => {
    if (sorted.includes(table)) return
    if (trail.includes(table.name)) throw new Error(`tables refer to each other in a circle: ${trail.join(', ')}`)
    for (const { child, parent } of references) {
      const found = child === table.name && parent !== child && tables.find(one => one.name === parent)
      if (found) visit(found, [...trail, table.name])
    }
    sorted.push(table)
  }
  for (const table of tables) visit(table, [])
  return sorted
}

/** Rows of each table. */
export async function countRows(db: Query, tables: readonly Table[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const { rows } = await db.query<{ n: number }>(`SELECT count(*) AS n FROM ${quoted(name)}`)
    counts[name] = Number(rows[0]?.n)
  }
  return counts
}

/** Every row as JSON text, page by page, in the order of the primary key. One table at a time. */
export async function* readRows(tx: Query, { name, key }: Table): AsyncGenerator<string[]> {
  const order = key.length === 0 ? '' : ` ORDER BY ${key.map(quoted).join(', ')}`
  await tx.query(
    `DECLARE ${CURSOR} NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS row FROM ${quoted(name)} t${order}`,
  )
  let size = 1
  for (;;) {
    const { rows } = await tx.query<{ row: string }>(`FETCH FORWARD ${size} FROM ${CURSOR}`)
    if (rows.length > 0) yield rows.map(({ row }) => row)
    if (rows.length < size) break
    const chars = rows.reduce((sum, { row }) => sum + row.length, 0)
    size = Math.max(1, Math.min(PAGE_ROWS, size * 2, Math.ceil((size * PAGE_CHARS) / Math.max(1, chars))))
  }
  await tx.query(`CLOSE ${CURSOR}`)
}

/** Empties every table but those of the schema, also the ones that no backup holds. */
export async function emptyTables(tx: Query): Promise<void> {
  const { rows } = await tx.query<{ name: string }>(
    `SELECT table_name::text AS name FROM information_schema.tables
     WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'`,
  )
  const names = rows.map(({ name }) => name).filter(name => !OF_THE_SCHEMA.includes(name))
  await tx.query(`TRUNCATE ${names.map(quoted).join(', ')}`)
}

/** Adds rows given as JSON texts; columns that they do not name get their default. Returns how many. */
export async function insertRows(
  tx: Query,
  table: string,
  columns: readonly string[],
  rows: readonly string[],
): Promise<number> {
  const names = columns.map(quoted).join(', ')
  const { count } = await tx.query(
    `INSERT INTO ${quoted(table)} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${quoted(table)}, $1::jsonb)`,
    [`[${rows.join(',')}]`],
  )
  return count
}

/** The keys that sign visitors' tokens, for comparing: a server reads them once. */
export async function readSecrets(db: Query): Promise<string> {
  const { rows } = await db.query<{ all: string | null }>(
    `SELECT string_agg(name || ' ' || encode(value, 'hex'), ',' ORDER BY name) AS all FROM server_secret`,
  )
  return rows[0]?.all ?? ''
}

export async function listTenantIds(db: Query): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('SELECT id FROM tenant ORDER BY id')
  return rows.map(({ id }) => id)
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
