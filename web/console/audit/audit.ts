import type { TenantApi } from '../../shared/api.ts'

export interface AuditEntry {
  id: string
  at: string
  actor: {
    kind: 'agent' | 'key' | 'command'
    id?: string
    name: string
    key?: string
    address?: string
    route: string
    request: string
  }
  action: 'add' | 'change' | 'remove'
  subject: string
  subjectId: string
  label: string | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

export interface AuditPage {
  entries: AuditEntry[]
  next?: string
  /** Of agents and teams, by id. */
  names: Record<string, string>
  /** Entries are kept so long. */
  days: number
}

export interface AuditFilter {
  actorId?: string | undefined
  subject?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export const fetchAudit = (api: TenantApi, filter: AuditFilter, cursor?: string): Promise<AuditPage> =>
  api.get('/audit', { ...filter, cursor })

/** What one request did alike, such as ten new recovery codes, is one line. */
export interface AuditGroup extends AuditEntry {
  alike: AuditEntry[]
}

export function grouped(entries: readonly AuditEntry[]): AuditGroup[] {
  const groups: AuditGroup[] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last && isAlike(last, entry)) last.alike.push(entry)
    else groups.push({ ...entry, alike: [entry] })
  }
  return groups
}

const isAlike = (one: AuditEntry, other: AuditEntry): boolean =>
  one.actor.request === other.actor.request && one.subject === other.subject && one.action === other.action

/** One line of what changed: a field with its path, before and after. */
export interface Change {
  field: string
  before: string
  after: string
}

const DEPTH = 5

/** Nested objects are compared field by field: of a page of settings only what differs is shown. */
export function changesOf({ before, after }: AuditEntry, names: Record<string, string>): Change[] {
  const [was, is] = [flat(before ?? {}), flat(after ?? {})]
  const fields = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  const text = (value: unknown) => shown(value, names)
  return fields
    .map(field => ({ field, before: text(was[field]), after: text(is[field]) }))
    .filter(change => change.before !== change.after || change.before === SECRET)
}

const SECRET = '***'

function flat(value: Record<string, unknown>, path = '', depth = 1): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const here = path === '' ? key : `${path}.${key}`
      const isObject = typeof one === 'object' && one !== null && !Array.isArray(one)
      return isObject && depth < DEPTH
        ? Object.entries(flat(one as Record<string, unknown>, here, depth + 1))
        : [[here, one]]
    }),
  )
}

function shown(value: unknown, names: Record<string, string>): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return names[value] ?? value
  if (Array.isArray(value) && value.every(one => typeof one === 'string'))
    return value.map(one => names[one] ?? one).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** What can be asked for; the tables as the server calls them. */
export const SUBJECTS = [
  'agent',
  'agent_team',
  'agent_skill',
  'agent_session',
  'account_link',
  'second_factor',
  'recovery_code',
  'agent_avatar',
  'team',
  'api_key',
  'inbox',
  'setting',
  'document',
  'embedder_switch',
  'source',
  'intent',
  'nlu_model',
  'label',
  'canned_response',
  'macro',
  'saved_view',
  'data_request',
  'contact',
] as const
