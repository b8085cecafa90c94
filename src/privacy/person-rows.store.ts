/**
 * Everything that the database holds of a person: the contact, and whatever refers to him, to his conversations, to
 * their events and so on, found in the catalogue. So a table that is made tomorrow is in the export by itself.
 */
import type { Query, TenantQuery } from '../db.ts'

type Row = Record<string, unknown>
/** Rows by table, as the database keeps them. */
export type PersonRows = Record<string, Row[]>

interface Reference {
  child: string
  parent: string
  /** Columns of the child, and those of the parent that they name. */
  from: string[]
  to: string[]
}

/** Built from the texts for searching; no words of anybody. */
const DERIVED_TYPES = ['tsvector', 'bytea']
/** Of the engine's work at this moment. */
const LEFT_OUT = ['turn']

export async function readPersonRows(db: TenantQuery, contactId: string): Promise<PersonRows> {
  const references = await listReferences(db)
  const rows: PersonRows = {}
  const todo = [{ table: 'contact', where: 't0.id = $2', depth: 0 }]
  for (let at = 0; at < todo.length; at++) {
    const { table, where, depth } = todo[at]!
    rows[table] = await readRows(db, table, `t${depth}`, where, contactId)
    for (const reference of references) {
      if (reference.parent !== table || LEFT_OUT.includes(reference.child)) continue
      if (todo.some(one => one.table === reference.child)) continue
      todo.push({ table: reference.child, where: below(reference, where, depth), depth: depth + 1 })
    }
  }
  return rows
}

/** The rows of a child whose parent is one of those above. */
function below({ parent, from, to }: Reference, where: string, depth: number): string {
  const [child, above] = [`t${depth + 1}`, `t${depth}`]
  const same = from.map((column, index) => `${above}."${to[index]}" = ${child}."${column}"`).join(' AND ')
  return `EXISTS (SELECT 1 FROM "${parent}" ${above} WHERE ${same} AND ${where})`
}

async function readRows(db: TenantQuery, table: string, alias: string, where: string, contactId: string) {
  const { rows } = await db.query<{ row: Row }>(
    `SELECT to_jsonb(${alias}) - ARRAY(SELECT column_name::text FROM information_schema.columns
       WHERE table_schema = current_schema() AND table_name = $3 AND udt_name = ANY($4)) - 'tenant_id' AS row
     FROM "${table}" ${alias} WHERE ${alias}.tenant_id = $1 AND ${where} ORDER BY 1`,
    [db.tenantId, contactId, table, DERIVED_TYPES],
  )
  return rows.map(({ row }) => row).sort((a, b) => Number(a.seq ?? 0) - Number(b.seq ?? 0))
}

/** Whose foreign keys point to whom. */
async function listReferences(db: Query): Promise<Reference[]> {
  const { rows } = await db.query<Reference>(
    `SELECT c.relname::text AS child, p.relname::text AS parent,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (n, i)
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.i) AS "from",
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (n, i)
         JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.i) AS "to"
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace ORDER BY 1, 2`,
  )
  return rows
}
