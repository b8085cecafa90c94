/** `yingda api-key`: keys for programs, without the console. */
import type { ApiKey } from '../../src/admin/api-key.store.ts'
import type { ApiKeys } from '../../src/admin/api-keys.ts'
import type { Db } from '../../src/db.ts'
import type { Command } from '../command.ts'
import { conclude, outputColours, table } from '../terminal.ts'

const ACTIONS = ['add', 'list', 'revoke'] as const
const DAYS = { least: 1, most: 3650 }

export const apiKey: Command = {
  usage: 'api-key <action> [name]',
  summary: 'Keys for programs: api-key add NAME, api-key list, api-key revoke ID',
  example: 'api-key add shop-backend --permissions nlu:read',
  options: [
    { flags: '--permissions <list>', description: 'add: what it may do, with commas between; default nlu:read' },
    { flags: '--days <count>', description: 'add: lives so many days; default until it is revoked' },
  ],
  async run([action = '', name], options) {
    const { oneOf } = await import('../options.ts')
    const { inTenantAs } = await import('../workplace.ts')
    const { createApiKeys } = await import('../../src/admin/api-keys.ts')
    const wanted = oneOf('action of api-key', action, ACTIONS)
    await inTenantAs(`api-key ${wanted}`, { create: false }, async ({ db, tenantId }) => {
      const keys = createApiKeys({ db })
      if (wanted === 'list') return showList(await keys.list(tenantId), options)
      if (name === undefined || name === '') throw await nameless(wanted)
      if (wanted === 'add') return add(keys, db, tenantId, name, options)
      const found = (await keys.list(tenantId)).find(one => one.id === name || one.beginning === name)
      await keys.revoke(tenantId, found?.id ?? (await validId(name)))
      conclude(options, { revoked: found?.id ?? name }, () => [`Revoked: ${found?.name ?? name}`])
    })
    return undefined
  },
}

async function add(
  keys: ApiKeys,
  db: Db,
  tenantId: string,
  name: string,
  options: Record<string, unknown>,
): Promise<void> {
  const { numberOption, oneOf } = await import('../options.ts')
  const { KEY_PERMISSIONS } = await import('../../src/admin/permissions.ts')
  const asked = String(options.permissions ?? 'nlu:read').split(',')
  const made = await keys.add(await ownerOf(db, tenantId), {
    name,
    permissions: [...new Set(asked.map(one => oneOf('permission of a key', one.trim(), KEY_PERMISSIONS)))],
    ...(options.days === undefined ? {} : { days: numberOption('--days', options.days, { ...DAYS, fallback: 1 }) }),
  })
  const { bold, dim } = outputColours
  conclude(options, { ...made, tenantId }, () => [
    `${name}: ${made.apiKey.permissions.join(', ')}`,
    `  key     ${bold(made.key)}   ${dim('shown only now')}`,
    `  tenant  ${tenantId}`,
  ])
}

/** Whoever may start this command has the whole database: the key acts as the tenant's owner. */
async function ownerOf(db: Db, tenantId: string) {
  const { listAgents } = await import('../../src/admin/agent.store.ts')
  const { Conflict } = await import('../../src/errors.ts')
  const owner = (await listAgents(db.tenant(tenantId))).find(({ role, disabled }) => role === 'owner' && !disabled)
  if (owner !== undefined) return owner
  throw new Conflict('owner_missing', 'There is no owner in whose name a key could act.', {
    remedy: 'Add one: npx yingda user add EMAIL --role owner',
  })
}

async function nameless(action: string) {
  const { InvalidInput } = await import('../../src/errors.ts')
  return new InvalidInput('option_missing', `api-key ${action} needs a ${action === 'add' ? 'name' : 'key'}.`, {
    remedy: action === 'add' ? 'For example: npx yingda api-key add shop-backend' : 'See: npx yingda api-key list',
  })
}

async function validId(given: string): Promise<never> {
  const { NotFound } = await import('../../src/errors.ts')
  throw new NotFound('api_key_not_found', `There is no API key ${given}.`, {
    remedy: 'See all of them: npx yingda api-key list',
    value: given,
  })
}

function showList(keys: readonly ApiKey[], options: Record<string, unknown>): void {
  const rows = keys.map(key => [
    key.id,
    key.name,
    `${key.beginning}…`,
    key.permissions.join(' '),
    key.lastUsedAt?.slice(0, 16).replace('T', ' ') ?? 'never used',
    stateOf(key),
  ])
  conclude(options, { apiKeys: keys }, () =>
    keys.length === 0
      ? ['There are none. Make one: npx yingda api-key add NAME']
      : table(['id', 'name', 'begins', 'permissions', 'last used', 'state'], rows, []),
  )
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'active'
  return Date.parse(expiresAt) > Date.now() ? `until ${expiresAt.slice(0, 10)}` : 'expired'
}
