/** Sources of knowledge: upload, addresses, progress, versions and originals. */
import fastifyMultipart from '@fastify/multipart'
import Type from 'typebox'
import { MAX_UPLOAD, SITE_LIMITS, type SourceAdmin } from '../../admin/sources.ts'
import { MAX_INTEGER } from '../../message.ts'
import type { HttpServer } from '../server.ts'
import { readUpload, UploadOptions } from '../upload.ts'
import { errors, forAgents, NoContent, TenantItemParams, TenantParams } from './schemas.ts'
import { Bytes, Hours, OneSource, RefreshHours, ScopeFields, SourceView, VersionView } from './source-schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['knowledge']

const multipart = { consumes: ['multipart/form-data'], tags, security: forAgents, params: TenantParams }

export const sourceRoutes =
  (sources: SourceAdmin) =>
  async (app: HttpServer): Promise<void> => {
    await app.register(fastifyMultipart, { limits: { fileSize: MAX_UPLOAD, files: 1, fields: 4, parts: 5 } })

    app.get(
      `${T}/sources`,
      {
        schema: {
          summary: 'Files, pages and sites that the knowledge was read from, with what is being done',
          tags,
          security: forAgents,
          params: TenantParams,
          response: { 200: Type.Object({ sources: Type.Array(SourceView) }), ...errors },
        },
      },
      async request => ({ sources: await sources.list(request.params.tenantId) }),
    )

    app.post(
      `${T}/sources`,
      {
        schema: {
          summary:
            'Upload a file, as the part `file`; `options` before it may hold {"columns": …}. Read in the background',
          ...multipart,
          response: { 200: OneSource, ...errors },
        },
      },
      async request => {
        const { name, bytes, options } = await readUpload(request)
        return { source: await sources.upload(request.params.tenantId, name, bytes, options) }
      },
    )

    app.post(
      `${T}/sources/preview`,
      {
        schema: {
          summary: 'The head of a table, and what its columns seem to say; nothing is stored',
          ...multipart,
          response: { 200: Type.Object({ preview: Type.Any() }), ...errors },
        },
      },
      async request => {
        const { name, bytes } = await readUpload(request)
        return { preview: await sources.preview(name, bytes) }
      },
    )

    app.post(
      `${T}/sources/address`,
      {
        schema: {
          summary: 'Read a page, or the pages of a site below an address',
          tags,
          security: forAgents,
          params: TenantParams,
          body: Type.Object({
            kind: Type.Union([Type.Literal('page'), Type.Literal('site')]),
            url: Type.String({ maxLength: 2000, pattern: '^https?://[^\\s/]+' }),
            depth: Type.Optional(Type.Integer({ minimum: 0, maximum: SITE_LIMITS.depth })),
            pages: Type.Optional(Type.Integer({ minimum: 1, maximum: SITE_LIMITS.pages })),
            refreshHours: Type.Optional(RefreshHours),
          }),
          response: { 200: OneSource, ...errors },
        },
      },
      async request => ({ source: await sources.addAddress(request.params.tenantId, request.body) }),
    )

    app.get(
      `${T}/sources/:id`,
      {
        schema: {
          summary: 'One source with its versions',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 200: Type.Object({ source: SourceView, versions: Type.Array(VersionView) }), ...errors },
        },
      },
      async request => sources.read(request.params.tenantId, request.params.id),
    )

    app.patch(
      `${T}/sources/:id`,
      {
        schema: {
          summary: 'Change its name, how it is read, how often, or where it applies',
          tags,
          security: forAgents,
          params: TenantItemParams,
          body: Type.Object({
            name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
            options: Type.Optional(UploadOptions),
            scope: Type.Optional(ScopeFields),
            refreshHours: Type.Optional(Hours),
          }),
          response: { 200: OneSource, ...errors },
        },
      },
      async request => ({
        source: await sources.change(request.params.tenantId, request.params.id, request.body),
      }),
    )

    app.delete(
      `${T}/sources/:id`,
      {
        schema: {
          summary: 'Delete a source with its documents, passages and vectors',
          tags,
          security: forAgents,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await sources.remove(request.params.tenantId, request.params.id)
        return reply.code(204).send(null)
      },
    )

    app.post(
      `${T}/sources/:id/read-again`,
      { schema: { summary: 'Fetch a page or site again; read a file again', ...oneSource } },
      async request => ({ source: await sources.readAgain(request.params.tenantId, request.params.id) }),
    )

    app.post(
      `${T}/sources/:id/cancel`,
      { schema: { summary: 'Stop what is being done with it', ...oneSource } },
      async request => ({ source: await sources.cancel(request.params.tenantId, request.params.id) }),
    )

    app.post(
      `${T}/sources/:id/put-back`,
      {
        schema: {
          summary: 'The documents of an older version answer again',
          ...oneSource,
          body: Type.Object({ version: Type.Integer({ minimum: 1, maximum: MAX_INTEGER }) }),
        },
      },
      async request => ({
        source: await sources.putBack(request.params.tenantId, request.params.id, request.body.version),
      }),
    )

    app.get(
      `${T}/sources/:id/original`,
      {
        schema: {
          summary: 'An original as it came; of the version that answers, unless another is named',
          tags,
          security: forAgents,
          params: TenantItemParams,
          querystring: Type.Object({
            version: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_INTEGER })),
            file: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_INTEGER })),
          }),
          response: { 200: Bytes, ...errors },
        },
      },
      async (request, reply) => {
        const { tenantId, id } = request.params
        const { version, file = 0 } = request.query
        const original = await sources.original(tenantId, id, version, file)
        // Whatever stands in it, a browser shall only save it: never run it as a page of ours.
        return reply
          .header('content-type', 'application/octet-stream')
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeName(original.name)}`)
          .header('content-security-policy', "sandbox; default-src 'none'")
          .header('cache-control', 'private, no-store')
          .send(Buffer.from(original.bytes))
      },
    )
  }

const oneSource = { tags, security: forAgents, params: TenantItemParams, response: { 200: OneSource, ...errors } }

/** RFC 8187: what encodeURIComponent leaves alone and a header does not like. */
const encodeName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
