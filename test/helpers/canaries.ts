/** Marks that are found again wherever they went: in any column of any table, as text, JSON, words or bytes. */
import type { Db } from '../../src/db.ts'

/**
 * In every canary: lower-case letters, so that it is one word for every tokenizer, and no stem of anything. What is
 * asked to be digits has the digits.
 */
export const MARK = 'zqkanar'
export const DIGITS = '5550147'

/** Where canaries are: `table.column`, with how many rows. */
export async function findCanaries(db: Db, marks: readonly string[] = [MARK, DIGITS]): Promise<string[]> {
  const { rows: columns } = await db.query<{ table_name: string; column_name: string; udt_name: string }>(
    `SELECT c.table_name::text, c.column_name::text, c.udt_name::text FROM information_schema.columns c
     JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
     WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY 1, 2`,
  )
  const found: string[] = []
  for (const { table_name, column_name, udt_name } of columns) {
    const text = udt_name === 'bytea' ? `encode("${column_name}", 'escape')` : `lower(to_jsonb("${column_name}")::text)`
    const { rows } = await db.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM "${table_name}" WHERE ${text} LIKE ANY($1)`,
      [marks.map(mark => `%${mark}%`)],
    )
    if (rows[0]!.n > 0) found.push(`${table_name}.${column_name}: ${rows[0]!.n}`)
  }
  return found
}
