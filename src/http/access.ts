/**
 * Who may call what: every route of the server stands here, or the server does not start. A test walks this table
 * with the wrong tenant and the wrong role.
 */
import type { Permission } from '../admin/permissions.ts'

export type Access =
  /** Anybody. */
  | { who: 'public' }
  /** The holder of a visitor token of the inbox in the path. */
  | { who: 'visitor' }
  /** A signed-in agent of the tenant in the path or a key of his, with this permission; `own` is what every agent may do for himself, `owing` also he whose session owes a second factor. */
  | { who: 'agent'; permission: Permission | 'own'; audits?: Audits; owing?: true }

/** The table whose changed rows the route leaves in the audit log (src/db/audited-tables.ts), or why it leaves none. */
export type Audits = string | { nothing: string }

const PUBLIC: Access = { who: 'public' }
const VISITOR: Access = { who: 'visitor' }
const agent = (permission: Permission | 'own', audits?: Audits): Access =>
  audits === undefined ? { who: 'agent', permission } : { who: 'agent', permission, audits }
/** What it takes to set up a second factor that is owed. */
const owing = (audits?: Audits): Access => ({
  who: 'agent',
  permission: 'own',
  owing: true,
  ...(audits === undefined ? {} : { audits }),
})

const T = '/api/v1/tenants/:tenantId'
const I = '/public/api/v1/inboxes/:inboxId'

