/** One-time links: made by administrators, used by whom they are for. */
import Type from 'typebox'
import { actingAs } from '../../acting.ts'
import type { AccountLinks, MadeLink } from '../../admin/account-links.ts'
import type { Agents } from '../../admin/agents.ts'
import type { SignIn } from '../../admin/sign-in.ts'
import { newId } from '../../id.ts'
import type { Limiter } from '../../limits.ts'
import { agentOf, refuseForeignSite } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { AgentBody, Name, NewAgentBody, shownAgent } from './agent-schemas.ts'
import { errors, forAgents, TenantItemParams, TenantParams } from './schemas.ts'
import { Me, meOf, setSessionCookie } from './session.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['agents']
const Purpose = Type.Unsafe<MadeLink['purpose']>(Type.Union([Type.Literal('invitation'), Type.Literal('password')]))
const LinkBody = Type.Object({
  path: Type.String({ description: 'Behind the address of this server. In this answer and nowhere else; works once.' }),
  purpose: Purpose,
  expiresAt: Type.String(),
})
const Token = Type.String({ minLength: 20, maxLength: 100 })

export interface AccountLinkDeps {
  links: AccountLinks
  agents: Pick<Agents, 'checkOwner'>
  signIn: Pick<SignIn, 'open'>
  /** Links that open nothing, by address. */
  attempts: Limiter
}

export const accountLinkRoutes =
  (deps: AccountLinkDeps) =>
  (app: HttpServer): void => {
    making(app, deps)
    using(app, deps)
  }

function making(app: HttpServer, { links, agents }: AccountLinkDeps): void {
  app.post(
    `${T}/invitations`,
    {
      schema: {
        summary: 'Add an agent who chooses his password himself, by a link that is shown once',
        tags,
        security: forAgents,
        params: TenantParams,
        body: NewAgentBody,
        response: { 200: Type.Object({ agent: AgentBody, link: LinkBody }), ...errors },
      },
    },
    async request => {
      await agents.checkOwner(agentOf(request), undefined, request.body.role)
      const { agent, link } = await links.invite(request.params.tenantId, request.body)
      return { agent: shownAgent(agent), link }
    },
  )

  app.post(
    `${T}/agents/:id/link`,
    {
      schema: {
        summary: 'A link with which an agent sets his password; links before it are void, his password is not yet',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 200: Type.Object({ link: LinkBody }), ...errors },
      },
    },
    async request => {
      const { tenantId, id } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      return { link: await links.renew(tenantId, id) }
    },
  )
}

function using(app: HttpServer, { links, signIn, attempts }: AccountLinkDeps): void {
  app.post(
    '/api/v1/account-links/look',
    {
      schema: {
        summary: 'Whom a link is for',
        tags: ['session'],
        body: Type.Object({ token: Token }),
        response: {
          200: Type.Object({ purpose: Purpose, email: Type.String(), name: Type.String(), expiresAt: Type.String() }),
          ...errors,
        },
      },
    },
    async request => {
      refuseForeignSite(request)
      attempts.take(request.ip)
      return links.look(request.body.token)
    },
  )

  app.post(
    '/api/v1/account-links/use',
    {
      schema: {
        summary: 'Set password and name with a link, and sign in; where a second factor is on, sign in with its code',
        tags: ['session'],
        body: Type.Object({
          token: Token,
          password: Type.String({ minLength: 1, maxLength: 300 }),
          name: Type.Optional(Name),
        }),
        response: { 200: Type.Object({ agent: Type.Union([Me, Type.Null()]) }), ...errors },
      },
    },
    async (request, reply) => {
      refuseForeignSite(request)
      attempts.take(request.ip)
      const { token, password, name } = request.body
      const { agentId, name: called } = await links.look(token)
      const actor = { kind: 'agent' as const, id: agentId, name: called, address: request.ip }
      const act = { ...actor, route: 'POST /account-links/use', request: newId() }
      const { agent, codeNeeded } = await actingAs(act, () => links.use(token, password, name))
      if (codeNeeded) return { agent: null }
      const device = { address: request.ip, userAgent: request.headers['user-agent'] ?? '' }
      const opened = await signIn.open(agent, device)
      setSessionCookie(request, reply, opened.token)
      return { agent: meOf(opened.agent) }
    },
  )
}
