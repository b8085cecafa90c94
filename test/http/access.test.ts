/**
 * Walks the table in src/http/access.ts: who is not let in is refused on every route, and a route that nobody listed
 * fails here.
 */
import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertIntent } from '../../src/admin/intents.ts'
import { KEY_PERMISSIONS, PERMISSIONS_OF, type Permission, ROLES } from '../../src/admin/permissions.ts'
import { writeSignInRules } from '../../src/admin/sign-in-rules.ts'
import { addTeam } from '../../src/admin/teams.ts'
import { AUDITED_APART, AUDITED_TABLES } from '../../src/db/audited-tables.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import { ACCESS, type Access, mustAudit, takesKeys } from '../../src/http/access.ts'
import { newId } from '../../src/id.ts'
import { type Answer, buildApp, RefusedUpgrade, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { pngOf } from '../helpers/images.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { FAQ, INTENTS } from '../helpers/shop.ts'

let shop: TestApp
let a: SignedIn
let b: SignedIn
let visitor: Visitor
/** Something of tenant B for each kind of id in a path. */
let ofB: Record<
  | 'conversations'
  | 'documents'
  | 'sources'
  | 'intents'
  | 'inboxes'
  | 'retention'
  | 'contacts'
  | 'agents'
  | 'teams'
  | 'api-keys',
  string
>
/** Keys with all that a key can have, of the owners of A and B. */
let keys: { a: string; b: string }

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  a = await shop.signIn('owner')
  b = await shop.signIn('owner', shop.other)
  visitor = await shop.newVisitor()
  const tenantB = shop.other.tenantId
  const visitorOfB = await shop.newVisitor(shop.other)
  const conversations = (await visitorOfB.say('人工')).conversationId
  await shop.app.knowledge.import(tenantB, FAQ.slice(0, 1))
  const documents = (await shop.app.knowledge.list(tenantB, { offset: 0, limit: 1 })).documents[0]!.id
  const sources = (await shop.app.sources.upload(tenantB, 'canary.txt', Buffer.from('canary'), {})).id
  const intents = (await insertIntent(shop.db.tenant(tenantB), INTENTS[0]!)).id
  await shop.app.ingestion.idle()
  const [keyOfA, keyOfB] = [await makeKey(a), await makeKey(b)]
  keys = { a: keyOfA.key, b: keyOfB.key }
  // Whoever shows a session marks it as seen, once a minute: not while this walk lasts, or B would seem to be written to.
  await shop.db.query("UPDATE agent_session SET seen_at = now() + interval '1 day' WHERE agent_id = $1", [b.id])
  const teams = (await addTeam(shop.db.tenant(tenantB), { name: 'canary@team', agentIds: [b.id] })).id
  ofB = {
    conversations,
    documents,
    sources,
    intents,
    inboxes: shop.other.inboxId,
    retention: shop.other.inboxId,
    contacts: visitorOfB.contactId,
    agents: b.id,
    teams,
    'api-keys': keyOfB.id,
  }
}, 120_000)
afterAll(() => shop.close())

async function makeKey(maker: SignedIn, permissions: readonly Permission[] = KEY_PERMISSIONS) {
  const { body } = await maker.call('POST', '/api-keys', { name: 'canary', permissions })
  const { apiKey, key } = body as { apiKey: { id: string }; key: string }
  return { id: apiKey.id, key }
}

interface Route {
  method: string
  url: string
  access: Access
}
const ROUTES: Route[] = Object.entries(ACCESS).map(([key, access]) => {
  const [method, url] = key.split(' ') as [string, string]
  return { method, url, access }
})
const agentRoutes = ROUTES.filter(route => route.access.who === 'agent')
const inTenant = agentRoutes.filter(route => route.url.includes(':tenantId') && !route.url.endsWith('/socket'))
const withItem = inTenant.filter(route => route.url.includes(':id'))
const named = (routes: Route[]) => routes.map(route => [`${route.method} ${route.url}`, route] as const)

