/** Erasing a person: every conversation with all that hangs on it, then the contact. What stays are counts. */
import type { Bus } from '../bus.ts'
import { type Db, retryDeadlocks } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { findPerson, type Person } from './contact-search.store.ts'
import { conversationsOf, deleteContact, eraseConversation, recordRequest } from './erase.store.ts'

export interface ErasureDeps {
  db: Db
  bus: Pick<Bus, 'publish'>
}

export type Erasure = ReturnType<typeof createErasure>

/** Between two looks he may write again, which opens a conversation anew. */
const ROUNDS = 10

export function createErasure({ db, bus }: ErasureDeps) {
  /** What would be lost. @throws NotFound `contact_not_found`. */
  async function describe(tenantId: string, contactId: string): Promise<Person> {
    const person = await findPerson(db.tenant(tenantId), contactId)
    if (person === undefined) throw contactNotFound(contactId)
    return person
  }

  /**
   * One transaction a conversation: stopped in the middle, it is done again from where it stands.
   * @throws NotFound `contact_not_found`; Conflict `contact_writes` when he writes faster than he is erased.
   */
  async function erase(tenantId: string, contactId: string): Promise<{ conversations: number; messages: number }> {
    await describe(tenantId, contactId)
    const counts = { conversations: 0, messages: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      await eraseConversations(tenantId, contactId, counts)
      const gone = await db.tenant(tenantId).transaction(async tx => {
        if (!(await deleteContact(tx, contactId))) return false
        await recordRequest(tx, 'erasure', contactId, counts)
        return true
      })
      if (!gone) continue
      bus.publish({ kind: 'erased', tenantId, contactId })
      return counts
    }
    throw new Conflict('contact_writes', 'This visitor is writing just now.', {
      remedy: 'Block him first, or try again in a moment.',
      value: contactId,
    })
  }

  async function eraseConversations(
    tenantId: string,
    contactId: string,
    counts: { conversations: number; messages: number },
  ): Promise<void> {
    const tenant = db.tenant(tenantId)
    for (const conversationId of await conversationsOf(tenant, contactId)) {
      const erased = await retryDeadlocks(() => tenant.transaction(tx => eraseConversation(tx, conversationId)))
      if (erased === undefined) continue
      counts.conversations++
      counts.messages += erased.messages
      tellErased(bus, tenantId, erased)
    }
  }

  return { describe, erase }
}

/** Whoever shows it takes it away; whoever waits behind it moves up. */
export function tellErased(
  bus: Pick<Bus, 'publish'>,
  tenantId: string,
  { conversationId, contactId }: { conversationId: string; contactId: string },
): void {
  bus.publish({ kind: 'erased', tenantId, contactId, conversationId })
  bus.publish({ kind: 'conversation', tenantId, conversationId, contactId, handoff: true })
}

const contactNotFound = (id: string): NotFound =>
  new NotFound('contact_not_found', 'There is no such visitor.', {
    remedy: 'Look for him: npx yingda contact find NAME',
    value: id,
  })
