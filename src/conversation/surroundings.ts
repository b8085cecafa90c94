/** What the company's rules may know of a conversation beside its message. */
import type { Surroundings } from '../dialog/handover/facts.ts'
import { isOpen } from '../handoff/waiting/business-hours.ts'
import type { TurnInput } from './turn.store.ts'

/** At the moment `now`, ms since 1970: of a recorded message, when it was written. */
export function surroundingsOf(of: Pick<TurnInput, 'inboxId' | 'page' | 'hours' | 'now'>): Surroundings {
  const { inboxId, page, hours, now } = of
  return {
    inboxId,
    ...(page === undefined ? {} : { pageUrl: page.url }),
    ...(hours === undefined ? {} : { hours: isOpen(hours, now) ? 'inside' : 'outside' }),
  }
}
