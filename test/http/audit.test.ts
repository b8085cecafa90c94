/** Each route that changes something leaves what the table says in the audit log, and nothing secret; the log is read in pages and as CSV. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insertIntent } from '../../src/admin/intents.ts'
import { codeAt } from '../../src/admin/totp.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import { ACCESS } from '../../src/http/access.ts'
import { newId } from '../../src/id.ts'
import { insertSwitch } from '../../src/retrieval/embedder-switch.store.ts'
import { type Answer, buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { pngOf } from '../helpers/images.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { INTENTS } from '../helpers/shop.ts'

const PASSWORD = 'a long enough password'
const T = '/api/v1/tenants/:tenantId'

let shop: TestApp
let owner: SignedIn
/** Another who is acted upon. */
let agent: SignedIn
const secrets: string[] = []

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  const { agent: added } = await shop.app.agents.add(
    shop.home.tenantId,
    { name: '老板', email: `${newId()}@example.com`, role: 'owner', capacity: 5 },
    PASSWORD,
  )
  const signedIn = await shop.request('POST', '/api/v1/session', { body: { email: added.email, password: PASSWORD } })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  secrets.push(PASSWORD, cookie.split('=')[1]!)
  owner = { ...(await shop.signIn('owner')), ...added, cookie, call: (method, path, body) => call(method, path, body) }
  agent = await shop.signIn('agent')
  for (const intent of INTENTS) await insertIntent(shop.db.tenant(shop.home.tenantId), intent)
}, 120_000)
afterAll(() => shop.close())

function call(method: string, path: string, body?: unknown): Promise<Answer> {
  const payload = Buffer.isBuffer(body) ? { raw: body } : body === undefined ? {} : { body }
  const type = Buffer.isBuffer(body) ? { 'content-type': 'image/png' } : {}
  return shop.request(method, `/api/v1/tenants/${shop.home.tenantId}${path}`, {
    ...payload,
    headers: { cookie: owner.cookie, ...type },
  })
}
const made = async (answer: Promise<Answer>, kind: string) =>
  ((await answer).body as Record<string, { id: string }>)[kind]!.id
const FAQ = { kind: 'faq', language: 'en', title: 'How?', similar: [], body: 'So.', tags: [] }
const newDocument = () => made(call('POST', '/documents', { ...FAQ, key: newId() }), 'document')
const newIntent = () => made(call('POST', '/intents', { ...INTENTS[1], name: `i${newId().slice(-8)}` }), 'intent')
const newTeam = () => made(call('POST', '/teams', { name: newId(), agentIds: [] }), 'team')
const newSource = async () => {
  const { id } = await shop.app.sources.upload(shop.home.tenantId, `${newId()}.txt`, Buffer.from('one'), {})
  await shop.app.ingestion.idle()
  return id
}
const newKey = async () => {
  const { body } = await call('POST', '/api-keys', { name: 'key', permissions: ['nlu:read'] })
  secrets.push((body as { key: string }).key)
  return (body as { apiKey: { id: string } }).apiKey.id
}
const newAgent = async () => {
  const wanted = { name: '新', email: `${newId()}@example.com`, role: 'agent', capacity: 1 }
  const answer = await call('POST', '/agents', wanted)
  secrets.push((answer.body as { password: string }).password)
  return answer
}
const sessionIds = async (path: string) =>
  ((await call('GET', path)).body as { sessions: { id: string; current: boolean }[] }).sessions
    .filter(one => !one.current)
    .map(one => one.id)
const makeIdentityKey = async () => {
  const answer = await call('POST', `/inboxes/${shop.home.inboxId}/identity-key`)
  secrets.push((answer.body as { key: string }).key)
  return answer
}
const signInAgain = () => shop.request('POST', '/api/v1/session', { body: { email: owner.email, password: PASSWORD } })
const secondFactor = async () => {
  await call('POST', '/me/second-factor/remove', { password: PASSWORD })
  const { body } = await call('POST', '/me/second-factor', { password: PASSWORD })
  const { secret } = body as { secret: string }
  secrets.push(secret)
  const bits = [...secret].map(c => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)))
  return codeAt(key, Math.floor(Date.now() / 30_000))
}
const turnedOn = async () => {
  const { body } = await call('POST', '/me/second-factor/confirm', { code: await secondFactor() })
  secrets.push(...((body as { recoveryCodes?: string[] }).recoveryCodes ?? []))
}

/** Routes that add, change and remove a thing by the same body. */
function crud(path: string, kind: string, body: () => object): typeof ACTS {
  return {
    [`POST ${path}`]: async () => () => call('POST', path, body()),
    [`PUT ${path}/:id`]: async () => {
      const id = await made(call('POST', path, body()), kind)
      return () => call('PUT', `${path}/${id}`, body())
    },
    [`DELETE ${path}/:id`]: async () => {
      const id = await made(call('POST', path, body()), kind)
      return () => call('DELETE', `${path}/${id}`)
    },
  }
}

