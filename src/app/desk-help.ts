/** Builds what helps agents beside the conversation itself. */
import { suggest } from '../conversation/suggest.ts'
import { markInserted } from '../conversation/suggestion.store.ts'
import type { Db } from '../db.ts'
import { suggestionRoutes } from '../http/routes/suggestions.ts'
import type { Routes } from '../http/server.ts'
import { readSuggestionUse } from '../insights/copilot.ts'
import type { Conversations } from './conversations.ts'

export interface DeskHelpDeps {
  db: Db
  conversations: Conversations
}

export function buildDeskHelp({ db, conversations }: DeskHelpDeps): Routes[] {
  return [
    suggestionRoutes({
      suggest: async ({ tenantId, id }, conversationId) =>
        suggest(db.tenant(tenantId), await conversations.bots.get(tenantId), conversationId, id),
      inserted: ({ tenantId, id }, conversationId, suggestionId) =>
        markInserted(db.tenant(tenantId), conversationId, id, suggestionId),
      use: (tenantId, range) => readSuggestionUse(db.tenant(tenantId), range),
    }),
  ]
}
