/** What comes after the words: messages taken back, and what visitors thought of it all. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { RecalledMessage } from '../../conversation/recall.store.ts'
import type { Satisfaction } from '../../insights/ratings.ts'
import { MAX_INTEGER } from '../../message.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

export interface AftermathRoutesDeps {
  /** @throws NotFound, Forbidden `not_your_message`, Conflict `recall_too_late`. */
  recall(agent: Agent, conversationId: string, seq: number): Promise<void>
  recalled(tenantId: string, conversationId: string): Promise<RecalledMessage[]>
  satisfaction(
    tenantId: string,
    range: { from?: string | undefined; to?: string | undefined },
  ): Promise<Record<'bot' | 'agent', Satisfaction>>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const Moment = Type.Optional(Type.String({ format: 'date-time' }))
const Figures = Type.Object({
  asked: Type.Integer(),
  rated: Type.Integer(),
  average: Type.Union([Type.Number(), Type.Null()], { description: 'Mean of the scores, 1 to 5.' }),
  scores: Type.Array(Type.Integer(), { description: 'How often each score was given, from 1 to 5.' }),
})

export const aftermathRoutes =
  (deps: AftermathRoutesDeps) =>
  (app: HttpServer): void => {
    app.post(
      `${T}/conversations/:id/recall`,
      {
        schema: {
          summary: 'Take back a message of your own, within two minutes',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({ seq: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }) }),
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.recall(agentOf(request), request.params.id, request.body.seq)
        return reply.code(204).send(null)
      },
    )

    app.get(
      `${T}/conversations/:id/recalled`,
      {
        schema: {
          summary: 'What was said in messages that were taken back',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: {
            200: Type.Object({
              recalled: Type.Array(
                Type.Object({
                  seq: Type.Integer(),
                  text: Type.String(),
                  agentName: Type.String(),
                  at: Type.String({ format: 'date-time' }),
                }),
              ),
            }),
            ...errors,
          },
        },
      },
      async request => ({ recalled: await deps.recalled(request.params.tenantId, request.params.id) }),
    )

    app.get(
      `${T}/ratings/summary`,
      {
        schema: {
          summary: 'How satisfied visitors are, with the bot and with agents',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: Type.Object({ from: Moment, to: Moment }),
          response: { 200: Type.Object({ bot: Figures, agent: Figures }), ...errors },
        },
      },
      async request => deps.satisfaction(request.params.tenantId, request.query),
    )
  }
