/** Inboxes and how their widgets look and greet. */
import Type, { type Static } from 'typebox'
import { type Db, json, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import { BusinessHours, checkBusinessHours } from '../handoff/waiting/business-hours.ts'
import { newId } from '../id.ts'

const PerLanguage = (schema: ReturnType<typeof Type.String>) => Type.Object({ zh: schema, en: schema })

const Silence = Type.Union([Type.Integer({ minimum: 5, maximum: 43_200 }), Type.Null()])

export const InboxSettings = Type.Object(
  {
    colour: Type.String({ pattern: '^#[0-9a-fA-F]{6}$', description: 'Of the launcher and the visitor’s bubbles.' }),
    position: Type.Union([Type.Literal('right'), Type.Literal('left')]),
    botName: PerLanguage(Type.String({ minLength: 1, maxLength: 40 })),
    greeting: PerLanguage(Type.String({ maxLength: 500 })),
    suggestions: Type.Object({
      zh: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 6 }),
      en: Type.Array(Type.String({ minLength: 1, maxLength: 80 }), { maxItems: 6 }),
    }),
    origins: Type.Array(Type.String({ pattern: '^https?://[^\\s/]+$', maxLength: 200 }), {
      maxItems: 50,
      description: 'Sites that may embed the widget; empty: any.',
    }),
    businessHours: Type.Optional(BusinessHours),
    inactivity: Type.Optional(
      Type.Object(
        { bot: Silence, agent: Silence },
        {
          additionalProperties: false,
          description:
            'After so many minutes without a word, what is with the bot, or with an agent who has answered, is closed; null: never. Left out: a day, and never.',
        },
      ),
    ),
  },
  { additionalProperties: false },
)
export type InboxSettings = Static<typeof InboxSettings>

export interface Inbox {
  tenantId: string
  id: string
  name: string
  channel: 'web_chat'
  settings: InboxSettings
  /** How much of an agent's capacity a conversation of it takes. */
  capacityWeight: number
  /** The host's server can sign who its visitors are. */
  hasIdentityKey: boolean
  /** ISO; while the key before it is good as well. */
  oldKeyUntil?: string
}

export const DEFAULT_INBOX_SETTINGS: InboxSettings = {
  colour: '#1f7a5c',
  position: 'right',
  botName: { zh: '小应', en: 'Yingda' },
  greeting: {
    zh: '您好，我是青禾的智能客服小应。运费、退换货、茶叶和茶具的问题都可以问我，需要时我会请同事来帮您。',
    en: 'Hello! I am Yingda, the bot of Qinghe. Ask me about shipping, returns, tea or teaware; I bring in a colleague when you need one.',
  },
  suggestions: {
    zh: ['运费怎么算？', '七天无理由退货怎么退？', '盖碗怎么选大小？', '转人工'],
    en: ['How much is shipping?', 'How do I return something?', 'Which gaiwan size should I get?', 'Talk to a person'],
  },
  origins: [],
}

interface InboxRow {
  tenant_id: string
  id: string
  name: string
  channel: 'web_chat'
  settings: InboxSettings
  capacity_weight: number
  has_identity_key: boolean
  old_signatures_until: Date | null
}

const COLUMNS = `tenant_id, id, name, channel, settings, capacity_weight, identity_key IS NOT NULL AS has_identity_key,
  CASE WHEN old_signatures_until > now() THEN old_signatures_until END AS old_signatures_until`

const toInbox = ({ tenant_id, capacity_weight, has_identity_key, old_signatures_until, ...rest }: InboxRow): Inbox => ({
  tenantId: tenant_id,
  ...rest,
  capacityWeight: capacity_weight,
  hasIdentityKey: has_identity_key,
  ...(old_signatures_until === null ? {} : { oldKeyUntil: old_signatures_until.toISOString() }),
})

export async function listInboxes(db: TenantQuery): Promise<Inbox[]> {
  const { rows } = await db.query<InboxRow>(
    `SELECT ${COLUMNS} FROM inbox WHERE tenant_id = $1 ORDER BY created_at, id`,
    [db.tenantId],
  )
  return rows.map(toInbox)
}

export async function insertInbox(db: TenantQuery, name: string, settings: InboxSettings): Promise<string> {
  const id = newId()
  await db.query(
    `INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, $3, 'web_chat', $4::jsonb)`,
    [db.tenantId, id, name, json(settings)],
  )
  return id
}

/** @throws NotFound `inbox_not_found`; InvalidInput `time_zone_unknown`, `hours_invalid`. */
export async function updateInbox(
  db: TenantQuery,
  id: string,
  change: { name: string; settings: InboxSettings; capacityWeight?: number | undefined },
): Promise<Inbox> {
  if (change.settings.businessHours !== undefined) checkBusinessHours(change.settings.businessHours)
  const { rows } = await db.query<InboxRow>(
    `UPDATE inbox SET name = $3, settings = $4::jsonb, capacity_weight = coalesce($5, capacity_weight)
     WHERE tenant_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
    [db.tenantId, id, change.name, json(change.settings), change.capacityWeight ?? null],
  )
  if (rows[0] === undefined) throw inboxNotFound(id)
  return toInbox(rows[0])
}

/** An inbox by its public id, across tenants: the visitor's way in. @throws NotFound `inbox_not_found`. */
export async function findInbox(db: Db, id: string): Promise<Inbox> {
  const { rows } = await db.query<InboxRow>(`SELECT ${COLUMNS} FROM inbox WHERE id = $1`, [id])
  if (rows[0] === undefined) throw inboxNotFound(id)
  return toInbox(rows[0])
}

export const inboxNotFound = (id: string): NotFound =>
  new NotFound('inbox_not_found', 'There is no such inbox.', {
    remedy: 'Copy the snippet from the console again: it holds the right inbox id.',
    value: id,
  })
