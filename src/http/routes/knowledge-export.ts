/** The whole knowledge as a file. */
import { Readable } from 'node:stream'
import Type from 'typebox'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

type Format = 'jsonl' | 'csv'

export interface ExportDeps {
  /** In pieces of text, as they are read. */
  export(tenantId: string, format: Format): AsyncIterable<string>
}

const TYPES: Record<Format, string> = { jsonl: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' }

export const exportRoutes =
  (knowledge: ExportDeps) =>
  (app: HttpServer): void => {
    app.get(
      '/api/v1/tenants/:tenantId/documents/export',
      {
        schema: {
          summary: 'All FAQ entries and articles: lines of JSON that can be imported again, or CSV',
          tags: ['knowledge'],
          security: forAgents,
          params: TenantParams,
          querystring: Type.Object({ format: Type.Union([Type.Literal('jsonl'), Type.Literal('csv')]) }),
          response: { 200: Type.Unsafe<Readable>({ type: 'string' }), ...errors },
        },
      },
      async (request, reply) => {
        const { format } = request.query
        const day = new Date().toISOString().slice(0, 10)
        return reply
          .header('content-type', TYPES[format])
          .header('content-disposition', `attachment; filename="knowledge-${day}.${format}"`)
          .header('cache-control', 'private, no-store')
          .send(Readable.from(knowledge.export(request.params.tenantId, format)))
      },
    )
  }
