/** What the company's rules may know of a conversation beside its message. */
import type { Surroundings } from '../dialog/handover/facts.ts'
import type { TurnInput } from './turn.store.ts'

export function surroundingsOf({ inboxId, page }: Pick<TurnInput, 'inboxId' | 'page'>): Surroundings {
  return { inboxId, ...(page === undefined ? {} : { pageUrl: page.url }) }
}
