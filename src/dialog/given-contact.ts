/** The e-mail and phone number that a message holds. */
import type { BuiltInKind } from '../nlu/understanding.ts'
import type { MessageEvent } from './rule.ts'
import type { LaterReason } from './state.ts'

export interface GivenContact {
  email?: string
  phone?: string
}

/** Undefined when neither is there; for a call, a phone number must be. */
export function contactIn(event: MessageEvent, reason?: LaterReason): GivenContact | undefined {
  const email = entityValue(event, 'email')
  const phone = entityValue(event, 'phone')
  if (phone === undefined && (email === undefined || reason === 'call_back')) return undefined
  return { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) }
}

function entityValue(event: MessageEvent, kind: BuiltInKind): string | undefined {
  return event.understanding.entities.find(entity => entity.kind === kind)?.value
}
