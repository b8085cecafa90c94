/** What is known of the person behind a conversation. */
import Type from 'typebox'
import type { Agent } from '../../admin/agent.store.ts'
import type { ContactChange } from '../../conversation/contact-card.ts'
import type { Facts } from '../../conversation/facts.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, NoContent, TenantItemParams } from './schemas.ts'

export interface ContactRoutesDeps {
  /** @throws NotFound `conversation_not_found`. */
  facts(tenantId: string, conversationId: string): Promise<Facts>
  /** @throws NotFound `contact_not_found`. */
  change(agent: Agent, contactId: string, change: ContactChange): Promise<void>
  /** null takes one away. @throws NotFound `contact_not_found`; InvalidInput `attribute_…`, `attributes_too_many`. */
  changeAttributes(agent: Agent, contactId: string, given: Record<string, unknown>): Promise<void>
  addNote(agent: Agent, contactId: string, text: string): Promise<{ id: string }>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['desk']
const MAX_NOTE = 2000
const Moment = Type.String({ format: 'date-time' })
const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()])
const FactsBody = Type.Object({
  contactId: Type.String(),
  summary: Type.Array(Type.String(), { description: "At most three sentences of the visitor's own." }),
  tried: Type.Array(
    Type.Object({
      seq: Type.Integer(),
      title: Type.String(),
      documentId: Type.Optional(Type.String()),
      confidence: Type.Optional(Type.Number()),
      helpful: Type.Optional(Type.Boolean({ description: 'What the visitor said of it.' })),
    }),
    { description: 'Answers that the bot gave, oldest first.' },
  ),
  trail: Type.Array(Type.Object({ url: Type.String(), title: Type.Optional(Type.String()), at: Moment }), {
    description: 'The pages he was on, oldest first, at most ten.',
  }),
  device: Type.Optional(
    Type.Object({
      browser: Type.Optional(Type.String()),
      system: Type.Optional(Type.String()),
      phone: Type.Boolean(),
      languages: Type.Optional(Type.String()),
      timeZone: Type.Optional(Type.String()),
    }),
  ),
  earlier: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Moment,
      status: Type.Union([Type.Literal('open'), Type.Literal('snoozed'), Type.Literal('resolved')]),
      agent: Type.Optional(Type.String({ description: 'Who served last; missing: the bot alone.' })),
      score: Type.Optional(Type.Integer()),
      about: Type.String({ description: 'His first words.' }),
    }),
    { description: 'Other conversations of the same person, newest first.' },
  ),
  notes: Type.Array(Type.Object({ id: Type.String(), agentName: Type.String(), text: Type.String(), at: Moment })),
  externalId: Type.Optional(
    Type.String({ description: "The host's id of him, proven by the signature of its server." }),
  ),
  attributes: Type.Array(
    Type.Object({
      name: Type.String(),
      value: Value,
      verified: Type.Boolean({ description: "Signed by the host's server." }),
      by: Type.Union([
        Type.Object({ kind: Type.Literal('site') }),
        Type.Object({ kind: Type.Literal('agent'), id: Type.String(), name: Type.String() }),
        Type.Object({ kind: Type.Literal('rule'), name: Type.String() }),
      ]),
      at: Moment,
    }),
    { description: 'By name.' },
  ),
})

export const contactRoutes =
  (deps: ContactRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/conversations/:id/facts`,
      {
        schema: {
          summary: 'What an agent should know beside the words: summary, what was tried, pages, device, history, notes',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: FactsBody, ...errors },
        },
      },
      async request => deps.facts(request.params.tenantId, request.params.id),
    )

    app.patch(
      `${T}/contacts/:id`,
      {
        schema: {
          summary: 'Put right who a visitor is; an empty text takes away what was there',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            name: Type.Optional(Type.String({ maxLength: 100 })),
            email: Type.Optional(Type.Union([Type.Literal(''), Type.String({ format: 'email', maxLength: 254 })])),
            phone: Type.Optional(Type.String({ pattern: '^([0-9+() .-]{5,30})?$' })),
          }),
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.change(agentOf(request), request.params.id, request.body as ContactChange)
        return reply.code(204).send(null)
      },
    )

    app.patch(
      `${T}/contacts/:id/attributes`,
      {
        schema: {
          summary: 'Change attributes of a contact; null takes one away',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            attributes: Type.Record(Type.String(), Type.Unknown(), {
              description: 'Texts, numbers, true or false, by name.',
            }),
          }),
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await deps.changeAttributes(agentOf(request), request.params.id, request.body.attributes)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${T}/contacts/:id/notes`,
      {
        schema: {
          summary: 'A note on a contact; he never sees it',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({ text: Type.String({ minLength: 1, maxLength: MAX_NOTE }) }),
          response: { 200: Type.Object({ id: Type.String() }), ...errors },
        },
      },
      async request => deps.addNote(agentOf(request), request.params.id, request.body.text),
    )
  }
