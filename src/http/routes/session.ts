/** Sign-in, sign-out, and what every agent may do for himself. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import { type Agents, SESSION_HOURS } from '../../admin/agents.ts'
import { PERMISSIONS_OF } from '../../admin/permissions.ts'
import type { Limiter } from '../../limits.ts'
import { Id } from '../../message.ts'
import { AgentAvailability } from '../../protocol.ts'
import { agentOf, refuseForeignSite, SESSION_COOKIE, signedInOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forPeople, NoContent, TenantParams } from './schemas.ts'

const Me = Type.Object({
  id: Id,
  tenantId: Id,
  name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  availability: AgentAvailability,
  permissions: Type.Array(Type.String()),
})

const meOf = ({ id, tenantId, name, email, role, availability }: Agent) => ({
  id,
  tenantId,
  name,
  email,
  role,
  availability,
  permissions: [...PERMISSIONS_OF[role]],
})

export interface SessionDeps {
  agents: Agents
  /** Attempts to sign in: by address, and by account, so that many addresses do not help. */
  attempts: { address: Limiter; account: Limiter }
}

const Credentials = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 300 }),
  password: Type.String({ minLength: 1, maxLength: 300 }),
})

export const sessionRoutes =
  ({ agents, attempts }: SessionDeps) =>
  (app: HttpServer): void => {
    app.post(
      '/api/v1/session',
      {
        schema: {
          summary: 'Sign in',
          tags: ['session'],
          body: Credentials,
          response: { 200: Type.Object({ agent: Me }), ...errors },
        },
      },
      async (request, reply) => {
        refuseForeignSite(request)
        attempts.address.take(request.ip)
        attempts.account.take(request.body.email.toLowerCase())
        const { email, password } = request.body
        const { agent, token } = await agents.signIn(email, password, request.headers['user-agent'] ?? '')
        setCookie(request, reply, token)
        return { agent: meOf(agent) }
      },
    )

    app.get(
      '/api/v1/session',
      {
        schema: {
          summary: 'Who is signed in',
          tags: ['session'],
          security: forPeople,
          response: { 200: Type.Object({ agent: Me }), ...errors },
        },
      },
      async request => ({ agent: meOf(agentOf(request)) }),
    )

    app.delete(
      '/api/v1/session',
      {
        schema: {
          summary: 'Sign out',
          tags: ['session'],
          security: forPeople,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await agents.signOut(signedInOf(request))
        reply.clearCookie(SESSION_COOKIE, { path: '/' })
        return reply.code(204).send(null)
      },
    )

    app.put(
      '/api/v1/tenants/:tenantId/me/availability',
      {
        schema: {
          summary: 'Set my availability; going offline gives my conversations back to the queue',
          tags: ['session'],
          security: forPeople,
          params: TenantParams,
          body: Type.Object({ availability: AgentAvailability }),
          response: { 200: Type.Object({ availability: AgentAvailability }), ...errors },
        },
      },
      async request => {
        await agents.makeAvailable(agentOf(request), request.body.availability)
        return { availability: request.body.availability }
      },
    )

    app.post(
      '/api/v1/tenants/:tenantId/me/password',
      {
        schema: {
          summary: 'Change my password; my other sessions end',
          tags: ['session'],
          security: forPeople,
          params: TenantParams,
          body: Type.Object({ current: Type.String({ maxLength: 300 }), next: Type.String({ maxLength: 300 }) }),
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        const agent = signedInOf(request)
        attempts.account.take(agent.email.toLowerCase())
        await agents.changePassword(agent, request.body.current, request.body.next)
        return reply.code(204).send(null)
      },
    )
  }

function setCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: SESSION_HOURS * 3600,
  })
}
