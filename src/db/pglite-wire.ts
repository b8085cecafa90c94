/**
 * PGlite spoken to in PostgreSQL's own wire protocol (version 3, extended query): a repeated statement is parsed and
 * planned once, and then costs one call into WASM instead of five. Values pass as in `pg`, so both engines agree.
 */
import { messages, type PGlite, protocol } from '@electric-sql/pglite'
import { prepareValue } from 'pg/lib/utils.js'
import { statementName } from './statements.ts'
import { parserOf } from './values.ts'

/** A statement that PostgreSQL refused. */
export class Refused extends Error {
  readonly code: string
  readonly constraint: string | undefined

  constructor(message: string, code: string, constraint: string | undefined) {
    super(message)
    this.code = code
    this.constraint = constraint
  }
}

export interface WireResult {
  rows: Record<string, unknown>[]
  count: number
  /** The command's tag, e.g. `COMMIT` or, after a refused statement, `ROLLBACK`. */
  tag: string
}

interface Column {
  name: string
  parse(text: string): unknown
}

type Message = Parameters<Parameters<InstanceType<typeof protocol.Parser>['parse']>[1]>[0]

const { serialize } = protocol
/** Plans outlive what they were made for: statements that change the schema throw them away. */
const CHANGES_SCHEMA = /^\s*(CREATE|ALTER|DROP|TRUNCATE)\b/i

/** Runs statements one at a time; synchronous, since WASM is. The caller keeps transactions apart. */
export function createWire(db: PGlite): { run(sql: string, params?: readonly unknown[]): WireResult } {
  const prepared = new Map<string, Column[]>()

  function prepare(name: string, sql: string): Column[] {
    const known = prepared.get(name)
    if (name !== '' && known !== undefined) return known
    const said = exchange(db, [serialize.parse({ name, text: sql }), serialize.describe({ type: 'S', name })])
    const described = said.find(message => message instanceof messages.RowDescriptionMessage)
    const columns = described?.fields.map(field => ({ name: field.name, parse: parserOf(field.dataTypeID) })) ?? []
    if (name !== '') prepared.set(name, columns)
    return columns
  }

  return {
    run(sql, params = []) {
      const name = statementName(sql) ?? ''
      const columns = prepare(name, sql)
      const values = params.map(value => toWire(value))
      const said = exchange(db, [serialize.bind({ statement: name, values }), serialize.execute({})])
      if (CHANGES_SCHEMA.test(sql)) {
        exchange(db, [serialize.query('DEALLOCATE ALL')])
        prepared.clear()
      }
      return resultOf(said, columns)
    },
  }
}

/** Sends messages with a closing Sync, reads what comes back. @throws Refused. */
function exchange(db: PGlite, parts: Uint8Array[]): Message[] {
  const answer = db.execProtocolRawSync(joined([...parts, serialize.sync()]))
  const said: Message[] = []
  new protocol.Parser().parse(answer, message => void said.push(message))
  const refused = said.find(message => message instanceof messages.DatabaseError)
  if (refused !== undefined) throw new Refused(refused.message, refused.code ?? 'XX000', refused.constraint)
  return said
}

function resultOf(said: readonly Message[], columns: readonly Column[]): WireResult {
  const rows: Record<string, unknown>[] = []
  let tag = ''
  for (const message of said) {
    if (message instanceof messages.DataRowMessage) rows.push(rowOf(message.fields, columns))
    if (message instanceof messages.CommandCompleteMessage) tag = message.text
  }
  const changed = /(\d+)$/.exec(tag)?.[1]
  return { rows, count: changed === undefined ? rows.length : Number(changed), tag }
}

function rowOf(fields: readonly (string | null)[], columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  columns.forEach((column, index) => {
    const text = fields[index]
    row[column.name] = text === null || text === undefined ? null : column.parse(text)
  })
  return row
}

/** Bytes come as Uint8Array from another thread; `prepareValue` knows what to do with all else. */
function toWire(value: unknown): string | Uint8Array | null {
  if (value instanceof Uint8Array) return value
  const prepared: unknown = prepareValue(value)
  return prepared === null || prepared instanceof Uint8Array ? prepared : String(prepared)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts)
}
