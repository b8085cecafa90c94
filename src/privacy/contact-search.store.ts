/** Finding the person whose data is asked for, and what there is of him. */
import type { TenantQuery } from '../db.ts'

export interface Person {
  id: string
  inbox: { id: string; name: string }
  name?: string
  email?: string
  phone?: string
  createdAt: string
  conversations: number
  /** Conversations that are not resolved. */
  open: number
  /** Both ways, the bot's included. */
  messages: number
  /** Of the last event. */
  lastAt?: string
}

interface PersonRow {
  id: string
  inbox_id: string
  inbox_name: string
  name: string | null
  email: string | null
  phone: string | null
  created_at: Date
  conversations: number
  open: number
  messages: number
  last_at: Date | null
}

const SELECT = `
  SELECT k.id, k.inbox_id, i.name AS inbox_name, k.name, k.email, k.phone, k.created_at,
    (SELECT count(*)::int FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id) AS conversations,
    (SELECT count(*)::int FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id
       AND c.status <> 'resolved') AS open,
    (SELECT count(*)::int FROM conversation c JOIN event e ON e.tenant_id = c.tenant_id AND e.conversation_id = c.id
       WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id AND e.kind = 'message') AS messages,
    (SELECT max(c.last_at) FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id) AS last_at
  FROM contact k JOIN inbox i ON i.tenant_id = k.tenant_id AND i.id = k.inbox_id
  WHERE k.tenant_id = $1`

/** By name, e-mail or phone, any part of it, or by the id of the contact or of a conversation; newest first. */
export async function searchPeople(db: TenantQuery, query: string, limit: number): Promise<Person[]> {
  const words = query.trim()
  const { rows } = await db.query<PersonRow>(
    `${SELECT} AND (k.name ILIKE $2 OR k.email ILIKE $2 OR k.phone ILIKE $2
       OR ($3 <> '' AND regexp_replace(k.phone, '\\D', '', 'g') LIKE '%' || $3 || '%')
       OR k.id = $4::uuid
       OR EXISTS (SELECT 1 FROM conversation c WHERE c.tenant_id = k.tenant_id AND c.contact_id = k.id AND c.id = $4::uuid))
     ORDER BY k.created_at DESC, k.id DESC LIMIT $5`,
    [db.tenantId, `%${words.replace(/[\\%_]/g, '\\$&')}%`, digitsOf(words), UUID.test(words) ? words : null, limit],
  )
  return rows.map(toPerson)
}

export async function findPerson(db: TenantQuery, contactId: string): Promise<Person | undefined> {
  const { rows } = await db.query<PersonRow>(`${SELECT} AND k.id = $2`, [db.tenantId, contactId])
  return rows[0] && toPerson(rows[0])
}

/** A phone number is written in many ways; six digits and more mean one. */
function digitsOf(words: string): string {
  const digits = words.replace(/\D/g, '')
  return /^[\d\s()+.-]+$/.test(words) && digits.length >= 6 ? digits : ''
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

const toPerson = (row: PersonRow): Person => ({
  id: row.id,
  inbox: { id: row.inbox_id, name: row.inbox_name },
  ...(row.name === null ? {} : { name: row.name }),
  ...(row.email === null ? {} : { email: row.email }),
  ...(row.phone === null ? {} : { phone: row.phone }),
  createdAt: row.created_at.toISOString(),
  conversations: row.conversations,
  open: row.open,
  messages: row.messages,
  ...(row.last_at === null ? {} : { lastAt: row.last_at.toISOString() }),
})
