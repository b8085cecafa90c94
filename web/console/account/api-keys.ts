import type { TenantApi } from '../../shared/api.ts'

export interface ApiKey {
  id: string
  name: string
  /** Its first characters. */
  beginning: string
  permissions: string[]
  agent: { id: string; name: string }
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
  revokedAt: string | null
}

export interface NewApiKey {
  name: string
  permissions: string[]
  days?: number
}

/** A key that was just made, with the permissions it has. */
export interface MadeKey {
  apiKey: ApiKey
  key: string
}

export const API_KEYS = ['api-keys']

export function fetchApiKeys(api: TenantApi): Promise<{ apiKeys: ApiKey[]; grantable: string[] }> {
  return api.get('/api-keys')
}

export function makeApiKey(api: TenantApi, key: NewApiKey): Promise<MadeKey> {
  return api.post('/api-keys', key)
}

export function revokeApiKey(api: TenantApi, id: string): Promise<void> {
  return api.remove(`/api-keys/${id}`)
}

export type KeyState = 'active' | 'until' | 'expired' | 'revoked'

export function stateOf({ revokedAt, expiresAt }: ApiKey, now = Date.now()): KeyState {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'active'
  return Date.parse(expiresAt) > now ? 'until' : 'expired'
}

/** The command that shows a new key at work. */
export function curlOf(origin: string, tenantId: string, key: string): string {
  return [
    `curl ${origin}/api/v1/tenants/${tenantId}/nlu/parse \\`,
    `  -H 'Authorization: Bearer ${key}' \\`,
    `  -H 'Content-Type: application/json' -d '{"text":"hello"}'`,
  ].join('\n')
}
