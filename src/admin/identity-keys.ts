/**
 * The keys with which the host's server signs who its visitors are: one an inbox, made here, shown once, stored sealed.
 * A new one takes the place of the old one at once, or after some hours when that is wished: until then both are good.
 */
import { randomBytes } from 'node:crypto'
import type { Db } from '../db.ts'
import { inboxNotFound } from './inboxes.ts'
import { createSecretBox } from './secret-box.ts'

export type IdentityKeys = ReturnType<typeof createIdentityKeys>

/** A week. */
export const OLD_KEY_HOURS_AT_MOST = 168
const KEY_BYTES = 32

export function createIdentityKeys({ db }: { db: Db }) {
  const box = createSecretBox(db)

  async function write(tenantId: string, inboxId: string, sealed: string | null, keepOldHours: number): Promise<void> {
    const { count } = await db.tenant(tenantId).query(
      `UPDATE inbox SET identity_key = $3,
         old_identity_key = CASE WHEN $4 > 0 THEN identity_key END,
         old_signatures_until = CASE WHEN $4 > 0 AND identity_key IS NOT NULL THEN now() + make_interval(hours => $4::int) END
       WHERE tenant_id = $1 AND id = $2`,
      [tenantId, inboxId, sealed, keepOldHours],
    )
    if (count === 0) throw inboxNotFound(inboxId)
  }

  return {
    /** The new key, in hex; it is not shown again. @throws NotFound `inbox_not_found`. */
    async make(tenantId: string, inboxId: string, keepOldHours = 0): Promise<string> {
      const key = randomBytes(KEY_BYTES).toString('hex')
      const sealed = await box.seal(Buffer.from(key), placeOf(inboxId))
      await write(tenantId, inboxId, sealed.toString('base64'), keepOldHours)
      return key
    },

    /** From now on nobody is believed. @throws NotFound `inbox_not_found`. */
    remove: (tenantId: string, inboxId: string): Promise<void> => write(tenantId, inboxId, null, 0),

    /** All that are good now, the newest first; none where the host signs nothing. */
    async read(tenantId: string, inboxId: string): Promise<string[]> {
      const { rows } = await db.tenant(tenantId).query<{ sealed: string[] }>(
        `SELECT array_remove(ARRAY[identity_key, CASE WHEN old_signatures_until > now() THEN old_identity_key END], NULL) AS sealed
         FROM inbox WHERE tenant_id = $1 AND id = $2`,
        [tenantId, inboxId],
      )
      const open = async (sealed: string) =>
        (await box.open(Buffer.from(sealed, 'base64'), placeOf(inboxId))).toString()
      return Promise.all((rows[0]?.sealed ?? []).map(open))
    },
  }
}

const placeOf = (inboxId: string): string => `identity_key:${inboxId}`