/** A body that the route would take from somebody who may: a refusal must not come from the schema. */
const BODIES: Record<string, unknown> = {
  'PUT /me/availability': { availability: 'online' },
  'POST /me/password': { current: 'x', next: 'a long enough password' },
  'POST /conversations/:id/messages': { clientMessageId: 'canary-00000001', text: 'canary', epoch: 1 },
  'POST /conversations/:id/accept': {},
  'POST /conversations/:id/decline': { epoch: 1 },
  'POST /inboxes/:id/identity-key': {},
  'POST /conversations/:id/transfer': { epoch: 1, to: { kind: 'agent', id: newId() } },
  'POST /conversations/:id/take-over': {},
  'POST /conversations/:id/recall': { seq: 1 },
  'PATCH /contacts/:id': { name: 'canary' },
  'PATCH /contacts/:id/attributes': { attributes: { canary: true } },
  'POST /contacts/:id/notes': { text: 'canary' },
  'POST /conversations/:id/suggestions': {},
  'POST /conversations/:id/suggestions/inserted': { suggestionId: newId() },
  'PUT /desk-settings': { settings: { firstReplySeconds: 30 } },
  'POST /views': { name: 'canary', shared: false, filter: {} },
  'PUT /views/:id': { name: 'canary', shared: false, filter: {} },
  'PUT /agents/:id/routing': { languages: ['zh'], skills: [{ skill: 'canary', level: 1 }] },
  'PUT /sign-in-rules': { rules: { secondFactorRoles: [] } },
  'PUT /routing': { routing: { ...DEFAULT_ROUTING, offerSeconds: 30 } },
  'POST /teams': { name: 'canary', agentIds: [] },
  'PUT /teams/:id': { name: 'canary', agentIds: [] },
  'POST /conversations/:id/return-to-bot': { epoch: 1 },
  'POST /conversations/:id/return-to-queue': { epoch: 1 },
  'POST /conversations/:id/snooze': { epoch: 0, until: '2026-01-01T00:00:00Z' },
  'POST /conversations/:id/notes': { clientMessageId: 'canary-00000002', text: 'canary' },
  'POST /conversations/:id/mentions/read': {},
  'PUT /conversations/:id/labels': { labelIds: [] },
  'POST /conversations/:id/macro': {
    runId: '019ab000-0000-7000-8000-000000000001',
    epoch: 0,
    steps: [{ kind: 'close' }],
  },
  'POST /conversations/:id/reopen': {},
  'POST /conversations/:id/block': { reason: 'canary' },
  'POST /conversations/:id/unblock': {},
  'POST /labels': { name: 'canary', colour: 'red' },
  'PUT /labels/:id': { name: 'canary', colour: 'red' },
  'POST /canned': { shortcut: 'canary', title: 'canary', zh: 'canary', en: '', shared: true },
  'PUT /canned/:id': { shortcut: 'canary', title: 'canary', zh: 'canary', en: '', shared: true },
  'POST /canned/:id/used': {},
  'POST /macros': { name: 'canary', actions: [{ kind: 'close' }], shared: true },
  'PUT /macros/:id': { name: 'canary', actions: [{ kind: 'close' }], shared: true },
  'POST /conversations/:id/close': {},
  'POST /documents': {
    kind: 'faq',
    key: 'canary',
    language: 'en',
    title: 'canary',
    similar: [],
    body: 'canary',
    tags: [],
  },
  'PUT /documents/:id': { title: 'canary', similar: [], body: 'canary', tags: [], enabled: true, revision: 1 },
  'POST /search': { text: 'canary' },
  'POST /coverage': { questions: ['canary'] },
  'POST /documents/try': {
    document: { kind: 'faq', language: 'en', title: 'canary', similar: [], body: 'canary' },
    questions: ['canary'],
  },
  'POST /sources/address': { kind: 'page', url: 'https://canary.example/' },
  'PATCH /sources/:id': { name: 'canary' },
  'POST /sources/:id/put-back': { version: 1 },
  'POST /intents': { ...INTENTS[1], name: 'canary' },
  'PUT /intents/:id': { ...INTENTS[1], name: 'canary' },
  'PUT /embedder': { models: ['built-in'] },
  'PUT /handover': { handover: DEFAULT_HANDOVER },
  'POST /handover/dry-run': { handover: DEFAULT_HANDOVER, days: 7 },
  'POST /handover/try': { handover: DEFAULT_HANDOVER, message: { text: 'canary' } },
  'PUT /entities': { entities: [{ name: 'canary', patterns: ['canary'] }] },
  'POST /train': {},
  'POST /nlu/parse': { text: 'canary' },
  'POST /nlu/model/parse': { text: 'canary' },
  'POST /nlu/parse-all': { texts: ['canary'] },
  'POST /nlu/explain': { text: 'canary' },
  'PUT /settings': { settings: { words: { zh: {}, en: { go_on: 'canary' } }, thresholds: {} } },
  'POST /api-keys': { name: 'canary', permissions: ['nlu:read'] },
  'POST /agents': { name: 'canary', email: 'canary@example.com', role: 'owner', capacity: 5 },
  'PATCH /agents/:id': { name: 'canary', role: 'agent', capacity: 0, disabled: true },
  'POST /agents/:id/reset-password': {},
  'PUT /privacy/retention/:id': { days: 30 },
  'POST /agents/:id/reset-second-factor': {},
  'POST /agents/:id/link': {},
  'POST /invitations': { name: 'canary', email: 'canary@example.com', role: 'agent', capacity: 5 },
  'PUT /me/avatar': pngOf(2, 2),
  'PUT /agents/:id/avatar': pngOf(2, 2),
  'POST /me/second-factor': { password: 'x' },
  'POST /me/second-factor/confirm': { code: '000000' },
  'POST /me/second-factor/recovery-codes': { password: 'x' },
  'POST /me/second-factor/remove': { password: 'x' },
}
const T = '/api/v1/tenants/:tenantId'
/** Takes seconds, or the session that walks. */
const ENDS_THE_WALK = ['POST /train', 'DELETE /me/sessions']

