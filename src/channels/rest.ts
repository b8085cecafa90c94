/** The REST channel: what web-chat does over its socket, for clients that cannot keep one open. */

import type { IncomingMessage as Request, ServerResponse } from 'node:http'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify'
import Type from 'typebox'
import type { Feedback } from '../conversation/feedback.store.ts'
import type { VisitorIdentity } from '../conversation/identity.ts'
import type { NewRating, RatingReceipt } from '../conversation/rating.ts'
import type { IncomingMessage, Receipt } from '../conversation/receive.ts'
import type { Limiter } from '../limits.ts'
import { ClientMessageId, ConversationEvent, Id, type Language, MAX_INTEGER, MAX_TEXT } from '../message.ts'
import { ConversationState, Identification, type Identified, Page, VisitorRate } from '../protocol.ts'

export interface RestDeps {
  limits: { visitor: Limiter; address: Limiter; inbox: Limiter; sessions: Limiter }
  /** How the widget looks; the public part of an inbox. @throws NotFound. */
  widget(inboxId: string): Promise<Record<string, unknown>>
  issue(inboxId: string): Promise<{ token: string; visitor: VisitorIdentity }>
  receive(tenantId: string, message: IncomingMessage): Promise<Receipt>
  /** Events after a seq of one of the visitor's conversations, or of his newest. */
  read(
    visitor: VisitorIdentity,
    conversationId: string | undefined,
    after: number,
    limit: number,
  ): Promise<{ conversationId?: string; events: ConversationEvent[]; state: ConversationState }>
  /** @throws Forbidden `identity_signature_wrong`; InvalidInput `identity_incomplete`, `attribute_…`. */
  identify(visitor: VisitorIdentity, given: Identification): Promise<Identified>
  /** @throws NotFound `answer_not_found`. */
  saveFeedback(visitor: VisitorIdentity, feedback: Feedback): Promise<void>
  /** @throws NotFound `rating_not_asked`; Conflict `already_rated`. */
  rate(visitor: VisitorIdentity, rating: NewRating): Promise<RatingReceipt>
  /** A passage as an answer named it. @throws NotFound `passage_not_found`. */
  passage(inboxId: string, id: string): Promise<ShownPassage>
  /** The visitor whom the guard let in. */
  visitorOf(request: FastifyRequest): VisitorIdentity
}

/** What a visitor may see of the knowledge beside an answer: the passage, not the document. */
export interface ShownPassage {
  title: string
  heading?: string
  text: string
  language: Language
  page?: number
  url?: string
}

const I = '/public/api/v1/inboxes/:inboxId'
const InboxParams = Type.Object({ inboxId: Id })
const tags = ['visitor']
const security = [{ visitor: [] }]

type TypedServer = FastifyInstance<RawServerDefault, Request, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>

