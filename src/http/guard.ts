/** The one place for authentication, tenant scope and permissions: a hook before every handler. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Actor, actingAs } from '../acting.ts'
import type { Agent } from '../admin/agent.store.ts'
import { KEY_PREFIX, type KeyHolder } from '../admin/api-keys.ts'
import { PERMISSIONS_OF, type Permission } from '../admin/permissions.ts'
import type { AgentInSession } from '../admin/session.store.ts'
import type { VisitorIdentity } from '../conversation/identity.ts'
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts'
import { newId } from '../id.ts'
import type { Limiter } from '../limits.ts'
import { type Access, accessOf, mustAudit, takesKeys } from './access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on routes for agents; the maker of the key where one was sent. */
    agent: Agent | AgentInSession | KeyHolder | null
    /** Set by the guard on routes for visitors. */
    visitor: VisitorIdentity | null
  }
}

export const SESSION_COOKIE = 'yingda_session'

export interface GuardDeps {
  bySession(token: string | undefined, address: string): Promise<AgentInSession>
  /** @throws Unauthenticated `key_wrong`; NotFound where the key belongs to another tenant. */
  byKey(key: string, tenantId: string): Promise<KeyHolder>
  /** Wrong keys, by address. */
  wrongKeys: Limiter
  verifyVisitor(token: string): Promise<VisitorIdentity>
  /** @throws Forbidden when this site may not embed the inbox. */
  checkOrigin(inboxId: string, origin: string | undefined, host: string | undefined): Promise<void>
}

type AgentAccess = Extract<Access, { who: 'agent' }>

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses unlisted routes at start, and unwanted callers of the listed ones. */
export function installGuard(app: FastifyInstance, deps: GuardDeps): void {
  app.decorateRequest('agent', null)
  app.decorateRequest('visitor', null)
  app.addHook('onRoute', route => {
    for (const method of [route.method].flat()) {
      const access = accessOf(method, route.url)
      if (access === undefined) throw new Error(`route ${method} ${route.url} stands in no row of http/access.ts`)
      if (mustAudit(method, access) && !('audits' in access)) {
        throw new Error(`http/access.ts does not say what ${method} ${route.url} leaves in the audit log`)
      }
    }
  })
  app.addHook('onRequest', async request => {
    const url = request.routeOptions.url
    if (url === undefined) return
    const access = accessOf(request.method, url)
    const { inboxId } = request.params as { inboxId?: string }
    if (inboxId !== undefined && url.startsWith('/public/')) {
      await deps.checkOrigin(inboxId, request.headers.origin, request.headers.host)
    }
    if (access?.who === 'agent') {
      const key = takesKeys(access, url) ? keyOf(request) : undefined
      request.agent =
        key === undefined
          ? await admitAgent(deps, request, access)
          : await admitKey(deps, request, key, access.permission)
    }
    if (access?.who === 'visitor') request.visitor = await admitVisitor(deps, request)
  })
  nameActors(app)
}

/**
 * What the handler changes is written down with the agent's name. After the body was read: its events come from the
 * connection, and would lead out of the name again.
 */
function nameActors(app: FastifyInstance): void {
  const ends = new WeakMap<FastifyRequest, () => void>()
  app.addHook('preHandler', (request, _reply, done) => {
    const access = accessOf(request.method, request.routeOptions.url ?? '')
    if (request.agent === null || access?.who !== 'agent' || typeof access.audits !== 'string') return done()
    actingAs(actorOf(request, request.agent), end => {
      ends.set(request, end)
      done()
    })
  })
  app.addHook('onResponse', async request => ends.get(request)?.())
}

function actorOf(request: FastifyRequest, { id, name, ...agent }: Agent | AgentInSession | KeyHolder): Actor {
  const key = 'keyName' in agent ? agent.keyName : undefined
  return {
    kind: key === undefined ? 'agent' : 'key',
    id,
    name,
    ...(key === undefined ? {} : { key }),
    address: request.ip,
    route: `${request.method} ${request.routeOptions.url ?? ''}`.replace('/api/v1/tenants/:tenantId', ''),
    request: newId(),
  }
}