async function bodyOf({ method, url }: Route): Promise<unknown> {
  const key = `${method} ${url.replace(T, '')}`
  if (key === 'PUT /inboxes/:id') {
    const { body } = await b.call('GET', '/inboxes')
    return { name: 'canary', settings: (body as { inboxes: { settings: unknown }[] }).inboxes[0]!.settings }
  }
  return BODIES[key]
}

async function call(route: Route, tenantId: string, headers: Record<string, string>): Promise<Answer> {
  const kind = route.url.replace(`${T}/`, '').replace('privacy/', '').split('/')[0] as keyof typeof ofB
  const path = route.url
    .replace(':tenantId', tenantId)
    .replace(':id', ofB[kind] ?? newId())
    .replace(':sessionId', newId())
  const body = await bodyOf(route)
  if (Buffer.isBuffer(body)) {
    return shop.request(route.method, path, { raw: body, headers: { 'content-type': 'image/png', ...headers } })
  }
  return shop.request(route.method, path, { headers, ...(body === undefined ? {} : { body }) })
}

const TABLES_OF_B =
  'agent agent_session agent_avatar second_factor recovery_code account_link audit_log api_key team agent_team agent_skill presence inbox contact conversation event handoff suggestion rating recalled_message contact_note source source_version ingestion document passage intent nlu_model embedder_adaptation embedder_switch setting mention label conversation_label canned_response macro data_request erased_count'

