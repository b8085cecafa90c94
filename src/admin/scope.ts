/** Where knowledge applies, as an administrator says it. */
import type { TenantQuery } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import type { Scope } from '../retrieval/scope.ts'
import { inboxNotFound, listInboxes } from './inboxes.ts'

/** @throws InvalidInput `validity_invalid` when it ends before it begins; NotFound `inbox_not_found`. */
export async function checkScope(db: TenantQuery, { inboxIds = [], validFrom, validUntil }: Scope): Promise<void> {
  if (validFrom !== undefined && validUntil !== undefined && Date.parse(validFrom) >= Date.parse(validUntil)) {
    throw new InvalidInput('validity_invalid', 'It would end before it begins.', {
      remedy: 'Choose an end after the beginning, or leave one of them out.',
      value: validUntil,
    })
  }
  if (inboxIds.length === 0) return
  const known = new Set((await listInboxes(db)).map(inbox => inbox.id))
  const unknown = inboxIds.find(id => !known.has(id))
  if (unknown !== undefined) throw inboxNotFound(unknown)
}
