/** Keys for programs: made once, shown once, revoked at once. Use cases without HTTP. */
import { createHash, randomBytes } from 'node:crypto'
import type { Db } from '../db.ts'
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts'
import type { Agent } from './agent.store.ts'
import {
  type ApiKey,
  findApiKey,
  insertApiKey,
  listApiKeys,
  type NewApiKey,
  revokeApiKey,
  touchApiKey,
} from './api-key.store.ts'
import { KEY_PERMISSIONS, PERMISSIONS_OF, type Permission } from './permissions.ts'

/** What every key begins with: scanners for leaked secrets and people know it by that. */
export const KEY_PREFIX = 'yk_'
const SHOWN = KEY_PREFIX.length + 6

/** The maker of a key, with what the key lets do of what he may. */
export type KeyHolder = Agent & { permissions: readonly Permission[]; keyName: string }

export type ApiKeys = ReturnType<typeof createApiKeys>

export function createApiKeys({ db }: { db: Db }) {
  return {
    list: (tenantId: string): Promise<ApiKey[]> => listApiKeys(db.tenant(tenantId)),

    /** What this agent can give to a key. */
    grantable: (maker: Agent): readonly Permission[] =>
      PERMISSIONS_OF[maker.role].filter(one => KEY_PERMISSIONS.includes(one)),

    /** The key is in this answer and nowhere else. @throws Forbidden `permission_not_yours` or `permission_not_for_keys`. */
    async add(maker: Agent, wanted: NewApiKey): Promise<{ apiKey: ApiKey; key: string }> {
      for (const permission of wanted.permissions) checkPermission(maker, permission)
      const key = KEY_PREFIX + randomBytes(32).toString('base64url')
      const row = { ...wanted, beginning: key.slice(0, SHOWN), hash: hashKey(key) }
      return { apiKey: await insertApiKey(db.tenant(maker.tenantId), maker.id, row), key }
    },

    /** Takes effect with the next request. @throws NotFound `api_key_not_found`. */
    revoke: (tenantId: string, id: string): Promise<void> => revokeApiKey(db.tenant(tenantId), id),

    /**
     * Who asks with this key. @throws Unauthenticated `key_wrong`, the same for an unknown, revoked and expired one and
     * for that of a disabled agent; NotFound `tenant_not_found` where it belongs to another tenant.
     */
    async holderOf(key: string, tenantId: string): Promise<KeyHolder> {
      const found = await findApiKey(db, hashKey(key))
      if (found === undefined) throw wrongKey()
      const { agent, id, name, permissions } = found
      if (agent.tenantId !== tenantId) throw new NotFound('tenant_not_found', 'There is no such tenant.')
      await touchApiKey(db.tenant(tenantId), id)
      const allowed = PERMISSIONS_OF[agent.role].filter(one => KEY_PERMISSIONS.includes(one))
      return { ...agent, permissions: permissions.filter(one => allowed.includes(one)), keyName: name }
    },
  }
}

function checkPermission(maker: Agent, permission: Permission): void {
  if (!KEY_PERMISSIONS.includes(permission)) {
    throw new Forbidden('permission_not_for_keys', `A key cannot have the permission ${permission}.`, {
      remedy: 'Leave it out: agents and keys are made by people.',
      params: { permission },
    })
  }
  if (PERMISSIONS_OF[maker.role].includes(permission)) return
  throw new Forbidden('permission_not_yours', `A key cannot have ${permission}, for its maker does not.`, {
    remedy: 'Leave it out, or ask an administrator to make the key.',
    params: { permission },
  })
}

function wrongKey(): Unauthenticated {
  return new Unauthenticated('key_wrong', 'This API key is unknown, revoked or expired.', {
    remedy: 'Make a new one in the console under “My account”, or with: npx yingda api-key add NAME',
  })
}

/** 256 random bits need no slow hash. */
const hashKey = (key: string): string => createHash('sha256').update(key).digest('hex')
