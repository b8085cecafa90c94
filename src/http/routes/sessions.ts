/** The browsers in which somebody is signed in: his own, and for administrators those of others. */
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import type { SignIn } from '../../admin/sign-in.ts'
import { Id } from '../../message.ts'
import { agentOf, signedInOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, forPeople, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['session']
const SessionBody = Type.Object({
  id: Type.String(),
  userAgent: Type.String(),
  address: Type.String({ description: 'Of the last request.' }),
  createdAt: Type.String(),
  seenAt: Type.String({ description: 'To the minute.' }),
  current: Type.Boolean({ description: 'The one that asks.' }),
})
const Sessions = Type.Object({ sessions: Type.Array(SessionBody) })
const SessionParams = Type.Object({ tenantId: Id, id: Id, sessionId: Id })

export interface SessionsDeps {
  signIn: Pick<SignIn, 'sessions' | 'revoke'>
  agents: Pick<Agents, 'checkOwner' | 'read'>
}

export const sessionsRoutes =
  (deps: SessionsDeps) =>
  (app: HttpServer): void => {
    ownSessions(app, deps)
    sessionsOfOthers(app, deps)
  }

function ownSessions(app: HttpServer, { signIn }: SessionsDeps): void {
  app.get(
    `${T}/me/sessions`,
    {
      schema: {
        summary: 'Where I am signed in',
        tags,
        security: forPeople,
        params: TenantParams,
        response: { 200: Sessions, ...errors },
      },
    },
    async request => {
      const me = signedInOf(request)
      const sessions = await signIn.sessions(me.tenantId, me.id)
      return { sessions: sessions.map(one => ({ ...one, current: one.id === me.sessionId })) }
    },
  )

  app.delete(
    `${T}/me/sessions/:id`,
    {
      schema: {
        summary: 'Sign out there; an open desk of it closes at once',
        tags,
        security: forPeople,
        params: TenantItemParams,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      await signIn.revoke(agentOf(request), { sessionId: request.params.id })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    `${T}/me/sessions`,
    {
      schema: {
        summary: 'Sign out everywhere but here',
        tags,
        security: forPeople,
        params: TenantParams,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const me = signedInOf(request)
      await signIn.revoke(me, { exceptSessionId: me.sessionId })
      return reply.code(204).send(null)
    },
  )
}

function sessionsOfOthers(app: HttpServer, { signIn, agents }: SessionsDeps): void {
  app.get(
    `${T}/agents/:id/sessions`,
    {
      schema: {
        summary: 'Where an agent is signed in',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 200: Sessions, ...errors },
      },
    },
    async request => {
      const { tenantId, id } = request.params
      await agents.read(tenantId, id)
      const sessions = await signIn.sessions(tenantId, id)
      return { sessions: sessions.map(one => ({ ...one, current: false })) }
    },
  )

  app.delete(
    `${T}/agents/:id/sessions/:sessionId`,
    {
      schema: {
        summary: 'Sign an agent out of one browser',
        tags,
        security: forAgents,
        params: SessionParams,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const { tenantId, id, sessionId } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      await signIn.revoke({ tenantId, id }, { sessionId })
      return reply.code(204).send(null)
    },
  )

  app.delete(
    `${T}/agents/:id/sessions`,
    {
      schema: {
        summary: 'Sign an agent out everywhere',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const { tenantId, id } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      await agents.read(tenantId, id)
      await signIn.revoke({ tenantId, id }, { exceptSessionId: undefined })
      return reply.code(204).send(null)
    },
  )
}
