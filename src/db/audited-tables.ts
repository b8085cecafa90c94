/**
 * Whose rows' changes are written to audit_log when a person makes them: one trigger a table, made where it is missing,
 * each time the schema is brought up to date. A table that has a tenant stands in one of the lists; a test says so.
 */
import type { Db, Query } from '../db.ts'

/** Beside each table the columns that say nothing to a person: derived ones, counters, times that move by themselves. */
export const AUDITED_TABLES: Readonly<Record<string, readonly string[]>> = {
  account_link: ['used_at'],
  agent: ['availability', 'load', 'given_at', 'freed_at', 'shift_changes_at', 'shift_away', 'created_at'],
  agent_avatar: ['bytes', 'created_at'],
  agent_session: ['seen_at', 'created_at', 'expires_at'],
  agent_skill: [],
  agent_team: [],
  api_key: ['last_used_at', 'created_at'],
  canned_response: ['used', 'updated_at'],
  data_request: ['at'],
  document: ['revision', 'hash', 'updated_at'],
  embedder_switch: [
    'stage',
    'done',
    'total',
    'trained',
    'seconds_left',
    'error',
    'attempts',
    'claimed_until',
    'created_at',
    'finished_at',
  ],
  inbox: ['created_at'],
  intent: ['updated_at'],
  label: ['created_at'],
  macro: ['updated_at'],
  nlu_model: ['bytes', 'manifest', 'created_at'],
  recovery_code: [],
  saved_view: ['created_at'],
  second_factor: ['last_step', 'created_at'],
  setting: ['updated_at'],
  source: ['refresh_due_at', 'refreshed_at', 'last_version', 'version', 'created_at'],
  team: ['created_at'],
}

/** Those with a trigger of their own, made by a migration, and what it writes down. */
export const AUDITED_APART: Readonly<Record<string, string>> = {
  contact: 'names of changed attributes alone: his erasure must leave nothing that was known of him here',
}

/** Why the changes of the others are not. */
export const NOT_AUDITED: Readonly<Record<string, string>> = {
  answer_feedback: 'said by visitors',
  audit_log: 'is it',
  contact_note: 'about a visitor, whose erasure must not leave it here',
  conversation: 'its changes are its events',
  conversation_label: 'its changes are events of its conversation',
  dry_run: 'it only looks',
  embedder_adaptation: 'made by training',
  erased_count: 'what erasures leave, counted',
  event: 'is a log itself',
  handoff: 'its changes are events of its conversation',
  ingestion: 'work of the engine',
  mention: 'follows its event',
  passage: 'follows its document',
  passage_vector: 'follows its passage',
  presence: 'of this moment',
  rating: 'said by visitors',
  recalled_message: 'is a record itself',
  search_due: 'work of the engine',
  search_line: 'follows its event or contact',
  source_file: 'follows its source',
  source_version: 'follows its source',
  suggestion: 'work of the engine, counted',
  turn: 'work of the engine',
}

/** The names of the triggers' arguments, as the database keeps them. */
const argument = (noise: readonly string[]): string => `{${noise.join(',')}}`

/** Makes the triggers that are missing, or differ; returns their tables. */
export async function attachAudit(db: Db): Promise<string[]> {
  const missing = await missingTriggers(db)
  if (missing.length > 0) await db.transaction(tx => attach(tx, missing))
  return missing
}

async function missingTriggers(db: Query): Promise<string[]> {
  const { rows } = await db.query<{ name: string; argument: string | null }>(
    `SELECT c.relname::text AS name, rtrim(encode(t.tgargs, 'escape'), '\\000') AS argument FROM pg_class c
     LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = 'audited'
     WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1)
       AND to_regproc('yingda_audit') IS NOT NULL`,
    [Object.keys(AUDITED_TABLES)],
  )
  return rows.filter(row => row.argument !== argument(AUDITED_TABLES[row.name] ?? [])).map(row => row.name)
}

async function attach(tx: Query, tables: readonly string[]): Promise<void> {
  // Two servers that start at once would both make them.
  await tx.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE')
  for (const table of tables) {
    await tx.query(
      `CREATE OR REPLACE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON "${table}" FOR EACH ROW
       WHEN (coalesce(current_setting('yingda.actor', true), '') <> '')
       EXECUTE FUNCTION yingda_audit('${argument(AUDITED_TABLES[table] ?? [])}')`,
    )
  }
}
