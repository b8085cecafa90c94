/**
 * Retention: conversations of an inbox in which nothing has happened for longer than it keeps them are erased, a few at
 * a time. What waits for a person, is with one or is parked stays, however old.
 */
import type { Bus } from '../bus.ts'
import { type Db, retryDeadlocks } from '../db.ts'
import { deleteOldContacts, eraseConversation, takeOldest } from './erase.store.ts'
import { tellErased } from './erase.ts'
import { inboxesWithRetention } from './retention.store.ts'

export interface RetentionDeps {
  db: Db
  bus: Pick<Bus, 'publish'>
}

/** Of one inbox in one round: about a second's work, so that a long backlog does not stand in the chat's way. */
const CONVERSATIONS_AT_ONCE = 200
const CONTACTS_AT_ONCE = 500

/** One round over all inboxes; returns how many conversations are gone. Safe with many processes. */
export async function sweepRetention({ db, bus }: RetentionDeps): Promise<number> {
  let gone = 0
  for (const { tenantId, inboxId, days } of await inboxesWithRetention(db)) {
    const tenant = db.tenant(tenantId)
    for (const status of ['resolved', 'open'] as const) {
      for (let count = 0; count < CONVERSATIONS_AT_ONCE; count++) {
        const erased = await retryDeadlocks(() =>
          tenant.transaction(async tx => {
            const oldest = await takeOldest(tx, inboxId, days, status)
            return oldest === undefined ? undefined : eraseConversation(tx, oldest)
          }),
        )
        if (erased === undefined) break
        tellErased(bus, tenantId, erased)
        gone++
      }
    }
    for (const contactId of await deleteOldContacts(tenant, inboxId, days, CONTACTS_AT_ONCE)) {
      bus.publish({ kind: 'erased', tenantId, contactId })
    }
  }
  return gone
}
