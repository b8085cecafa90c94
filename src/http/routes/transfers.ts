/** A conversation handed to a colleague or a team, or taken over by a supervisor. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { Colleagues } from '../../admin/colleagues.ts'
import { Id } from '../../message.ts'
import { AgentAvailability, ConversationSummary } from '../../protocol.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

/** Whom a conversation is handed to. */
export interface Target {
  kind: 'agent' | 'team'
  id: string
}

export interface TransferRoutesDeps {
  colleagues(tenantId: string): Promise<Colleagues>
  /** @throws NotFound, Conflict. */
  transfer(agent: Agent, id: string, epoch: number, target: Target, note: string): Promise<void>
  takeOver(agent: Agent, id: string): Promise<void>
  read(tenantId: string, id: string): Promise<{ conversation: ConversationSummary }>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const One = Type.Object({ conversation: ConversationSummary })
const Kind = Type.Union([Type.Literal('agent'), Type.Literal('team')])
const ColleaguesBody = Type.Object({
  agents: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      availability: AgentAvailability,
      present: Type.Boolean({ description: 'A desk of his is connected.' }),
      load: Type.Integer(),
      capacity: Type.Integer(),
      teamIds: Type.Array(Type.String()),
    }),
  ),
  teams: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      online: Type.Integer({ description: 'Members who are connected and online.' }),
    }),
  ),
})

export const transferRoutes =
  (deps: TransferRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/colleagues`,
      {
        schema: {
          summary: 'Whom a conversation can be handed to: agents who are not disabled, and teams',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: ColleaguesBody, ...errors },
        },
      },
      async request => deps.colleagues(request.params.tenantId),
    )

    app.post(
      `${T}/conversations/:id/transfer`,
      {
        schema: {
          summary: 'Hand the conversation to a colleague, who gets an offer, or to a team',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            epoch: Type.Integer({ minimum: 0, description: 'The fencing epoch of the assignment, from the summary.' }),
            to: Type.Object({ kind: Kind, id: Id }),
            note: Type.Optional(Type.String({ maxLength: 1000, description: 'Only agents see it.' })),
          }),
          response: { 200: One, ...errors },
        },
      },
      async request => {
        const { epoch, to, note = '' } = request.body
        await deps.transfer(agentOf(request), request.params.id, epoch, to, note)
        return oneOf(await deps.read(request.params.tenantId, request.params.id))
      },
    )

    app.post(
      `${T}/conversations/:id/take-over`,
      {
        schema: {
          summary: 'Take a conversation over from whoever holds it',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: One, ...errors },
        },
      },
      async request => {
        await deps.takeOver(agentOf(request), request.params.id)
        return oneOf(await deps.read(request.params.tenantId, request.params.id))
      },
    )
  }

const oneOf = ({ conversation }: { conversation: ConversationSummary }) => ({ conversation })