/** Everything that tenant B has, sessions and passwords included. */
async function stateOfB(): Promise<string> {
  const state: unknown[] = []
  for (const table of TABLES_OF_B.split(' ')) {
    const sql = `SELECT to_jsonb(t) AS row FROM ${table} t WHERE tenant_id = $1 ORDER BY 1`
    state.push([table, (await shop.db.query(sql, [shop.other.tenantId])).rows])
  }
  return JSON.stringify(state)
}

describe('the table of routes', () => {
  test('lists every route that the server has, and no other', () => {
    const listed = ROUTES.map(route => `${route.method} ${route.url}`)
    const registered = registeredRoutes().filter(route => !route.includes('/docs/api'))
    expect(registered.length).toBeGreaterThan(40)
    expect(registered.filter(route => !listed.includes(route))).toEqual([])
    // Without built pages nothing serves their files.
    expect(listed.filter(route => !registered.includes(route) && !/ \/\*?$/.test(route))).toEqual([])
  })

  test('gives every write and every read of a tenant to agents only', () => {
    const wrong = ROUTES.filter(route => route.url.includes('/tenants/') && route.access.who !== 'agent')
    expect(wrong).toEqual([])
    expect(agentRoutes.length).toBeGreaterThan(25)
  })
})

describe('what a route leaves in the audit log', () => {
  test('is said for every route that changes something', () => {
    for (const { method, url, access } of agentRoutes) {
      const audits = access.who === 'agent' ? access.audits : undefined
      if (mustAudit(method, access)) expect(audits, `${method} ${url}`).toBeDefined()
      if (typeof audits === 'string')
        expect(Object.keys({ ...AUDITED_TABLES, ...AUDITED_APART }), `${method} ${url}`).toContain(audits)
    }
  })
})

