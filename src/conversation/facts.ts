/** What an agent should know before the first word, beside the packet of the handoff. */
import type { TenantQuery } from '../db.ts'
import { asksForPerson } from '../dialog/wording.ts'
import { conversationNotFound } from '../handoff/under-lock.ts'
import { readStoredFacts, type StoredFacts } from './facts.store.ts'
import { summarise } from './summarise.ts'
import { type Device, readUserAgent } from './user-agent.ts'

export interface Facts extends Omit<StoredFacts, 'words' | 'device'> {
  /** At most three sentences of the visitor's own. */
  summary: string[]
  device?: Device & { languages?: string; timeZone?: string }
}

/** @throws NotFound `conversation_not_found`. */
export async function readFacts(db: TenantQuery, conversationId: string): Promise<Facts> {
  const stored = await readStoredFacts(db, conversationId)
  if (stored === undefined) throw conversationNotFound(conversationId)
  const { words, device, ...rest } = stored
  return {
    ...rest,
    // That he wants a person is the reason of the handoff, not what he wants.
    summary: summarise(words.filter(text => !asksForPerson(text.normalize('NFKC').toLowerCase()))),
    ...(device === undefined
      ? {}
      : {
          device: {
            ...readUserAgent(device.userAgent),
            ...(device.languages === '' ? {} : { languages: device.languages }),
            ...(device.timeZone === undefined ? {} : { timeZone: device.timeZone }),
          },
        }),
  }
}
