/** Builds what helps agents beside the conversation itself. */

import { addContactNote, changeAttributes, changeContact } from '../conversation/contact-card.ts'
import { readFacts } from '../conversation/facts.ts'
import { listRecalled } from '../conversation/recall.store.ts'
import { recall } from '../conversation/recall.ts'
import { suggest } from '../conversation/suggest.ts'
import { markInserted, readSaid } from '../conversation/suggestion.store.ts'
import type { Db } from '../db.ts'
import { conversationNotFound } from '../handoff/under-lock.ts'
import { aftermathRoutes } from '../http/routes/aftermath.ts'
import { contactRoutes } from '../http/routes/contacts.ts'
import { suggestionRoutes } from '../http/routes/suggestions.ts'
import type { Routes } from '../http/server.ts'
import { readSuggestionUse } from '../insights/copilot.ts'
import { readSatisfaction } from '../insights/ratings.ts'
import type { Conversations } from './conversations.ts'

export interface DeskHelpDeps {
  db: Db
  conversations: Conversations
}

export function buildDeskHelp({ db, conversations }: DeskHelpDeps): Routes[] {
  const { announce } = conversations
  return [
    aftermathRoutes({
      async recall({ tenantId, id, name }, conversationId, seq) {
        const taken = await recall(db.tenant(tenantId), conversationId, { id, name }, seq)
        if (taken) announce(tenantId, { conversationId, contactId: taken.contactId }, false)
      },
      async recalled(tenantId, conversationId) {
        const tenant = db.tenant(tenantId)
        if ((await readSaid(tenant, conversationId)) === undefined) throw conversationNotFound(conversationId)
        return listRecalled(tenant, conversationId)
      },
      satisfaction: (tenantId, range) => readSatisfaction(db.tenant(tenantId), range),
    }),
    contactRoutes({
      facts: (tenantId, conversationId) => readFacts(db.tenant(tenantId), conversationId),
      async change({ tenantId, id, name }, contactId, change) {
        const conversationId = await changeContact(db.tenant(tenantId), contactId, { id, name }, change)
        if (conversationId) announce(tenantId, { conversationId, contactId }, false)
      },
      async changeAttributes({ tenantId, id, name }, contactId, given) {
        const conversationId = await changeAttributes(db.tenant(tenantId), contactId, { id, name }, given)
        if (conversationId) announce(tenantId, { conversationId, contactId }, false)
      },
      addNote: ({ tenantId, id, name }, contactId, text) =>
        addContactNote(db.tenant(tenantId), contactId, { id, name }, text),
    }),
    suggestionRoutes({
      suggest: async ({ tenantId, id }, conversationId) =>
        suggest(db.tenant(tenantId), await conversations.bots.get(tenantId), conversationId, id),
      inserted: ({ tenantId, id }, conversationId, suggestionId) =>
        markInserted(db.tenant(tenantId), conversationId, id, suggestionId),
      use: (tenantId, range) => readSuggestionUse(db.tenant(tenantId), range),
    }),
  ]
}
