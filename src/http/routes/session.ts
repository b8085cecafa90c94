/** Sign-in, sign-out, and what every agent may do for himself. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import { PERMISSIONS_OF } from '../../admin/permissions.ts'
import { type Opened, SESSION_HOURS, type SignIn } from '../../admin/sign-in.ts'
import { Id } from '../../message.ts'
import { AgentAvailability } from '../../protocol.ts'
import { agentOf, refuseForeignSite, SESSION_COOKIE, signedInOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forPeople, NoContent, TenantParams } from './schemas.ts'

export const Me = Type.Object({
  id: Id,
  tenantId: Id,
  name: Type.String(),
  displayName: Type.Union([Type.String(), Type.Null()]),
  avatarId: Type.Union([Type.String(), Type.Null()]),
  email: Type.String(),
  role: Type.String(),
  availability: AgentAvailability,
  permissions: Type.Array(Type.String()),
  owesFactor: Type.Boolean({
    description:
      'The role demands a second factor, and there is none: all other routes are refused until it is set up.',
  }),
})

/** The signed-in agent, as his pages know him. */
export const meOf = ({
  id,
  tenantId,
  name,
  displayName,
  avatarId,
  email,
  role,
  availability,
  owesFactor,
}: Opened['agent']) => ({
  id,
  tenantId,
  name,
  displayName,
  avatarId,
  email,
  role,
  availability,
  permissions: [...PERMISSIONS_OF[role]],
  owesFactor,
})

export interface SessionDeps {
  agents: Pick<Agents, 'makeAvailable'>
  signIn: SignIn
}

const Credentials = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 300 }),
  password: Type.String({ minLength: 1, maxLength: 300 }),
  code: Type.Optional(
    Type.String({ minLength: 1, maxLength: 40, description: 'Of the second factor, or a recovery code.' }),
  ),
})

export const sessionRoutes =
  ({ agents, signIn }: SessionDeps) =>
  (app: HttpServer): void => {
    app.post(
      '/api/v1/session',
      {
        schema: {
          summary: 'Sign in; the tenth attempt within a minute, by account or address, is told to wait',
          tags: ['session'],
          body: Credentials,
          response: { 200: Type.Object({ agent: Me }), ...errors },
        },
      },
      async (request, reply) => {
        refuseForeignSite(request)
        const device = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' }
        const { agent, token } = await signIn.signIn(request.body, device)
        setSessionCookie(request, reply, token)
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
      async request => ({ agent: meOf(signedInOf(request)) }),
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
        await signIn.signOut(signedInOf(request))
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
        await signIn.changePassword(agent, request.body.current, request.body.next)
        return reply.code(204).send(null)
      },
    )
  }

/** The cookie of a new session. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: SESSION_HOURS * 3600,
  })
}