/** What each route does here; first what it needs, then the call that counts. */
const ACTS: Record<string, () => Promise<() => Promise<Answer>>> = {
  'POST /me/password': async () => () => call('POST', '/me/password', { current: PASSWORD, next: PASSWORD }),
  'PUT /me/avatar': async () => () => call('PUT', '/me/avatar', pngOf(4, 4)),
  'DELETE /me/avatar': async () => {
    await call('PUT', '/me/avatar', pngOf(4, 4))
    return () => call('DELETE', '/me/avatar')
  },
  'DELETE /me/sessions': async () => {
    await signInAgain()
    return () => call('DELETE', '/me/sessions')
  },
  'DELETE /me/sessions/:id': async () => {
    await signInAgain()
    const [id] = await sessionIds('/me/sessions')
    return () => call('DELETE', `/me/sessions/${id}`)
  },
  'POST /me/second-factor': async () => () => call('POST', '/me/second-factor', { password: PASSWORD }),
  'POST /me/second-factor/confirm': async () => {
    const code = await secondFactor()
    return () => call('POST', '/me/second-factor/confirm', { code })
  },
  'POST /me/second-factor/recovery-codes': async () => {
    await turnedOn()
    return () => call('POST', '/me/second-factor/recovery-codes', { password: PASSWORD })
  },
  'POST /me/second-factor/remove': async () => {
    await turnedOn()
    return () => call('POST', '/me/second-factor/remove', { password: PASSWORD })
  },
  'POST /documents': async () => () => call('POST', '/documents', { ...FAQ, key: newId() }),
  'PUT /documents/:id': async () => {
    const id = await newDocument()
    const { kind: _kind, language: _language, ...fields } = FAQ
    return () => call('PUT', `/documents/${id}`, { ...fields, body: 'Thus.', enabled: true, revision: 1 })
  },
  'DELETE /documents/:id': async () => {
    const id = await newDocument()
    return () => call('DELETE', `/documents/${id}`)
  },
  'POST /sources': async () => () => upload(),
  'POST /sources/address': async () => () =>
    call('POST', '/sources/address', { kind: 'page', url: 'https://canary.example/' }),
  'PATCH /sources/:id': async () => {
    const id = await newSource()
    return () => call('PATCH', `/sources/${id}`, { name: 'renamed.txt' })
  },
  'DELETE /sources/:id': async () => {
    const id = await newSource()
    return () => call('DELETE', `/sources/${id}`)
  },
  'POST /intents': async () => () => call('POST', '/intents', { ...INTENTS[1], name: 'canary' }),
  'PUT /intents/:id': async () => {
    const id = await newIntent()
    return () => call('PUT', `/intents/${id}`, { ...INTENTS[1], name: 'canary2' })
  },
  'DELETE /intents/:id': async () => {
    const id = await newIntent()
    return () => call('DELETE', `/intents/${id}`)
  },
  'PUT /entities': async () => () => call('PUT', '/entities', { entities: [{ name: 'canary', patterns: ['canary'] }] }),
  'POST /train': async () => () => call('POST', '/train', {}),
  'PUT /settings': async () => () =>
    call('PUT', '/settings', { settings: { words: { zh: {}, en: { go_on: newId() } }, thresholds: {} } }),
  'PUT /embedder': async () => {
    await shop.app.switches.idle()
    return () => call('PUT', '/embedder', { models: ['built-in'] })
  },
  'DELETE /embedder/switch': async () => {
    await shop.app.switches.idle()
    // Another process works on it.
    const { id } = await insertSwitch(shop.db.tenant(shop.home.tenantId), null)
    await shop.db.query(`UPDATE embedder_switch SET claimed_until = now() + interval '1 day' WHERE id = $1`, [id])
    return () => call('DELETE', '/embedder/switch')
  },
  'PUT /handover': async () => () => call('PUT', '/handover', { handover: { ...DEFAULT_HANDOVER } }),
  ...crud('/views', 'view', () => ({ name: newId(), shared: true, filter: {} })),
  ...crud('/labels', 'item', () => ({ name: newId().slice(-12), colour: 'green' })),
  ...crud('/canned', 'item', () => ({
    shortcut: newId().slice(-12),
    title: 'Hello',
    zh: '您好',
    en: '',
    shared: true,
  })),
  ...crud('/macros', 'item', () => ({ name: newId(), shared: true, actions: [{ kind: 'close' }] })),
  'DELETE /privacy/contacts/:id': async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('hello')
    return () => call('DELETE', `/privacy/contacts/${visitor.contactId}`)
  },
  'PUT /privacy/retention/:id': async () => () => call('PUT', `/privacy/retention/${shop.home.inboxId}`, { days: 300 }),
  'PUT /inboxes/:id': async () => {
    const { body } = await call('GET', '/inboxes')
    const { id, settings } = (body as { inboxes: { id: string; settings: object }[] }).inboxes[0]!
    return () => call('PUT', `/inboxes/${id}`, { name: newId(), settings })
  },
  'POST /inboxes/:id/identity-key': async () => makeIdentityKey,
  'DELETE /inboxes/:id/identity-key': async () => {
    await makeIdentityKey()
    return () => call('DELETE', `/inboxes/${shop.home.inboxId}/identity-key`)
  },
  'PATCH /contacts/:id/attributes': async () => {
    const visitor = await shop.newVisitor()
    await visitor.say('hello')
    const attributes = { canary: newId() }
    secrets.push(attributes.canary)
    return () => call('PATCH', `/contacts/${visitor.contactId}/attributes`, { attributes })
  },
  'POST /agents': async () => newAgent,
  'PATCH /agents/:id': async () => () => call('PATCH', `/agents/${agent.id}`, { name: newId() }),
  'POST /agents/:id/reset-password': async () => async () => {
    const answer = await call('POST', `/agents/${agent.id}/reset-password`, {})
    secrets.push((answer.body as { password: string }).password)
    return answer
  },
  'POST /agents/:id/reset-second-factor': async () => {
    await turnedOn()
    return () => call('POST', `/agents/${owner.id}/reset-second-factor`, {})
  },
  'POST /agents/:id/link': async () => async () => {
    const answer = await call('POST', `/agents/${agent.id}/link`, {})
    secrets.push((answer.body as { link: { path: string } }).link.path.split('#')[1]!)
    return answer
  },
  'PUT /agents/:id/avatar': async () => () => call('PUT', `/agents/${agent.id}/avatar`, pngOf(4, 4)),
  'DELETE /agents/:id/avatar': async () => {
    await call('PUT', `/agents/${agent.id}/avatar`, pngOf(4, 4))
    return () => call('DELETE', `/agents/${agent.id}/avatar`)
  },
  'DELETE /agents/:id/sessions': async () => {
    const other = await shop.signIn('agent')
    return () => call('DELETE', `/agents/${other.id}/sessions`)
  },
  'DELETE /agents/:id/sessions/:sessionId': async () => {
    const other = await shop.signIn('agent')
    const [id] = await sessionIds(`/agents/${other.id}/sessions`)
    return () => call('DELETE', `/agents/${other.id}/sessions/${id}`)
  },
  'POST /invitations': async () => () =>
    call('POST', '/invitations', { name: '新', email: `${newId()}@example.com`, role: 'agent', capacity: 1 }),
  'POST /api-keys': async () => () => call('POST', '/api-keys', { name: 'key', permissions: ['nlu:read'] }),
  'DELETE /api-keys/:id': async () => {
    const id = await newKey()
    return () => call('DELETE', `/api-keys/${id}`)
  },
  'PUT /agents/:id/routing': async () => () =>
    call('PUT', `/agents/${agent.id}/routing`, { languages: ['zh'], skills: [{ skill: newId(), level: 3 }] }),
  'PUT /desk-settings': async () => () => call('PUT', '/desk-settings', { settings: { firstReplySeconds: 90 } }),
  'PUT /sign-in-rules': async () => () => call('PUT', '/sign-in-rules', { rules: { secondFactorRoles: ['analyst'] } }),
  'PUT /routing': async () => () => call('PUT', '/routing', { routing: { ...DEFAULT_ROUTING, offerSeconds: 33 } }),
  'POST /teams': async () => () => call('POST', '/teams', { name: newId(), agentIds: [] }),
  'PUT /teams/:id': async () => {
    const id = await newTeam()
    return () => call('PUT', `/teams/${id}`, { name: newId(), agentIds: [agent.id] })
  },
  'DELETE /teams/:id': async () => {
    const id = await newTeam()
    return () => call('DELETE', `/teams/${id}`)
  },
}
/** What they change is tried elsewhere, or only where something outside answers. */
const ELSEWHERE = ['POST /sources/:id/put-back']

