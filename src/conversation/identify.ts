/**
 * A page says who its visitor is. What the host's server has signed makes him that user: the same contact in every
 * browser, with one history. What only a browser says is noted with the contact that it has, and opens nothing.
 */
import { retryDeadlocks, type TenantDb, type TenantQuery } from '../db.ts'
import type { Identification } from '../protocol.ts'
import { type AttributeBy, type GivenAttributes, joinAttributes } from './attributes.ts'
import {
  ensureContact,
  ensureUser,
  lockContact,
  lockOpen,
  moveContact,
  type OpenConversation,
  type StoredContact,
  writeContact,
} from './contact.store.ts'
import type { ContactDetails } from './conversation.store.ts'
import { appendEvent } from './event.store.ts'
import type { VisitorIdentity } from './identity.ts'
import { prove } from './identity-proof.ts'

export interface IdentifyDeps {
  /** Ends a conversation that goes on in another one: inside the transaction, under its lock. */
  end(tx: TenantQuery, conversationId: string): Promise<void>
}

export interface Identified {
  /** Who he is from now on: another contact than before, once his signature was right. */
  contactId: string
  verified: boolean
  /** Conversations that changed. */
  touched: string[]
}

interface Told {
  details: ContactDetails
  signed: GivenAttributes
  said: GivenAttributes
}

const SITE: AttributeBy = { kind: 'site' }
const FIELDS = ['name', 'email', 'phone'] as const

/**
 * `keys` are the inbox's.
 * @throws what `prove` throws, before anything is stored; InvalidInput `attributes_too_many`.
 */
export async function identify(
  db: TenantDb,
  visitor: VisitorIdentity,
  given: Identification,
  keys: readonly string[],
  deps: IdentifyDeps,
): Promise<Identified> {
  const { id, signed, said } = prove(keys, given)
  const { name, email, phone } = given
  const told: Told = { details: { name, email, phone }, signed, said }
  return retryDeadlocks(() =>
    db.transaction(tx => (id === undefined ? note(tx, visitor, told) : become(tx, visitor, id, told, deps))),
  )
}

/** Only said: noted with the contact that the browser has. */
async function note(tx: TenantQuery, { inboxId, contactId }: VisitorIdentity, told: Told): Promise<Identified> {
  const [open] = await lockOpen(tx, inboxId, contactId)
  await ensureContact(tx, inboxId, contactId)
  return { contactId, verified: false, touched: await write(tx, contactId, open, told, false) }
}

/**
 * Proven: the anonymous contact that the browser had goes into the user's, with his conversations. The user's contact
 * is always another one, with another token: whoever has had a look at the old token opens nothing with it. A browser
 * that was another user's takes nothing of his along.
 */
async function become(
  tx: TenantQuery,
  { inboxId, contactId: before }: VisitorIdentity,
  externalId: string,
  told: Told,
  deps: IdentifyDeps,
): Promise<Identified> {
  await lockOpen(tx, inboxId, before, externalId)
  const contactId = await ensureUser(tx, inboxId, externalId)
  const moved: string[] = []
  // Made if need be: a first message from another tab waits for this row, and then finds it moved.
  await ensureContact(tx, inboxId, before)
  const was = contactId === before ? undefined : await lockContact(tx, before)
  // What was opened before the two contacts were locked; nothing is after.
  let open = await lockOpen(tx, inboxId, before, externalId)
  if (was !== undefined && was.externalId === undefined && !was.moved) {
    const over = theLesser(open, before, contactId)
    if (over !== undefined) {
      await deps.end(tx, over.id)
      moved.push(over.id)
      open = open.filter(one => one !== over)
    }
    moved.push(...(await moveContact(tx, before, contactId)))
  } else open = open.filter(one => one.contactId === contactId)
  const touched = [...moved, ...(await write(tx, contactId, open[0], told, true))]
  return { contactId, verified: true, touched: [...new Set(touched)] }
}

/** Of two open conversations one goes on: that with a person, or for one; else the one that he has before him. */
function theLesser(open: readonly OpenConversation[], before: string, user: string): OpenConversation | undefined {
  const mine = open.find(one => one.contactId === before)
  const earlier = open.find(one => one.contactId === user)
  if (mine === undefined || earlier === undefined) return undefined
  return earlier.held && !mine.held ? mine : earlier
}

/** Returns the conversation in which the change became an event. */
async function write(
  tx: TenantQuery,
  contactId: string,
  open: OpenConversation | undefined,
  told: Told,
  verified: boolean,
): Promise<string[]> {
  const contact = await lockContact(tx, contactId)
  if (contact === undefined || contact.moved) return []
  const at = new Date().toISOString()
  const one = joinAttributes(contact.attributes, told.signed, { by: SITE, verified: true, at })
  const two = joinAttributes(one.attributes, told.said, { by: SITE, verified: false, at })
  const details = differing(contact, told.details, verified)
  const attributes = { ...one.changed, ...two.changed }
  if (Object.keys({ ...details, ...attributes }).length === 0) return []
  await writeContact(tx, contactId, details, two.attributes)
  if (open === undefined) return []
  const body = { ...details, ...(Object.keys(attributes).length === 0 ? {} : { attributes }) }
  const sender = { kind: 'visitor' as const, id: contactId }
  await appendEvent(tx, open.id, { sender, body: { kind: 'contact_changed', ...body } })
  return [open.id]
}

/** A browser alone does not rename a user whom the host's server has named. */
function differing(
  contact: StoredContact,
  told: ContactDetails,
  verified: boolean,
): { [K in (typeof FIELDS)[number]]?: string } {
  const mayReplace = verified || contact.externalId === undefined
  return Object.fromEntries(
    FIELDS.flatMap(field => {
      const [now, before] = [told[field], contact[field]]
      return now === undefined || now === before || (before !== undefined && !mayReplace) ? [] : [[field, now]]
    }),
  )
}
