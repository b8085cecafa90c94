/** Agents: who works here, in which role. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { Agents } from '../../admin/agents.ts'
import { ROLES, type Role } from '../../admin/permissions.ts'
import { AgentAvailability } from '../../protocol.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['agents']
const RoleField = Type.Unsafe<Role>(Type.Union(ROLES.map(role => Type.Literal(role))))
const Name = Type.String({ minLength: 1, maxLength: 80 })
const Capacity = Type.Integer({ minimum: 0, maximum: 1000, description: 'Conversations at once.' })
const AgentBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  role: RoleField,
  availability: AgentAvailability,
  capacity: Type.Integer(),
  load: Type.Integer(),
  disabled: Type.Boolean(),
})

const shown = ({ tenantId: _tenantId, ...agent }: Agent) => agent

export const agentRoutes =
  (agents: Agents) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/agents`,
      {
        schema: {
          summary: 'Agents',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ agents: Type.Array(AgentBody) }), ...errors },
        },
      },
      async request => ({ agents: (await agents.list(request.params.tenantId)).map(shown) }),
    )

    app.post(
      `${T}/agents`,
      {
        schema: {
          summary: 'Add an agent; the generated password is in this answer and nowhere else',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({
            name: Name,
            email: Type.String({ minLength: 3, maxLength: 254 }),
            role: RoleField,
            capacity: Capacity,
          }),
          response: { 200: Type.Object({ agent: AgentBody, password: Type.String() }), ...errors },
        },
      },
      async request => {
        await agents.checkOwner(agentOf(request), undefined, request.body.role)
        const { agent, password } = await agents.add(request.params.tenantId, request.body)
        return { agent: shown(agent), password }
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
            Type.Object({ name: Name, role: RoleField, capacity: Capacity, disabled: Type.Boolean() }),
          ),
          response: { 200: Type.Object({ agent: AgentBody }), ...errors },
        },
      },
      async request => {
        await agents.checkOwner(agentOf(request), request.params.id, request.body.role)
        return { agent: shown(await agents.change(request.params.tenantId, request.params.id, request.body)) }
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
