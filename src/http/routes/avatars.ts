/** Pictures of agents: seen by everybody, set by oneself or an administrator. */
import Type from 'typebox'
import type { Agents } from '../../admin/agents.ts'
import { AVATAR_BYTES, type Avatar } from '../../admin/avatars.ts'
import { Id } from '../../message.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, forPeople, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['agents']
const IMAGES = ['image/png', 'image/jpeg', 'image/webp']
const consumes = IMAGES
const Made = Type.Object({ avatarId: Type.String() })

export interface AvatarDeps {
  agents: Pick<Agents, 'checkOwner'>
  find(id: string): Promise<Avatar>
  set(tenantId: string, agentId: string, bytes: Buffer): Promise<string>
  remove(tenantId: string, agentId: string): Promise<void>
}

export const avatarRoutes =
  (deps: AvatarDeps) =>
  (app: HttpServer): void => {
    app.addContentTypeParser(IMAGES, { parseAs: 'buffer', bodyLimit: AVATAR_BYTES }, (_request, body, done) =>
      done(null, body),
    )
    show(app, deps)
    ownAvatar(app, deps)
    avatarsOfOthers(app, deps)
  }

/** Whatever the bytes are, a browser draws them or nothing: its type is ours, and nothing in it may run or load. */
function show(app: HttpServer, { find }: AvatarDeps): void {
  app.get(
    '/avatars/:id',
    {
      schema: {
        summary: "An agent's picture; it never changes, another one has another address",
        tags,
        params: Type.Object({ id: Id }),
        response: { 200: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }), ...errors },
      },
    },
    async (request, reply) => {
      const { type, bytes } = await find(request.params.id)
      return reply
        .header('content-type', type)
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(bytes)
    },
  )
}

function ownAvatar(app: HttpServer, { set, remove }: AvatarDeps): void {
  app.put(
    `${T}/me/avatar`,
    {
      schema: {
        summary: 'My picture: PNG, JPEG or WebP, up to 256 kB, as the body',
        ...{ tags, consumes, security: forPeople, params: TenantParams },
        response: { 200: Made, ...errors },
      },
    },
    async request => {
      const { tenantId, id } = agentOf(request)
      return { avatarId: await set(tenantId, id, bytesOf(request.body)) }
    },
  )

  app.delete(
    `${T}/me/avatar`,
    {
      schema: {
        summary: 'No picture',
        ...{ tags, security: forPeople, params: TenantParams },
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const { tenantId, id } = agentOf(request)
      await remove(tenantId, id)
      return reply.code(204).send(null)
    },
  )
}

function avatarsOfOthers(app: HttpServer, { agents, set, remove }: AvatarDeps): void {
  app.put(
    `${T}/agents/:id/avatar`,
    {
      schema: {
        summary: "An agent's picture: PNG, JPEG or WebP, up to 256 kB, as the body",
        ...{ tags, consumes, security: forAgents, params: TenantItemParams },
        response: { 200: Made, ...errors },
      },
    },
    async request => {
      const { tenantId, id } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      return { avatarId: await set(tenantId, id, bytesOf(request.body)) }
    },
  )

  app.delete(
    `${T}/agents/:id/avatar`,
    {
      schema: {
        summary: 'No picture of this agent',
        ...{ tags, security: forAgents, params: TenantItemParams },
        response: { 204: NoContent, ...errors },
      },
    },
    async (request, reply) => {
      const { tenantId, id } = request.params
      await agents.checkOwner(agentOf(request), id, undefined)
      await remove(tenantId, id)
      return reply.code(204).send(null)
    },
  )
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0))