describe('a route for agents', () => {
  test.each(named(agentRoutes))('refuses nobody with 401: %s', async (_, route) => {
    for (const headers of [{}, { cookie: 'yingda_session=guess' }, { authorization: `Bearer ${visitor.token}` }]) {
      const answer = await call(route, shop.home.tenantId, headers as Record<string, string>)
      expect([answer.status, answer.code]).toEqual([401, 'not_signed_in'])
    }
  })

  test.each(named(inTenant))('hides tenant B from the owner of tenant A: %s', async (_, route) => {
    const before = await stateOfB()
    const answer = await call(route, shop.other.tenantId, { cookie: a.cookie })
    expect([answer.status, answer.code]).toEqual([404, 'tenant_not_found'])
    expect(await stateOfB()).toBe(before)
  })

  test.each(named(withItem))("does not find B's thing in tenant A: %s", async (_, route) => {
    const before = await stateOfB()
    const answer = await call(route, shop.home.tenantId, { cookie: a.cookie })
    expect(answer.status).toBe(404)
    expect(JSON.stringify(answer.body)).not.toContain('canary@')
    expect(await stateOfB()).toBe(before)
  })

  test('lets each role do exactly what its permissions say', async () => {
    const agents = {
      owner: a,
      admin: await shop.signIn('admin'),
      supervisor: await shop.signIn('supervisor'),
      agent: await shop.signIn('agent'),
      analyst: await shop.signIn('analyst'),
    }
    for (const route of inTenant) {
      const needed = (route.access as { permission: Permission | 'own' }).permission
      for (const role of ROLES) {
        const may = needed === 'own' || PERMISSIONS_OF[role].includes(needed)
        // What he may do is tried too, on things that are not there, or of tenant A, which nobody looks at here.
        if (may && ENDS_THE_WALK.includes(`${route.method} ${route.url.replace(T, '')}`)) continue
        const answer = await call(route, shop.home.tenantId, { cookie: agents[role].cookie })
        const verdict = `${role} ${route.method} ${route.url}: ${answer.status} ${answer.code}`
        if (may) expect(verdict).not.toMatch(/permission_missing|: 401|: 5/)
        else expect(verdict).toBe(`${role} ${route.method} ${route.url}: 403 permission_missing`)
      }
    }
  }, 120_000)

  test('lets a session that owes a second factor do nothing but set it up', async () => {
    const half = await shop.signIn('owner')
    const home = shop.db.tenant(shop.home.tenantId)
    await writeSignInRules(home, { secondFactorRoles: ['owner'] })
    await shop.db.query('UPDATE agent_session SET owes_factor = true WHERE agent_id = $1', [half.id])
    const open: string[] = []
    for (const route of agentRoutes) {
      if (route.method === 'DELETE' && route.url === '/api/v1/session') continue
      const answer = await call(route, shop.home.tenantId, { cookie: half.cookie })
      if (answer.code === 'second_factor_demanded') expect(answer.status).toBe(403)
      else open.push(`${route.method} ${route.url.replace(T, '')}`)
    }
    expect(open).toEqual(['GET /api/v1/session', 'POST /me/second-factor', 'POST /me/second-factor/confirm'])
    const socket = shop.socket(`/api/v1/tenants/${shop.home.tenantId}/socket`, { cookie: half.cookie })
    await expect(socket).rejects.toThrow(RefusedUpgrade)
    expect((await half.call('GET', '/agents')).code).toBe('second_factor_demanded')
    expect((await shop.request('DELETE', '/api/v1/session', { headers: { cookie: half.cookie } })).status).toBe(204)
    await writeSignInRules(home, { secondFactorRoles: [] })
  }, 60_000)

  test('has a body above if it takes one, so that no refusal is the schema’s', () => {
    const { paths } = shop.app.server.swagger() as unknown as {
      paths: Record<string, Record<string, { requestBody?: { content?: Record<string, unknown> } } | undefined>>
    }
    for (const { method, url } of inTenant) {
      const content = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content ?? {}
      const key = `${method} ${url.replace(T, '')}`
      if ('application/json' in content && key !== 'PUT /inboxes/:id') expect(BODIES, key).toHaveProperty([key])
    }
  })

  test('keeps an agent from what only administrators do', () => {
    expect(PERMISSIONS_OF.agent).not.toContain('agents:write')
    expect(PERMISSIONS_OF.agent).not.toContain('settings:write')
    expect(PERMISSIONS_OF.agent).not.toContain('nlu:write')
  })

  test.each(named(agentRoutes.filter(route => route.method !== 'GET')))(
    'refuses a foreign site: %s',
    async (_, route) => {
      const before = await stateOfB()
      for (const origin of ['https://evil.example', 'null', 'http://localhost:8080']) {
        const answer = await call(route, shop.other.tenantId, { cookie: b.cookie, origin })
        expect([answer.status, answer.code]).toEqual([403, 'foreign_site'])
      }
      expect(await stateOfB()).toBe(before)
    },
  )

  test('takes a write from its own pages', async () => {
    const { status } = await a.call(
      'POST',
      '/search',
      { text: 'hello' },
      { origin: 'http://shop.local:3000', host: 'shop.local:3000' },
    )
    expect(status).not.toBe(403)
  })

  test('lets no foreign site sign in or open a desk socket', async () => {
    const body = { email: a.email, password: 'anything' }
    const signIn = await shop.request('POST', '/api/v1/session', { body, headers: { origin: 'https://evil.example' } })
    expect([signIn.status, signIn.code]).toEqual([403, 'foreign_site'])
    const opening = shop.socket(`/api/v1/tenants/${a.tenantId}/socket`, {
      cookie: a.cookie,
      origin: 'https://evil.example',
    })
    await expect(opening).rejects.toEqual(new RefusedUpgrade(403))
  })

  test('opens the desk socket to its own tenant only', async () => {
    await expect(shop.socket(`/api/v1/tenants/${a.tenantId}/socket`)).rejects.toEqual(new RefusedUpgrade(401))
    const foreign = shop.socket(`/api/v1/tenants/${shop.other.tenantId}/socket`, { cookie: a.cookie })
    await expect(foreign).rejects.toEqual(new RefusedUpgrade(404))
  })

  test('is closed to a session that ended, expired, or belongs to a disabled agent', async () => {
    const [out, old, disabled] = [await shop.signIn(), await shop.signIn(), await shop.signIn()]
    const status = async (agent: SignedIn) => (await agent.call('GET', '/conversations')).status
    expect(await status(out)).toBe(200)
    await shop.request('DELETE', '/api/v1/session', { headers: { cookie: out.cookie } })
    await shop.db.query("UPDATE agent_session SET expires_at = now() - interval '1 s' WHERE agent_id = $1", [old.id])
    await a.call('PATCH', `/agents/${disabled.id}`, { disabled: true })
    expect([await status(out), await status(old), await status(disabled)]).toEqual([401, 401, 401])
  })
})