function upload(): Promise<Answer> {
  const boundary = 'x'.repeat(20)
  const raw = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--${boundary}--\r\n`
  return shop.request('POST', `/api/v1/tenants/${shop.home.tenantId}/sources`, {
    raw,
    headers: { cookie: owner.cookie, 'content-type': `multipart/form-data; boundary=${boundary}` },
  })
}

const AUDITED = Object.entries(ACCESS).flatMap(([route, access]) =>
  access.who === 'agent' && typeof access.audits === 'string'
    ? [{ route: route.replace(T, ''), table: access.audits }]
    : [],
)

interface Row {
  actor: { id: string; name: string; address: string; route: string; request: string }
  subject: string
  action: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}
async function rows(): Promise<Row[]> {
  const sql = 'SELECT * FROM audit_log WHERE tenant_id = $1 ORDER BY at, id'
  return (await shop.db.query<Row>(sql, [shop.home.tenantId])).rows
}

describe('the audit log', () => {
  test('is tried below with every route that the table says it records', () => {
    expect([...Object.keys(ACTS), ...ELSEWHERE].sort()).toEqual(AUDITED.map(one => one.route).sort())
  })

  test.each(AUDITED.filter(one => one.route in ACTS))(
    '$route leaves $table',
    async ({ route, table }) => {
      const act = await ACTS[route]!()
      const before = (await rows()).length
      const answer = await act()
      expect([answer.status < 300, answer.code]).toEqual([true, undefined])
      const news = (await rows()).slice(before)
      expect(news.map(row => row.subject)).toContain(table)
      expect(new Set(news.map(row => row.actor.request)).size).toBe(1)
      expect(news[0]?.actor).toMatchObject({ id: owner.id, name: '老板', address: '127.0.0.1', route })
    },
    60_000,
  )

  test('holds none of the secrets that were made on the way', async () => {
    const all = JSON.stringify(await rows())
    expect(secrets.length).toBeGreaterThan(10)
    for (const secret of secrets) expect(all).not.toContain(secret)
    expect(all).not.toMatch(/scrypt\$/)
  })

  test('names the key where a program did it, and its maker', async () => {
    const { body } = await call('POST', '/api-keys', { name: 'robot', permissions: ['settings:write'] })
    const { key } = body as { key: string }
    const settings = { words: { zh: {}, en: { go_on: newId() } }, thresholds: {} }
    await shop.request('PUT', `/api/v1/tenants/${shop.home.tenantId}/settings`, {
      body: { settings },
      headers: { authorization: `Bearer ${key}` },
    })
    expect((await rows()).at(-1)?.actor).toMatchObject({ kind: 'key', key: 'robot', id: owner.id })
  })

  test('is not written for what is refused', async () => {
    const before = (await rows()).length
    await call('PATCH', `/agents/${agent.id}`, { staffNumber: '' })
    await agent.call('PATCH', `/agents/${owner.id}`, { name: 'x' })
    await call('POST', '/teams', { name: 'x', agentIds: [newId()] })
    expect((await rows()).length).toBe(before)
  })

  test('is read in pages without gap or double, filtered, by owners and admins only', async () => {
    interface Page {
      entries: { id: string; subject: string; at: string }[]
      next?: string
    }
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await call('GET', `/audit?limit=7${cursor}`)
      const { entries, next } = body as Page
      seen.push(...entries.map(one => one.id))
      if (next === undefined) break
      cursor = `&cursor=${encodeURIComponent(next)}`
    }
    expect(seen.length).toBe((await rows()).length)
    expect(new Set(seen).size).toBe(seen.length)
    const teams = (await call('GET', `/audit?subject=team&actorId=${owner.id}&action=add`)).body as Page
    expect(new Set(teams.entries.map(one => one.subject))).toEqual(new Set(['team']))
    const future = (await call('GET', '/audit?from=2999-01-01T00:00:00Z')).body as Page
    expect(future.entries).toEqual([])
    expect((await call('GET', '/audit?cursor=nonsense')).status).toBe(400)
    for (const role of ['supervisor', 'agent', 'analyst'] as const) {
      expect((await (await shop.signIn(role)).call('GET', '/audit')).code).toBe('permission_missing')
    }
    expect((await (await shop.signIn('admin')).call('GET', '/audit')).status).toBe(200)
  })

  test('goes out as CSV in which no cell is a formula', async () => {
    await call('POST', '/teams', { name: '=HYPERLINK("http://evil.example")', agentIds: [] })
    const { body, headers } = await call('GET', '/audit/export?subject=team')
    expect(headers['content-type']).toContain('text/csv')
    const lines = String(body).split('\r\n')
    expect(lines[0]).toBe('\uFEFFtime,who,by,address,action,subject,id,label,before,after,route')
    expect(String(body)).toContain(`"'=HYPERLINK(`)
    expect(String(body)).not.toMatch(/(^|,)"?=HYPERLINK/m)
  })

  test('loses what is too old, and nothing else', async () => {
    const before = (await rows()).length
    await shop.db.query(
      `INSERT INTO audit_log (tenant_id, at, actor, action, subject, subject_id)
       VALUES ($1, now() - interval '3 years', '{"kind":"agent","name":"x","route":"","request":""}', 'add', 'team', '')`,
      [shop.home.tenantId],
    )
    const { sweepAudit } = await import('../../src/admin/audit.store.ts')
    expect(await sweepAudit(shop.db, 730)).toBe(1)
    expect((await rows()).length).toBe(before)
  })
})
