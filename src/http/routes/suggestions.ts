/** Suggested answers for the agent who holds a conversation, and how they are used. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { Suggestion } from '../../conversation/suggestion.store.ts'
import type { SuggestionUse } from '../../insights/copilot.ts'
import { Id } from '../../message.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

export interface SuggestionRoutesDeps {
  /** @throws NotFound; Conflict `not_holder`. */
  suggest(agent: Agent, conversationId: string): Promise<Suggestion[]>
  /** @throws NotFound `suggestion_not_found`. */
  inserted(agent: Agent, conversationId: string, suggestionId: string): Promise<void>
  use(tenantId: string, range: { from?: string | undefined; to?: string | undefined }): Promise<SuggestionUse>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const Kind = Type.Union([Type.Literal('faq'), Type.Literal('article'), Type.Literal('intent')])
const Suggested = Type.Object({
  id: Type.String({ description: 'Named when the reply is sent, so that its use is counted.' }),
  position: Type.Integer({ description: 'From 1, best first.' }),
  kind: Kind,
  title: Type.String(),
  text: Type.String({ description: 'Plain text, to be read and changed before it is sent.' }),
  confidence: Type.Number({ description: 'Probability that it answers, 0 to 1.' }),
  documentId: Type.Optional(Type.String()),
  passageId: Type.Optional(Type.String()),
  url: Type.Optional(Type.String()),
  intent: Type.Optional(Type.String()),
})
const Use = Type.Object({
  questions: Type.Integer({ description: "Visitors' questions for which something was suggested." }),
  offered: Type.Integer(),
  inserted: Type.Integer(),
  sentUnchanged: Type.Integer(),
  sentEdited: Type.Integer(),
})
const Moment = Type.Optional(Type.String({ format: 'date-time' }))

export const suggestionRoutes =
  (deps: SuggestionRoutesDeps) =>
  (app: HttpServer): void => {
    app.post(
      `${T}/conversations/:id/suggestions`,
      {
        schema: {
          summary: "At most three answers to the visitor's last words, for the agent who holds the conversation",
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: Type.Object({ suggestions: Type.Array(Suggested, { maxItems: 3 }) }), ...errors },
        },
      },
      async request => ({ suggestions: await deps.suggest(agentOf(request), request.params.id) }),
    )

    app.post(
      `${T}/conversations/:id/suggestions/inserted`,
      {
        schema: {
          summary: 'A suggestion was put into the reply',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({ suggestionId: Id }),
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.inserted(agentOf(request), request.params.id, request.body.suggestionId)
        return reply.code(204).send(null)
      },
    )

    app.get(
      `${T}/suggestions/use`,
      {
        schema: {
          summary: 'How agents use what is suggested to them',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: Type.Object({ from: Moment, to: Moment }),
          response: { 200: Use, ...errors },
        },
      },
      async request => deps.use(request.params.tenantId, request.query),
    )
  }
