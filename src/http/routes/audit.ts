/** The audit log: pages of it, and all of it as a file. */
import { Readable } from 'node:stream'
import Type, { type Static } from 'typebox'
import type { AuditFilter, AuditPage } from '../../admin/audit.store.ts'
import { Id } from '../../message.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['audit']
const Action = Type.Union([Type.Literal('add'), Type.Literal('change'), Type.Literal('remove')])
const Time = Type.String({ format: 'date-time', maxLength: 40 })
const Filter = Type.Object({
  actorId: Type.Optional(Id),
  subject: Type.Optional(Type.String({ maxLength: 40, description: 'The kind of thing: agent, team, setting …' })),
  subjectId: Type.Optional(Type.String({ maxLength: 60 })),
  action: Type.Optional(Action),
  from: Type.Optional(Time),
  to: Type.Optional(Time),
})
const PageQuery = Type.Object({
  ...Filter.properties,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  cursor: Type.Optional(
    Type.String({
      maxLength: 80,
      pattern: '^[0-9]{4}-[0-9-]{5} [0-9:.]+[+-][0-9:]+~[0-9a-f-]{36}$',
      description: '`next` of the page before.',
    }),
  ),
})
const Changed = Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()])
const Entry = Type.Object({
  id: Type.String(),
  at: Type.String(),
  actor: Type.Object({
    kind: Type.Union([Type.Literal('agent'), Type.Literal('key'), Type.Literal('command')]),
    id: Type.Optional(Type.String()),
    name: Type.String(),
    key: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
    route: Type.String(),
    request: Type.String({ description: 'The same for all that one request did.' }),
  }),
  action: Action,
  subject: Type.String(),
  subjectId: Type.String(),
  label: Type.Union([Type.String(), Type.Null()]),
  before: Changed,
  after: Changed,
})

export interface AuditDeps {
  list(tenantId: string, filter: AuditFilter, limit: number, cursor: string | undefined): Promise<AuditPage>
  /** By id: of agents and teams. */
  names(tenantId: string): Promise<Record<string, string>>
  export(tenantId: string, filter: AuditFilter): AsyncIterable<string>
  /** How long it is kept. */
  days: number
}

export const auditRoutes =
  (deps: AuditDeps) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/audit`,
      {
        schema: {
          summary: 'Who changed what, the newest first',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: PageQuery,
          response: {
            200: Type.Object({
              entries: Type.Array(Entry),
              next: Type.Optional(Type.String()),
              names: Type.Record(Type.String(), Type.String(), { description: 'Agents and teams by id.' }),
              days: Type.Integer({ description: 'Entries are kept so long.' }),
            }),
            ...errors,
          },
        },
      },
      async ({ params: { tenantId }, query: { limit = 50, cursor, ...filter } }) => ({
        ...(await deps.list(tenantId, filter, limit, cursor)),
        names: await deps.names(tenantId),
        days: deps.days,
      }),
    )

    app.get(
      `${T}/audit/export`,
      {
        schema: {
          summary: 'The same as CSV',
          tags,
          security: forAgents,
          params: TenantParams,
          querystring: Filter,
          response: { 200: Type.Unsafe<Readable>({ type: 'string' }), ...errors },
        },
      },
      async (request, reply) =>
        reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="audit-${new Date().toISOString().slice(0, 10)}.csv"`)
          .header('cache-control', 'private, no-store')
          .send(Readable.from(deps.export(request.params.tenantId, request.query satisfies Static<typeof Filter>))),
    )
  }
