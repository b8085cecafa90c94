/** What a tenant's desk is measured by. */
import Type, { type Static } from 'typebox'
import { json, type TenantQuery } from '../db.ts'

export const DeskSettings = Type.Object(
  {
    firstReplySeconds: Type.Integer({
      minimum: 5,
      maximum: 86_400,
      description: 'Who asked for a person should have a first reply by then; from half of it on the desk warns.',
    }),
  },
  { additionalProperties: false },
)
export type DeskSettings = Static<typeof DeskSettings>

/** A minute: what live chat is expected to keep. */
export const DEFAULT_DESK_SETTINGS: DeskSettings = { firstReplySeconds: 60 }
const KEY = 'desk'

export async function readDeskSettings(db: TenantQuery): Promise<DeskSettings> {
  const { rows } = await db.query<{ value: Partial<DeskSettings> }>(
    'SELECT value FROM setting WHERE tenant_id = $1 AND key = $2',
    [db.tenantId, KEY],
  )
  return { ...DEFAULT_DESK_SETTINGS, ...rows[0]?.value }
}

export async function writeDeskSettings(db: TenantQuery, settings: DeskSettings): Promise<void> {
  await db.query(
    `INSERT INTO setting (tenant_id, key, value) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [db.tenantId, KEY, json(settings)],
  )
}
