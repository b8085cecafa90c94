/** Knowledge: documents, and the search test. */
import Type from 'typebox'
import type { KnowledgeAdmin } from '../../admin/knowledge.ts'
import type { Decision } from '../../dialog/decision.ts'
import { Id, MAX_INTEGER, MAX_TEXT } from '../../message.ts'
import type { Understanding } from '../../nlu/understanding.ts'
import type { Hit } from '../../retrieval/hit.ts'
import type { Viewer } from '../../retrieval/scope.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, LanguageField, NoContent, PlaceView, TenantItemParams, TenantParams } from './schemas.ts'
import { ScopeFields } from './source-schemas.ts'

export interface DocumentRoutesDeps {
  knowledge: KnowledgeAdmin
  /** What the bot would make of a text in a fresh conversation; nothing is stored. */
  tryOut(
    tenantId: string,
    text: string,
    limit: number,
    viewer?: Viewer,
  ): Promise<{ understanding: Understanding; hits: Hit[]; decision: Decision }>
}

const T = '/api/v1/tenants/:tenantId'
const tags = ['knowledge']
const Kind = Type.Union([Type.Literal('faq'), Type.Literal('article')])
const Url = Type.String({ maxLength: 2000, pattern: '^https?://', description: 'Where the visitor may read on.' })

const Editable = {
  title: Type.String({ minLength: 1, maxLength: 500, description: 'The standard question, or the title.' }),
  similar: Type.Array(Type.String({ minLength: 1, maxLength: 500 }), {
    maxItems: 500,
    description: 'Other ways to ask it.',
  }),
  body: Type.String({ minLength: 1, maxLength: 100_000, description: 'The answer, or the article: Markdown.' }),
  url: Type.Optional(Url),
  tags: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 50 }),
  scope: Type.Optional(ScopeFields),
}
const Document = Type.Object({
  id: Type.String(),
  kind: Kind,
  key: Type.String(),
  language: LanguageField,
  ...Editable,
  enabled: Type.Boolean(),
  updatedAt: Type.String(),
  revision: Type.Integer(),
  sourceId: Type.Optional(Type.String({ description: 'Where it was read from.' })),
  sourceFile: Type.Optional(Type.Integer({ description: 'Which of the source’s files.' })),
})
const Passage = Type.Object({
  passageId: Type.String(),
  heading: Type.Optional(Type.String()),
  text: Type.String({ description: 'Markdown.' }),
  questions: Type.Array(Type.String(), { description: 'What it may be asked as.' }),
  page: Type.Optional(Type.Integer({ description: 'Of the original, from 1.' })),
})
const AskedAs = Type.Object(
  {
    audience: Type.Optional(Type.Union([Type.Literal('everyone'), Type.Literal('agents')])),
    inboxId: Type.Optional(Id),
    labels: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 20 })),
  },
  {
    additionalProperties: false,
    description: 'Who asks, and where; `labels`: only documents with one of these tags. Left out: a visitor anywhere.',
  },
)
const OneDocument = Type.Object({ document: Document })

export const documentRoutes =
  ({ knowledge, tryOut }: DocumentRoutesDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/documents`,
      {
        schema: {
          summary: 'FAQ entries and articles',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: Type.Object({
            kind: Type.Optional(Kind),
            language: Type.Optional(LanguageField),
            q: Type.Optional(Type.String({ maxLength: 200, description: 'Words that it must hold.' })),
            sourceId: Type.Optional(Id),
            offset: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_INTEGER })),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
          }),
          response: { 200: Type.Object({ documents: Type.Array(Document), total: Type.Integer() }), ...errors },
        },
      },
      async request => {
        const { kind, language, q, sourceId, offset = 0, limit = 50 } = request.query
        return knowledge.list(request.params.tenantId, { kind, language, words: q, sourceId, offset, limit })
      },
    )

    app.post(
      `${T}/documents`,
      {
        schema: {
          summary: 'Add a document',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({
            kind: Kind,
            key: Type.Optional(Type.String({ pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,199}$' })),
            language: LanguageField,
            ...Editable,
          }),
          response: { 200: OneDocument, ...errors },
        },
      },
      async request => {
        const { key, ...content } = request.body
        const document = await knowledge.add(request.params.tenantId, {
          ...content,
          key: key ?? keyFrom(content.title),
        })
        return { document }
      },
    )

    app.get(
      `${T}/documents/:id`,
      {
        schema: {
          summary: 'One document',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: OneDocument, ...errors },
        },
      },
      async request => ({ document: await knowledge.read(request.params.tenantId, request.params.id) }),
    )

    app.get(
      `${T}/documents/:id/passages`,
      {
        schema: {
          summary: 'What is searched of a document, in its order',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: Type.Object({ passages: Type.Array(Passage) }), ...errors },
        },
      },
      async request => ({ passages: await knowledge.passages(request.params.tenantId, request.params.id) }),
    )

    app.put(
      `${T}/documents/:id`,
      {
        schema: {
          summary: 'Change a document, if nobody else has since `revision`',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            ...Editable,
            enabled: Type.Boolean(),
            revision: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }),
          }),
          response: { 200: OneDocument, ...errors },
        },
      },
      async request => {
        const { revision, ...content } = request.body
        return { document: await knowledge.change(request.params.tenantId, request.params.id, revision, content) }
      },
    )

    app.delete(
      `${T}/documents/:id`,
      {
        schema: {
          summary: 'Delete a document with its passages',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await knowledge.remove(request.params.tenantId, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${T}/search`,
      {
        schema: {
          summary: 'Search test: what the bot understands, finds and would do; nothing is stored',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({
            text: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
            limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
            as: Type.Optional(AskedAs),
          }),
          response: {
            200: Type.Object({
              understanding: Type.Any(),
              hits: Type.Array(Type.Any()),
              decision: Type.Any(),
              places: Type.Array(PlaceView, { description: 'Where the hits’ passages stand.' }),
            }),
            ...errors,
          },
        },
      },
      async request => {
        const { tenantId } = request.params
        const { text, limit = 8, as } = request.body
        const tried = await tryOut(tenantId, text, limit, as && { ...as, audience: as.audience ?? 'everyone' })
        const places = await knowledge.places(
          tenantId,
          tried.hits.map(hit => hit.passageId),
        )
        return { ...tried, places }
      },
    )

    app.get(
      `${T}/passages/:id`,
      {
        schema: {
          summary: 'Where a passage stands: its document, source and page',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: Type.Object({ place: PlaceView }), ...errors },
        },
      },
      async request => ({ place: await knowledge.place(request.params.tenantId, request.params.id) }),
    )
  }

/** A key that is stable and says something: the title's words, and a few characters that make it unique. */
function keyFrom(title: string): string {
  const words =
    title
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  return `${words.join('-').slice(0, 60) || 'entry'}-${Math.random().toString(36).slice(2, 8)}`
}