export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /healthz': PUBLIC,
  'GET /readyz': PUBLIC,
  'GET /site.json': PUBLIC,

  'POST /api/v1/session': PUBLIC,
  'POST /api/v1/account-links/look': PUBLIC,
  'POST /api/v1/account-links/use': PUBLIC,
  'GET /api/v1/session': owing(),
  'DELETE /api/v1/session': owing({ nothing: 'signing out is no change' }),
  [`PUT ${T}/me/availability`]: agent('own', { nothing: 'of this moment' }),
  [`POST ${T}/me/password`]: agent('own', 'agent'),
  [`PUT ${T}/me/avatar`]: agent('own', 'agent'),
  [`DELETE ${T}/me/avatar`]: agent('own', 'agent'),
  [`GET ${T}/me/sessions`]: agent('own'),
  [`DELETE ${T}/me/sessions`]: agent('own', 'agent_session'),
  [`DELETE ${T}/me/sessions/:id`]: agent('own', 'agent_session'),
  [`GET ${T}/me/second-factor`]: agent('own'),
  [`POST ${T}/me/second-factor`]: owing('second_factor'),
  [`POST ${T}/me/second-factor/confirm`]: owing('second_factor'),
  [`POST ${T}/me/second-factor/recovery-codes`]: agent('own', 'recovery_code'),
  [`POST ${T}/me/second-factor/remove`]: agent('own', 'second_factor'),
  [`GET ${T}/socket`]: agent('conversations:read'),

  [`GET ${T}/conversations`]: agent('conversations:read'),
  [`GET ${T}/conversations/search`]: agent('conversations:read'),
  [`GET ${T}/desk-settings`]: agent('conversations:read'),
  [`PUT ${T}/desk-settings`]: agent('settings:write', 'setting'),
  [`GET ${T}/views`]: agent('conversations:read'),
  [`POST ${T}/views`]: agent('conversations:write', 'saved_view'),
  [`PUT ${T}/views/:id`]: agent('conversations:write', 'saved_view'),
  [`DELETE ${T}/views/:id`]: agent('conversations:write', 'saved_view'),
  [`GET ${T}/conversations/:id`]: agent('conversations:read'),
  [`GET ${T}/conversations/:id/events`]: agent('conversations:read'),
  [`POST ${T}/conversations/:id/messages`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/accept`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/decline`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/transfer`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/take-over`]: agent('conversations:supervise'),
  [`POST ${T}/conversations/:id/suggestions`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/suggestions/inserted`]: agent('conversations:write'),
  [`GET ${T}/conversations/:id/facts`]: agent('conversations:read'),
  [`PATCH ${T}/contacts/:id`]: agent('conversations:write'),
  [`PATCH ${T}/contacts/:id/attributes`]: agent('conversations:write', 'contact'),
  [`POST ${T}/contacts/:id/notes`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/recall`]: agent('conversations:write'),
  [`GET ${T}/conversations/:id/recalled`]: agent('conversations:supervise'),
  [`GET ${T}/ratings/summary`]: agent('overview:read'),
  [`GET ${T}/suggestions/use`]: agent('overview:read'),
  [`GET ${T}/colleagues`]: agent('conversations:read'),
  [`POST ${T}/conversations/:id/return-to-bot`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/return-to-queue`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/snooze`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/notes`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/mentions/read`]: agent('conversations:read'),
  [`PUT ${T}/conversations/:id/labels`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/macro`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/reopen`]: agent('conversations:write'),
  [`POST ${T}/conversations/:id/block`]: agent('contacts:block'),
  [`POST ${T}/conversations/:id/unblock`]: agent('contacts:block'),
  [`GET ${T}/blocked`]: agent('conversations:read'),
  [`GET ${T}/labels`]: agent('conversations:read'),
  [`POST ${T}/labels`]: agent('desk-tools:write', 'label'),
  [`PUT ${T}/labels/:id`]: agent('desk-tools:write', 'label'),
  [`DELETE ${T}/labels/:id`]: agent('desk-tools:write', 'label'),
  [`GET ${T}/canned`]: agent('conversations:read'),
  [`POST ${T}/canned`]: agent('canned:write', 'canned_response'),
  [`PUT ${T}/canned/:id`]: agent('canned:write', 'canned_response'),
  [`DELETE ${T}/canned/:id`]: agent('canned:write', 'canned_response'),
  [`POST ${T}/canned/:id/used`]: agent('conversations:write'),
  [`GET ${T}/macros`]: agent('conversations:read'),
  [`POST ${T}/macros`]: agent('canned:write', 'macro'),
  [`PUT ${T}/macros/:id`]: agent('canned:write', 'macro'),
  [`DELETE ${T}/macros/:id`]: agent('canned:write', 'macro'),
  [`POST ${T}/conversations/:id/close`]: agent('conversations:write'),

  [`GET ${T}/documents`]: agent('knowledge:read'),
  [`POST ${T}/documents`]: agent('knowledge:write', 'document'),
  [`GET ${T}/documents/:id`]: agent('knowledge:read'),
  [`PUT ${T}/documents/:id`]: agent('knowledge:write', 'document'),
  [`DELETE ${T}/documents/:id`]: agent('knowledge:write', 'document'),
  [`GET ${T}/documents/:id/passages`]: agent('knowledge:read'),
  [`GET ${T}/documents/export`]: agent('knowledge:read'),
  [`POST ${T}/documents/try`]: agent('knowledge:read'),
  [`GET ${T}/passages/:id`]: agent('knowledge:read'),
  [`POST ${T}/search`]: agent('knowledge:read'),
  [`POST ${T}/coverage`]: agent('knowledge:read'),
  [`GET ${T}/answer-curves`]: agent('knowledge:read'),
  [`GET ${T}/unanswered`]: agent('knowledge:read'),

  [`GET ${T}/sources`]: agent('knowledge:read'),
  [`POST ${T}/sources`]: agent('sources:write', 'source'),
  [`POST ${T}/sources/preview`]: agent('sources:write', { nothing: 'shows, and stores nothing' }),
  [`POST ${T}/sources/address`]: agent('sources:write', 'source'),
  [`GET ${T}/sources/:id`]: agent('knowledge:read'),
  [`PATCH ${T}/sources/:id`]: agent('sources:write', 'source'),
  [`DELETE ${T}/sources/:id`]: agent('sources:write', 'source'),
  [`POST ${T}/sources/:id/read-again`]: agent('sources:write', {
    nothing: 'work of the engine, in the list of its runs',
  }),
  [`POST ${T}/sources/:id/cancel`]: agent('sources:write', { nothing: 'work of the engine, in the list of its runs' }),
  [`POST ${T}/sources/:id/put-back`]: agent('sources:write', 'source'),
  [`GET ${T}/sources/:id/original`]: agent('knowledge:read'),

  [`GET ${T}/intents`]: agent('nlu:read'),
  [`POST ${T}/intents`]: agent('nlu:write', 'intent'),
  [`PUT ${T}/intents/:id`]: agent('nlu:write', 'intent'),
  [`DELETE ${T}/intents/:id`]: agent('nlu:write', 'intent'),
  [`GET ${T}/entities`]: agent('nlu:read'),
  [`PUT ${T}/entities`]: agent('nlu:write', 'setting'),
  [`POST ${T}/train`]: agent('nlu:write', 'nlu_model'),
  [`POST ${T}/nlu/parse`]: agent('nlu:read'),
  [`POST ${T}/nlu/model/parse`]: agent('nlu:read'),
  [`POST ${T}/nlu/parse-all`]: agent('nlu:read'),
  [`POST ${T}/nlu/explain`]: agent('nlu:read'),

  [`GET ${T}/settings`]: agent('settings:read'),
  [`PUT ${T}/settings`]: agent('settings:write', 'setting'),
  [`GET ${T}/embedder`]: agent('settings:read'),
  [`PUT ${T}/embedder`]: agent('settings:write', 'embedder_switch'),
  [`DELETE ${T}/embedder/switch`]: agent('settings:write', 'embedder_switch'),
  [`GET ${T}/handover`]: agent('settings:read'),
  [`PUT ${T}/handover`]: agent('settings:write', 'setting'),
  [`POST ${T}/handover/try`]: agent('settings:read'),
  [`GET ${T}/handover/dry-run`]: agent('settings:write'),
  [`POST ${T}/handover/dry-run`]: agent('settings:write', { nothing: 'it only looks' }),
  [`DELETE ${T}/handover/dry-run`]: agent('settings:write', { nothing: 'it only looked' }),
  [`GET ${T}/inboxes`]: agent('settings:read'),
  [`PUT ${T}/inboxes/:id`]: agent('settings:write', 'inbox'),
  [`POST ${T}/inboxes/:id/identity-key`]: agent('settings:write', 'inbox'),
  [`DELETE ${T}/inboxes/:id/identity-key`]: agent('settings:write', 'inbox'),

  [`GET ${T}/agents`]: agent('agents:read'),
  [`POST ${T}/agents`]: agent('agents:write', 'agent'),
  [`PATCH ${T}/agents/:id`]: agent('agents:write', 'agent'),
  [`POST ${T}/agents/:id/reset-password`]: agent('agents:write', 'agent'),
  [`POST ${T}/agents/:id/reset-second-factor`]: agent('agents:write', 'second_factor'),
  [`POST ${T}/agents/:id/link`]: agent('agents:write', 'account_link'),
  [`PUT ${T}/agents/:id/avatar`]: agent('agents:write', 'agent'),
  [`DELETE ${T}/agents/:id/avatar`]: agent('agents:write', 'agent'),
  [`GET ${T}/agents/:id/sessions`]: agent('agents:write'),
  [`DELETE ${T}/agents/:id/sessions`]: agent('agents:write', 'agent_session'),
  [`DELETE ${T}/agents/:id/sessions/:sessionId`]: agent('agents:write', 'agent_session'),
  [`POST ${T}/invitations`]: agent('agents:write', 'agent'),
  [`GET ${T}/sign-in-rules`]: agent('agents:read'),
  [`PUT ${T}/sign-in-rules`]: agent('agents:write', 'setting'),
  [`GET ${T}/audit`]: agent('audit:read'),
  [`GET ${T}/audit/export`]: agent('audit:read'),

  [`GET ${T}/api-keys`]: agent('api-keys:write'),
  [`POST ${T}/api-keys`]: agent('api-keys:write', 'api_key'),
  [`DELETE ${T}/api-keys/:id`]: agent('api-keys:write', 'api_key'),
  [`PUT ${T}/agents/:id/routing`]: agent('agents:write', 'agent_skill'),
  [`GET ${T}/routing`]: agent('settings:read'),
  [`PUT ${T}/routing`]: agent('settings:write', 'setting'),
  [`GET ${T}/teams`]: agent('agents:read'),
  [`POST ${T}/teams`]: agent('agents:write', 'team'),
  [`PUT ${T}/teams/:id`]: agent('agents:write', 'team'),
  [`DELETE ${T}/teams/:id`]: agent('agents:write', 'team'),

  [`GET ${T}/privacy/contacts`]: agent('privacy:write'),
  [`GET ${T}/privacy/contacts/:id`]: agent('privacy:write'),
  [`GET ${T}/privacy/contacts/:id/export`]: agent('privacy:write'),
  [`DELETE ${T}/privacy/contacts/:id`]: agent('privacy:write', 'data_request'),
  [`GET ${T}/privacy/retention`]: agent('privacy:write'),
  [`PUT ${T}/privacy/retention/:id`]: agent('privacy:write', 'inbox'),

  [`GET ${T}/overview`]: agent('overview:read'),

  [`GET ${I}/widget`]: PUBLIC,
  [`POST ${I}/sessions`]: PUBLIC,
  /** The socket is let in by its first frame, which carries the token. */
  [`GET ${I}/socket`]: PUBLIC,
  [`GET ${I}/messages`]: VISITOR,
  [`POST ${I}/messages`]: VISITOR,
  [`POST ${I}/contact`]: VISITOR,
  [`POST ${I}/feedback`]: VISITOR,
  [`POST ${I}/ratings`]: VISITOR,
  [`GET ${I}/passages/:id`]: PUBLIC,

  'GET /avatars/:id': PUBLIC,

  'GET /': PUBLIC,
  'GET /desk': PUBLIC,
  'GET /desk/*': PUBLIC,
  'GET /console': PUBLIC,
  'GET /console/*': PUBLIC,
  'GET /chat/:inboxId': PUBLIC,
  'GET /source/:inboxId/:passageId': PUBLIC,
  'GET /*': PUBLIC,
}

/** True for routes that take an API key as well: a tenant's data, but nobody's own account, no socket and no keys. */
export function takesKeys(access: Access, url: string): boolean {
  if (access.who !== 'agent' || access.permission === 'own' || !url.startsWith(`${T}/`)) return false
  return access.permission !== 'api-keys:write' && !url.endsWith('/socket')
}

/**
 * True for a route that has to say what it audits: whatever an agent changes, but conversations, whose changes are
 * their events.
 */
export function mustAudit(method: string, access: Access): boolean {
  if (access.who !== 'agent' || method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  const { permission } = access
  return permission === 'own' || (permission.endsWith(':write') && permission !== 'conversations:write')
}

/** The entry of a route; HEAD follows its GET, OPTIONS is a browser's question without effect. */
export function accessOf(method: string, url: string): Access | undefined {
  if (method === 'OPTIONS' || url.startsWith('/docs/api')) return PUBLIC
  return ACCESS[`${method === 'HEAD' ? 'GET' : method} ${url}`]
}
