/** A visitor's own data: found, given to him, erased; and for how long an inbox keeps conversations. */
import Type from 'typebox'
import type { Language } from '../../message.ts'
import type { Person } from '../../privacy/contact-search.store.ts'
import type { Erasure } from '../../privacy/erase.ts'
import type { PersonFile, PersonFormat } from '../../privacy/export.ts'
import type { InboxRetention } from '../../privacy/retention.store.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, LanguageField, TenantItemParams, TenantParams } from './schemas.ts'

export interface PrivacyRoutesDeps {
  erasure: Erasure
  search(tenantId: string, query: string, limit: number): Promise<Person[]>
  /** @throws NotFound `contact_not_found`. */
  export(tenantId: string, id: string, format: PersonFormat, language: Language): Promise<PersonFile>
  retention(tenantId: string): Promise<InboxRetention[]>
  /** @throws NotFound `inbox_not_found`. */
  setRetention(tenantId: string, inboxId: string, days: number | null): Promise<void>
  countOlder(tenantId: string, inboxId: string, days: number): Promise<number>
}

const P = '/api/v1/tenants/:tenantId/privacy'
const tags = ['privacy']
const SHOWN = 50
const Days = Type.Integer({ minimum: 1, maximum: 3650, description: 'Days after the last event of a conversation.' })
const PersonBody = Type.Object({
  id: Type.String(),
  inbox: Type.Object({ id: Type.String(), name: Type.String() }),
  name: Type.Optional(Type.String()),
  email: Type.Optional(Type.String()),
  phone: Type.Optional(Type.String()),
  createdAt: Type.String(),
  conversations: Type.Integer(),
  open: Type.Integer({ description: 'Conversations that are not resolved.' }),
  messages: Type.Integer({ description: "Both ways, the bot's included." }),
  lastAt: Type.Optional(Type.String()),
})
const RetentionBody = Type.Object({
  inboxes: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      days: Type.Union([Type.Integer(), Type.Null()], { description: 'null: for ever.' }),
    }),
  ),
})
const TYPES: Record<PersonFormat, string> = {
  zip: 'application/zip',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
}

export const privacyRoutes =
  (deps: PrivacyRoutesDeps) =>
  (app: HttpServer): void => {
    contacts(app, deps)
    retention(app, deps)
  }

function contacts(app: HttpServer, deps: PrivacyRoutesDeps): void {
  app.get(
    `${P}/contacts`,
    {
      schema: {
        summary: 'Visitors by name, e-mail, phone, or the id of the contact or of a conversation; newest first',
        tags,
        security: forAgents,
        params: TenantParams,
        querystring: Type.Object({ query: Type.String({ minLength: 1, maxLength: 200 }) }),
        response: { 200: Type.Object({ contacts: Type.Array(PersonBody) }), ...errors },
      },
    },
    async request => ({ contacts: await deps.search(request.params.tenantId, request.query.query, SHOWN) }),
  )

  app.get(
    `${P}/contacts/:id`,
    {
      schema: {
        summary: 'What there is of a visitor: what an erasure would take away',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 200: Type.Object({ contact: PersonBody }), ...errors },
      },
    },
    async request => ({ contact: await deps.erasure.describe(request.params.tenantId, request.params.id) }),
  )

  app.get(
    `${P}/contacts/:id/export`,
    {
      schema: {
        summary: 'All of a visitor’s data: a page and JSON in one archive, or one of them',
        tags,
        security: forAgents,
        params: TenantItemParams,
        querystring: Type.Object({
          format: Type.Optional(Type.Union([Type.Literal('zip'), Type.Literal('json'), Type.Literal('html')])),
          language: Type.Optional(LanguageField),
        }),
        response: { 200: Type.Unsafe<Buffer>({ type: 'string' }), ...errors },
      },
    },
    async (request, reply) => {
      const { format = 'zip', language = 'zh' } = request.query
      const file = await deps.export(request.params.tenantId, request.params.id, format, language)
      return reply
        .header('content-type', TYPES[format])
        .header('content-disposition', `attachment; filename="${file.name}"`)
        .header('cache-control', 'private, no-store')
        .send(file.bytes)
    },
  )

  app.delete(
    `${P}/contacts/:id`,
    {
      schema: {
        summary: 'Erase a visitor with all conversations, for good; counts stay in the figures',
        tags,
        security: forAgents,
        params: TenantItemParams,
        response: { 200: Type.Object({ conversations: Type.Integer(), messages: Type.Integer() }), ...errors },
      },
    },
    async request => deps.erasure.erase(request.params.tenantId, request.params.id),
  )
}

function retention(app: HttpServer, deps: PrivacyRoutesDeps): void {
  app.get(
    `${P}/retention`,
    {
      schema: {
        summary: 'For how long each inbox keeps conversations',
        tags,
        security: forAgents,
        params: TenantParams,
        querystring: Type.Object({ inboxId: Type.Optional(Type.String({ maxLength: 36 })), days: Type.Optional(Days) }),
        response: {
          200: Type.Object({
            ...RetentionBody.properties,
            older: Type.Optional(
              Type.Integer({ description: 'With inboxId and days: so many conversations would be erased at once.' }),
            ),
          }),
          ...errors,
        },
      },
    },
    async request => {
      const { tenantId } = request.params
      const { inboxId, days } = request.query
      const inboxes = await deps.retention(tenantId)
      if (days === undefined || !inboxes.some(inbox => inbox.id === inboxId)) return { inboxes }
      return { inboxes, older: await deps.countOlder(tenantId, inboxId!, days) }
    },
  )

  app.put(
    `${P}/retention/:id`,
    {
      schema: {
        summary: 'Set it for an inbox; without days it keeps conversations for ever',
        tags,
        security: forAgents,
        params: TenantItemParams,
        // Optional and not null: a 0 would be taken for null.
        body: Type.Object({ days: Type.Optional(Days) }),
        response: { 200: RetentionBody, ...errors },
      },
    },
    async request => {
      await deps.setRetention(request.params.tenantId, request.params.id, request.body.days ?? null)
      return { inboxes: await deps.retention(request.params.tenantId) }
    },
  )
}
