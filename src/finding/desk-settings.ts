/** What a tenant's desk is measured by. */
import Type, { type Static } from 'typebox'
import type { TenantQuery } from '../db.ts'
import { readSetting, writeSetting } from '../setting.ts'

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
  return { ...DEFAULT_DESK_SETTINGS, ...(await readSetting<Partial<DeskSettings>>(db, KEY)) }
}

export async function writeDeskSettings(db: TenantQuery, settings: DeskSettings): Promise<void> {
  await writeSetting(db, KEY, settings)
}
