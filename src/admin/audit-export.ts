/** The audit log as a table for spreadsheets. */
import type { TenantQuery } from '../db.ts'
import { type AuditEntry, type AuditFilter, listAudit } from './audit.store.ts'
import { csvHead, csvRows } from './csv.ts'

const AT_ONCE = 500
const COLUMNS = ['time', 'who', 'by', 'address', 'action', 'subject', 'id', 'label', 'before', 'after', 'route']

/** In pieces of many lines. */
export async function* exportAudit(db: TenantQuery, filter: AuditFilter): AsyncGenerator<string> {
  yield csvHead(COLUMNS)
  for (let cursor: string | undefined; ; ) {
    const { entries, next } = await listAudit(db, filter, AT_ONCE, cursor)
    if (entries.length > 0) yield csvRows(entries.map(rowOf))
    if (next === undefined) return
    cursor = next
  }
}

const rowOf = ({ at, actor, action, subject, subjectId, label, before, after }: AuditEntry): string[] => [
  at,
  actor.name,
  actor.kind === 'key' ? `key ${actor.key ?? ''}` : actor.kind,
  actor.address ?? '',
  action,
  subject,
  subjectId,
  label ?? '',
  before === null ? '' : JSON.stringify(before),
  after === null ? '' : JSON.stringify(after),
  actor.route,
]