/** Another tenant's things look as if they were not there. */
async function admitAgent(
  deps: GuardDeps,
  request: FastifyRequest,
  { permission, owing }: AgentAccess,
): Promise<AgentInSession> {
  refuseForeignSite(request)
  const agent = await deps.bySession(request.cookies[SESSION_COOKIE], request.ip)
  const { tenantId } = request.params as { tenantId?: string }
  if (tenantId !== undefined && tenantId !== agent.tenantId)
    throw new NotFound('tenant_not_found', 'There is no such tenant.')
  if (agent.owesFactor && !owing) {
    throw new Forbidden('second_factor_demanded', 'Your role demands a second factor, and you have none yet.', {
      remedy: 'Sign in at /desk or /console and set it up there.',
    })
  }
  if (permission !== 'own' && !PERMISSIONS_OF[agent.role].includes(permission)) {
    throw new Forbidden('permission_missing', `Your role ${agent.role} may not do this: it takes ${permission}.`, {
      remedy: 'Ask an administrator.',
      params: { permission },
    })
  }
  return agent
}

/** No browser sends a key by itself, so no foreign site can make it do so. */
async function admitKey(
  deps: GuardDeps,
  request: FastifyRequest,
  key: string,
  permission: Permission | 'own',
): Promise<KeyHolder> {
  const { tenantId } = request.params as { tenantId: string }
  const holder = await deps.byKey(key, tenantId).catch((error: unknown) => {
    if (error instanceof Unauthenticated) deps.wrongKeys.take(request.ip)
    throw error
  })
  if (permission === 'own' || !holder.permissions.includes(permission)) {
    throw new Forbidden('permission_missing', `This API key may not do this: it takes ${permission}.`, {
      remedy: 'Make a key with this permission.',
      params: { permission },
    })
  }
  return holder
}

/** The API key of a request, if it carries one. */
function keyOf(request: FastifyRequest): string | undefined {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ')
  return scheme?.toLowerCase() === 'bearer' && token.startsWith(KEY_PREFIX) ? token : undefined
}

async function admitVisitor(deps: GuardDeps, request: FastifyRequest): Promise<VisitorIdentity> {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ')
  if (scheme !== 'Bearer' || token === undefined) {
    throw new Unauthenticated('token_missing', 'A visitor token is needed.', {
      remedy: 'Send “Authorization: Bearer TOKEN”; a token comes from POST …/sessions.',
    })
  }
  const visitor = await deps.verifyVisitor(token)
  const { inboxId } = request.params as { inboxId?: string }
  if (visitor.inboxId !== inboxId) throw new Forbidden('token_of_other_inbox', 'The token belongs to another inbox.')
  return visitor
}

/** Cross-site request forgery: beside SameSite=Strict cookies, a write or a socket must come from our own pages. */
export function refuseForeignSite(request: FastifyRequest): void {
  const { origin, host } = request.headers
  const isSocket = request.headers.upgrade !== undefined
  if ((SAFE.has(request.method) && !isSocket) || origin === undefined) return
  if (URL.canParse(origin) && new URL(origin).host === host) return
  throw new Forbidden('foreign_site', 'This request comes from another site.', {
    remedy: 'Use the desk or console itself.',
  })
}

/** The agent that the guard let in. */
export function agentOf(request: FastifyRequest): Agent {
  if (request.agent === null) throw new Error('the route is not one for agents')
  return request.agent
}

/** The agent with his session, on routes that take no key. */
export function signedInOf(request: FastifyRequest): AgentInSession {
  const agent = agentOf(request)
  if (!('sessionId' in agent)) throw new Error('the route takes keys, which have no session')
  return agent as AgentInSession
}

/** The visitor that the guard let in. */
export function visitorOf(request: FastifyRequest): VisitorIdentity {
  if (request.visitor === null) throw new Error('the route is not one for visitors')
  return request.visitor
}
