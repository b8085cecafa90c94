/** Agents: who works here, in which role. */
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import type { SecondFactors } from '../../admin/second-factor.ts'
import { RoleField } from '../../admin/sign-in-rules.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { AgentBody, Capacity, Name, NewAgentBody, Profile, shownAgent } from './agent-schemas.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['agents']
export const agentRoutes =
  (agents: Agents, factors: Pick<SecondFactors, 'holders'>) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/agents`,
      {
        schema: {
          summary: 'Agents',
          tags,
          security: forAgents,
          params: TenantParams,
          response: {
            200: Type.Object({
              agents: Type.Array(AgentBody),
              secured: Type.Array(Type.String(), { description: 'Ids of those who have a second factor.' }),
            }),
            ...errors,
          },
        },
      },
      async ({ params: { tenantId } }) => ({
        agents: (await agents.list(tenantId)).map(shownAgent),
        secured: [...(await factors.holders(tenantId))],
      }),
    )

    app.post(
      `${T}/agents`,
      {
        schema: {
          summary: 'Add an agent; the generated password is in this answer and nowhere else',
          tags,
          security: forAgents,
          params: TenantParams,
          body: NewAgentBody,
          response: { 200: Type.Object({ agent: AgentBody, password: Type.String() }), ...errors },
        },
      },
      async request => {
        await agents.checkOwner(agentOf(request), undefined, request.body.role)
        const { agent, password } = await agents.add(request.params.tenantId, request.body)
        return { agent: shownAgent(agent), password }
      },
    )

    app.patch(
      `${T}/agents/:id`,
      {
        schema: {
          summary: 'Change an agent; disabling signs him out and gives back what he holds',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Partial(
            Type.Object({ name: Name, ...Profile, role: RoleField, capacity: Capacity, disabled: Type.Boolean() }),
          ),
          response: { 200: Type.Object({ agent: AgentBody }), ...errors },
        },
      },
      async request => {
        await agents.checkOwner(agentOf(request), request.params.id, request.body.role)
        return { agent: shownAgent(await agents.change(request.params.tenantId, request.params.id, request.body)) }
      },
    )

    app.post(
      `${T}/agents/:id/reset-password`,
      {
        schema: {
          summary: 'A new generated password; the agent is signed out everywhere',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: Type.Object({ password: Type.String() }), ...errors },
        },
      },
      async request => {
        await agents.checkOwner(agentOf(request), request.params.id, undefined)
        return { password: await agents.resetPassword(request.params.tenantId, request.params.id) }
      },
    )
  }