const withKeys = inTenant.filter(route => takesKeys(route.access, route.url))
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

describe('an API key', () => {
  test.each(named(withKeys))('of tenant B does not see tenant A, nor A tenant B: %s', async (_, route) => {
    const before = await stateOfB()
    for (const [tenantId, key] of [
      [shop.home.tenantId, keys.b],
      [shop.other.tenantId, keys.a],
    ] as const) {
      const answer = await call(route, tenantId, bearer(key))
      expect([answer.status, answer.code]).toEqual([404, 'tenant_not_found'])
    }
    expect(await stateOfB()).toBe(before)
  })

  test.each(named(agentRoutes.filter(route => !withKeys.includes(route))))('is nobody on %s', async (_, route) => {
    const before = await stateOfB()
    const answer = await call(route, shop.other.tenantId, bearer(keys.b))
    expect([answer.status, answer.code]).toEqual([401, 'not_signed_in'])
    expect(await stateOfB()).toBe(before)
  })

  test.each(named(withKeys))('without the permission is refused: %s', async (_, route) => {
    const { permission } = route.access as { permission: Permission }
    const { key } = await makeKey(b, KEY_PERMISSIONS.filter(one => one !== permission).slice(0, 12))
    const before = await stateOfB()
    const answer = await call(route, shop.other.tenantId, bearer(key))
    expect([answer.status, answer.code]).toEqual([403, 'permission_missing'])
    expect(withoutUse(await stateOfB())).toBe(withoutUse(before))
  })

  test('with the permission parses, and is refused from the request after its revocation on', async () => {
    const { id, key } = await makeKey(a, ['nlu:read'])
    const parse = () =>
      shop.request('POST', `/api/v1/tenants/${a.tenantId}/nlu/parse`, { headers: bearer(key), body: { text: 'hello' } })
    expect((await parse()).status).toBe(200)
    const { body } = await a.call('GET', '/api-keys')
    const listed = (body as { apiKeys: { id: string; lastUsedAt: string | null }[] }).apiKeys.find(one => one.id === id)
    expect(listed?.lastUsedAt).not.toBeNull()
    expect(JSON.stringify(body)).not.toContain(key)
    expect((await a.call('DELETE', `/api-keys/${id}`)).status).toBe(204)
    expect([(await parse()).status, (await parse()).code]).toEqual([401, 'key_wrong'])
  })

  test('is refused when it expired, when its maker is disabled, and loses what his new role has not', async () => {
    const admin = await shop.signIn('admin')
    const { key, id } = await makeKey(admin, ['nlu:read', 'conversations:read'])
    const status = async (path: string) => {
      const answer = await shop.request('GET', `/api/v1/tenants/${a.tenantId}${path}`, { headers: bearer(key) })
      return answer.code ?? answer.status
    }
    expect(await status('/intents')).toBe(200)
    await a.call('PATCH', `/agents/${admin.id}`, { role: 'agent' })
    expect([await status('/intents'), await status('/conversations')]).toEqual(['permission_missing', 200])
    await shop.db.query("UPDATE api_key SET expires_at = now() - interval '1 s' WHERE id = $1", [id])
    expect(await status('/conversations')).toBe('key_wrong')
    await shop.db.query('UPDATE api_key SET expires_at = NULL WHERE id = $1', [id])
    await a.call('PATCH', `/agents/${admin.id}`, { disabled: true })
    expect(await status('/conversations')).toBe('key_wrong')
  })

  test('cannot have what makes agents or keys', async () => {
    for (const permission of ['agents:write', 'api-keys:write', 'everything']) {
      expect((await a.call('POST', '/api-keys', { name: 'x', permissions: [permission] })).status).toBe(400)
    }
  })

  test('that is guessed is told to wait, and the right ones go on', async () => {
    const codes: (string | undefined)[] = []
    for (let i = 0; i < 12; i++) {
      const headers = bearer(`yk_guess${i}`)
      codes.push((await shop.request('GET', `/api/v1/tenants/${a.tenantId}/intents`, { headers })).code)
    }
    expect(codes[0]).toBe('key_wrong')
    expect(codes.at(-1)).toBe('rate_limited')
    const right = await shop.request('GET', `/api/v1/tenants/${a.tenantId}/intents`, { headers: bearer(keys.a) })
    expect(right.status).toBe(200)
  })
})

