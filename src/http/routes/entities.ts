/** A company's own entities. */
import Type from 'typebox'
import { EntitySettings, SHIPPED_KINDS } from '../../admin/entities.ts'
import type { CustomEntity } from '../../nlu/entities/custom-entity.ts'
import type { HttpServer } from '../server.ts'
import { errors, forAgents, TenantParams } from './schemas.ts'

export interface EntityRoutesDeps {
  read(tenantId: string): Promise<CustomEntity[]>
  write(tenantId: string, entities: readonly CustomEntity[]): Promise<void>
}

const T = '/api/v1/tenants/:tenantId'
const Body = Type.Object({
  ...EntitySettings.properties,
  builtIn: Type.Array(Type.String(), { description: 'The kinds that Yingda finds by itself.' }),
})

export const entityRoutes =
  (deps: EntityRoutesDeps) =>
  (app: HttpServer): void => {
    const all = async (tenantId: string) => ({ entities: await deps.read(tenantId), builtIn: [...SHIPPED_KINDS] })

    app.get(
      `${T}/entities`,
      {
        schema: {
          summary: 'Entities of the company: lists, patterns, roles',
          tags: ['intents'],
          security: forAgents,
          params: TenantParams,
          response: { 200: Body, ...errors },
        },
      },
      async request => all(request.params.tenantId),
    )

    app.put(
      `${T}/entities`,
      {
        schema: {
          summary: 'Put these in the place of all; they are found from the next message on, without training',
          tags: ['intents'],
          security: forAgents,
          params: TenantParams,
          body: EntitySettings,
          response: { 200: Body, ...errors },
        },
      },
      async request => {
        await deps.write(request.params.tenantId, request.body.entities)
        return all(request.params.tenantId)
      },
    )
  }