export const restRoutes =
  (deps: RestDeps) =>
  (app: TypedServer): void => {
    allowOtherSites(app)
    app.get(
      `${I}/widget`,
      { schema: { summary: 'How the widget of an inbox looks', tags, params: InboxParams } },
      async request => ({ inbox: await deps.widget(request.params.inboxId), limits: { maxText: MAX_TEXT } }),
    )

    app.post(
      `${I}/sessions`,
      { schema: { summary: 'A token for a new anonymous visitor', tags, params: InboxParams } },
      async request => {
        deps.limits.sessions.take(request.ip)
        const { token, visitor } = await deps.issue(request.params.inboxId)
        return { token, visitorId: visitor.contactId }
      },
    )

    app.get(
      `${I}/messages`,
      {
        schema: {
          summary: 'Events after a seq',
          tags,
          security,
          params: InboxParams,
          querystring: Type.Object({
            conversationId: Type.Optional(Id),
            after: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_INTEGER })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          }),
          response: {
            200: Type.Object({
              conversationId: Type.Optional(Id),
              events: Type.Array(ConversationEvent),
              state: ConversationState,
            }),
          },
        },
      },
      async request => {
        const { conversationId, after = 0, limit = 200 } = request.query
        return deps.read(deps.visitorOf(request), conversationId, after, limit)
      },
    )

    app.post(
      `${I}/messages`,
      {
        schema: {
          summary: 'Send a message; when this answers, it is stored',
          tags,
          security,
          params: InboxParams,
          body: Type.Object({
            clientMessageId: ClientMessageId,
            text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
            choice: Type.Optional(Type.String({ maxLength: 200 })),
            page: Type.Optional(Page),
          }),
          response: { 200: Type.Object({ conversationId: Id, seq: Type.Integer(), duplicate: Type.Boolean() }) },
        },
      },
      async request => {
        const visitor = deps.visitorOf(request)
        deps.limits.visitor.take(visitor.contactId)
        deps.limits.address.take(request.ip)
        deps.limits.inbox.take(visitor.inboxId)
        const { clientMessageId, text, choice, page } = request.body
        return deps.receive(visitor.tenantId, {
          inboxId: visitor.inboxId,
          contactId: visitor.contactId,
          clientMessageId,
          text,
          choice,
          page,
        })
      },
    )

    app.post(
      `${I}/contact`,
      {
        schema: {
          summary:
            'Tell who the visitor is; with a right signature he is that user, and goes on with the token that comes',
          tags,
          security,
          params: InboxParams,
          body: Identification,
          response: {
            200: Type.Object({ verified: Type.Boolean(), visitorId: Id, token: Type.Optional(Type.String()) }),
          },
        },
      },
      async request => {
        const visitor = deps.visitorOf(request)
        deps.limits.visitor.take(visitor.contactId)
        return deps.identify(visitor, request.body)
      },
    )

    app.post(
      `${I}/feedback`,
      {
        schema: {
          summary: 'Whether an answer of the bot helped; the last word counts',
          tags,
          security,
          params: InboxParams,
          body: Type.Object({
            conversationId: Id,
            seq: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }),
            helpful: Type.Boolean(),
          }),
        },
      },
      async (request, reply) => {
        const visitor = deps.visitorOf(request)
        deps.limits.visitor.take(visitor.contactId)
        await deps.saveFeedback(visitor, request.body)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${I}/ratings`,
      {
        schema: {
          summary: 'How the visitor was served, once for each time he is asked; when this answers, it is stored',
          tags,
          security,
          params: InboxParams,
          body: Type.Omit(VisitorRate, ['type']),
          response: { 200: Type.Object({ conversationId: Id, seq: Type.Integer(), duplicate: Type.Boolean() }) },
        },
      },
      async request => {
        const visitor = deps.visitorOf(request)
        deps.limits.visitor.take(visitor.contactId)
        return deps.rate(visitor, { words: '', ...request.body })
      },
    )

    app.get(
      `${I}/passages/:id`,
      {
        schema: {
          summary: 'The passage that an answer came from',
          tags,
          params: Type.Object({ inboxId: Id, id: Id }),
          response: {
            200: Type.Object({
              title: Type.String(),
              heading: Type.Optional(Type.String()),
              text: Type.String({ description: 'Markdown.' }),
              language: Type.String(),
              page: Type.Optional(Type.Integer()),
              url: Type.Optional(Type.String()),
            }),
          },
        },
      },
      async request => {
        deps.limits.sessions.take(request.ip)
        return deps.passage(request.params.inboxId, request.params.id)
      },
    )
  }

/** Cross-origin reading for embedding sites. The guard has refused foreign ones; no cookie is used here. */
function allowOtherSites(app: TypedServer): void {
  app.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers.origin !== undefined) {
      reply.header('access-control-allow-origin', request.headers.origin)
      reply.header('vary', 'Origin')
    }
  })
  app.options('/public/api/v1/*', { schema: { hide: true } }, async (_request, reply) => {
    reply.header('access-control-allow-methods', 'GET, POST')
    reply.header('access-control-allow-headers', 'authorization, content-type')
    reply.header('access-control-max-age', '600')
    return reply.code(204).send(null)
  })
}
