/** API keys: made, listed and revoked by administrators who are signed in. */
import Type from 'typebox'
import type { ApiKeys } from '../../admin/api-keys.ts'
import { KEY_PERMISSIONS } from '../../admin/permissions.ts'
import { agentOf } from '../guard.ts'
import type { HttpServer } from '../server.ts'
import { errors, forPeople, NoContent, TenantItemParams, TenantParams } from './schemas.ts'

const T = '/api/v1/tenants/:tenantId'
const tags = ['api keys']
const MOST_DAYS = 3650
const PermissionField = Type.Union(KEY_PERMISSIONS.map(permission => Type.Literal(permission)))
const Time = Type.Union([Type.String(), Type.Null()])
const ApiKeyBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  beginning: Type.String({ description: 'Its first characters, to tell one from another.' }),
  permissions: Type.Array(Type.String()),
  agent: Type.Object({ id: Type.String(), name: Type.String() }, { description: 'Who made it, and as whom it acts.' }),
  createdAt: Type.String(),
  lastUsedAt: Time,
  expiresAt: Time,
  revokedAt: Time,
})

export const apiKeyRoutes =
  (apiKeys: ApiKeys) =>
  (app: HttpServer): void => {
    app.get(
      `${T}/api-keys`,
      {
        schema: {
          summary: 'API keys, revoked ones included; never the keys themselves',
          tags,
          security: forPeople,
          params: TenantParams,
          response: {
            200: Type.Object({
              apiKeys: Type.Array(ApiKeyBody),
              grantable: Type.Array(Type.String(), { description: 'Permissions that the asker can give to a key.' }),
            }),
            ...errors,
          },
        },
      },
      async request => ({
        apiKeys: await apiKeys.list(request.params.tenantId),
        grantable: [...apiKeys.grantable(agentOf(request))],
      }),
    )

    app.post(
      `${T}/api-keys`,
      {
        schema: {
          summary: 'Make an API key; the key is in this answer and nowhere else',
          tags,
          security: forPeople,
          params: TenantParams,
          body: Type.Object({
            name: Type.String({ minLength: 1, maxLength: 80 }),
            permissions: Type.Array(PermissionField, { minItems: 1, uniqueItems: true }),
            days: Type.Optional(
              Type.Integer({ minimum: 1, maximum: MOST_DAYS, description: 'Lives so long; else until revoked.' }),
            ),
          }),
          response: { 200: Type.Object({ apiKey: ApiKeyBody, key: Type.String() }), ...errors },
        },
      },
      async request => apiKeys.add(agentOf(request), request.body),
    )

    app.delete(
      `${T}/api-keys/:id`,
      {
        schema: {
          summary: 'Revoke an API key, from the next request on',
          tags,
          security: forPeople,
          params: TenantItemParams,
          response: { 204: NoContent, ...errors },
        },
      },
      async (request, reply) => {
        await apiKeys.revoke(request.params.tenantId, request.params.id)
        return reply.code(204).send(null)
      },
    )
  }
