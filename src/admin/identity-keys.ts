/**
 * The key with which the host's server signs who its visitors are: one an inbox, made here, shown once, stored sealed.
 * A new one takes the place of the old one at once.
 */
import { randomBytes } from 'node:crypto'
import type { Db } from '../db.ts'
import { inboxNotFound } from './inboxes.ts'
import { createSecretBox } from './secret-box.ts'

export type IdentityKeys = ReturnType<typeof createIdentityKeys>

const KEY_BYTES = 32

export function createIdentityKeys({ db }: { db: Db }) {
  const box = createSecretBox(db)

  async function write(tenantId: string, inboxId: string, sealed: string | null): Promise<void> {
    const { count } = await db
      .tenant(tenantId)
      .query('UPDATE inbox SET identity_key = $3 WHERE tenant_id = $1 AND id = $2', [tenantId, inboxId, sealed])
    if (count === 0) throw inboxNotFound(inboxId)
  }

  return {
    /** The new key, in hex; it is not shown again. @throws NotFound `inbox_not_found`. */
    async make(tenantId: string, inboxId: string): Promise<string> {
      const key = randomBytes(KEY_BYTES).toString('hex')
      const sealed = await box.seal(Buffer.from(key), placeOf(inboxId))
      await write(tenantId, inboxId, sealed.toString('base64'))
      return key
    },

    /** From now on nobody is believed. @throws NotFound `inbox_not_found`. */
    remove: (tenantId: string, inboxId: string): Promise<void> => write(tenantId, inboxId, null),

    /** Undefined where there is none. */
    async read(tenantId: string, inboxId: string): Promise<string | undefined> {
      const { rows } = await db
        .tenant(tenantId)
        .query<{ sealed: string | null }>('SELECT identity_key AS sealed FROM inbox WHERE tenant_id = $1 AND id = $2', [
          tenantId,
          inboxId,
        ])
      const sealed = rows[0]?.sealed ?? undefined
      return sealed && (await box.open(Buffer.from(sealed, 'base64'), placeOf(inboxId))).toString()
    },
  }
}

const placeOf = (inboxId: string): string => `identity_key:${inboxId}`