/** When a key was last used is no change of what the tenant has. */
const withoutUse = (state: string): string => state.replace(/"last_used_at":("[^"]*"|null)/g, '')

const VISITOR_CALLS = [
  ['GET', '/messages', undefined],
  ['POST', '/messages', { clientMessageId: 'canary-00000002', text: 'canary' }],
  ['POST', '/contact', { email: 'canary@example.com' }],
  ['POST', '/feedback', { conversationId: newId(), seq: 2, helpful: true }],
  ['POST', '/ratings', { clientMessageId: 'canary-00000003', conversationId: newId(), asked: 2, score: 5 }],
] as const

describe('a route for visitors', () => {
  test('is tried below for each one in the table', () => {
    const listed = ROUTES.filter(route => route.access.who === 'visitor').map(route => `${route.method} ${route.url}`)
    expect(listed.sort()).toEqual(
      VISITOR_CALLS.map(([method, path]) => `${method} /public/api/v1/inboxes/:inboxId${path}`).sort(),
    )
  })

  test.each([
    ['no token', () => undefined, 401],
    ['garbage', () => 'garbage', 401],
    ['an empty token', () => '', 401],
    ['a token of algorithm none', () => unsigned(claims()), 401],
    ['a token signed with a guessed key', () => signed(claims(), Buffer.from('secret')), 401],
    ['a changed claim', () => withClaims(visitor.token, { sub: newId() }), 401],
    ['an expired token', async () => signed({ ...claims(), exp: now() - 10 }, await key()), 401],
    ['a token for another audience', async () => signed({ ...claims(), aud: 'somebody' }, await key()), 401],
    ['a token without a contact', async () => signed({ ...claims(), sub: undefined }, await key()), 401],
    ["another inbox's token", async () => (await shop.newVisitor(shop.other)).token, 403],
  ] as [string, () => string | undefined | Promise<string | undefined>, number][])(
    'refuses %s, over REST and on the socket',
    async (_, make, status) => {
      const token = await make()
      for (const [method, path, body] of VISITOR_CALLS) {
        const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
        const url = `/public/api/v1/inboxes/${shop.home.inboxId}${path}`
        const answer = await shop.request(method, url, { headers, ...(body === undefined ? {} : { body }) })
        expect([method, path, answer.status]).toEqual([method, path, status])
      }
      const socket = await shop.socket(`/public/api/v1/inboxes/${shop.home.inboxId}/socket`)
      socket.send({ type: 'hello', protocol: 1, lastSeq: 0, ...(token === undefined ? {} : { token }) })
      expect((await socket.closed).code).toBe(token === undefined ? 4400 : status === 401 ? 4401 : 4403)
      expect(socket.frames.map(frame => frame.type)).toEqual(['error'])
      const { rows } = await shop.db.query("SELECT 1 FROM event WHERE client_message_id = 'canary-00000002'")
      expect(rows).toEqual([])
    },
  )

  test('works with the right token: the refusals above are about the token', async () => {
    const token = signed(claims(), await key())
    const headers = { authorization: `Bearer ${token}` }
    const answer = await shop.request('GET', `/public/api/v1/inboxes/${shop.home.inboxId}/messages`, { headers })
    expect(answer.status).toBe(200)
  })

  test('an inbox that lists its sites is closed to others: widget, session, messages, socket', async () => {
    const { body } = await b.call('GET', '/inboxes')
    const inbox = (body as { inboxes: { id: string; name: string; settings: object }[] }).inboxes[0]!
    const settings = { ...inbox.settings, origins: ['https://shop.example'] }
    expect((await b.call('PUT', `/inboxes/${inbox.id}`, { name: inbox.name, settings })).status).toBe(200)
    const base = `/public/api/v1/inboxes/${inbox.id}`
    const verdicts = async (origin: string) => {
      const headers = { origin }
      const widget = await shop.request('GET', `${base}/widget`, { headers })
      const session = await shop.request('POST', `${base}/sessions`, { headers, body: {} })
      const message = await shop.request('POST', `${base}/messages`, { headers, body: {} })
      const socket = await shop.socket(`${base}/socket`, headers).then(
        () => 101,
        error => (error as RefusedUpgrade).status,
      )
      return [widget.status, session.status, message.status, socket]
    }
    for (const origin of ['https://evil.example', 'https://shop.example.evil.example', 'http://shop.example', 'null']) {
      expect(await verdicts(origin)).toEqual([403, 403, 403, 403])
    }
    expect(await verdicts('https://shop.example')).toEqual([200, 200, 401, 101])
    await b.call('PUT', `/inboxes/${inbox.id}`, { name: inbox.name, settings: inbox.settings })
    expect(await verdicts('https://evil.example')).toEqual([200, 200, 401, 101])
  })
})

/** What Fastify itself says it serves, read from its printed tree. */
function registeredRoutes(): string[] {
  const routes: string[] = []
  const path: string[] = []
  for (const line of shop.app.server.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', segment = '', methods = ''] = /^((?:[│ ] {3})*)[├└]── (\S*)(?: \(([^)]*)\))?/.exec(line) ?? []
    path.splice(indent.length / 4, path.length, segment)
    const url = path.join('').replace(/([^/])\*$|^\*$/, '$1/*')
    for (const method of methods.split(', '))
      if (/^(GET|POST|PUT|PATCH|DELETE)$/.test(method)) routes.push(`${method} ${url}`)
  }
  return routes
}

interface Claims {
  sub: string | undefined
  tenant: string
  inbox: string
  aud: string
  exp: number
}

const now = () => Math.floor(Date.now() / 1000)
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const claims = (): Claims => ({
  sub: visitor.contactId,
  tenant: visitor.tenantId,
  inbox: visitor.inboxId,
  aud: 'yingda-visitor',
  exp: now() + 3600,
})
const unsigned = (payload: Claims) => `${base64({ alg: 'none' })}.${base64(payload)}.`

async function key(): Promise<Buffer> {
  const { rows } = await shop.db.query<{ value: Uint8Array }>(
    "SELECT value FROM server_secret WHERE name = 'visitor_token'",
  )
  return Buffer.from(rows[0]!.value)
}

function signed(payload: Claims, secret: Buffer): string {
  const text = `${base64({ alg: 'HS256' })}.${base64(payload)}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

function withClaims(token: string, change: object): string {
  const [head, payload, signature] = token.split('.') as [string, string, string]
  const changed = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change }
  return `${head}.${base64(changed)}.${signature}`
}
