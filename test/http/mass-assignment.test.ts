/**
 * Fields that nobody asked for, in every body of every route and in each of its objects: whose tenant, which id, what
 * role. None of them may be found anywhere afterwards.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/id.ts'
import { buildApp, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { findCanaries } from '../helpers/canaries.ts'
import { fill } from '../helpers/fill-schema.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { type DescribedRoute, describeRoutes } from '../helpers/routes.ts'

let shop: TestApp
let owner: SignedIn
let visitor: Visitor
let conversationId: string

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  owner = await shop.signIn('owner')
  await shop.signIn('agent')
  visitor = await shop.newVisitor()
  conversationId = (await visitor.say('how?')).conversationId
}, 60_000)
afterAll(() => shop.close())

/** In no row before, and in none after. */
const MARK = 'zqmass'
const FOREIGN_ID = newId()

/**
 * JSON whose parts are of several kinds (an action of a macro, a condition of a rule): the schema cannot take away what
 * it does not know from one of several, so it is stored with the rest, and nobody reads it.
 */
const KEPT_AS_SENT = new Set(['macro.actions', 'setting.value', 'audit_log.after'])

const EXTRAS = {
  tenantId: FOREIGN_ID,
  tenant_id: FOREIGN_ID,
  id: FOREIGN_ID,
  contactId: FOREIGN_ID,
  contact_id: FOREIGN_ID,
  agentId: FOREIGN_ID,
  senderId: FOREIGN_ID,
  role: 'owner',
  permissions: [MARK],
  passwordHash: MARK,
  password_hash: MARK,
  verified: MARK,
}

/** The same with more in each object, but never in place of what was there. */
function withExtras(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withExtras)
  if (typeof value !== 'object' || value === null) return value
  const own = Object.entries(value).map(([name, one]) => [name, withExtras(one)])
  return { ...EXTRAS, ...Object.fromEntries(own) }
}

const bodyOf = ({ body }: DescribedRoute) =>
  body === undefined
    ? {}
    : fill(body, { text: () => undefined, known: { conversationId, seq: 2, url: 'https://127.0.0.1/' } })

/** Signing out, and what would fetch or train, is left out: it takes no field. */
const LEFT_OUT = /\/session$|\/train$|\/sources\/(preview|address)$|\/me\/password$/
const writes = () =>
  describeRoutes(shop.app).filter(
    ({ method, url, access }) => method !== 'GET' && access.who !== 'public' && !LEFT_OUT.test(url),
  )

async function send(route: DescribedRoute, raw: string) {
  const path = route.url
    .replace(':tenantId', owner.tenantId)
    .replace(':inboxId', visitor.inboxId)
    .replace(':id', route.url.includes('/conversations/') ? conversationId : newId())
  const headers: Record<string, string> =
    route.access.who === 'visitor' ? { authorization: `Bearer ${visitor.token}` } : { cookie: owner.cookie }
  return shop.request(route.method, path, { raw, headers })
}

const roles = async () =>
  (await shop.db.query('SELECT id, tenant_id, role, password_hash, email FROM agent ORDER BY created_at, id LIMIT 2'))
    .rows

test('change nothing, whoever sends them, wherever they stand', async () => {
  const before = await roles()
  const taken: string[] = []
  for (const route of writes()) {
    const { status, body } = await send(route, JSON.stringify(withExtras(bodyOf(route))))
    expect(status, `${route.method} ${route.url}: ${JSON.stringify(body)}`).toBeLessThan(500)
    if (status < 300) taken.push(`${route.method} ${route.url}`)
  }
  await shop.app.turns.idle()
  // Enough of them were taken for this to say something.
  expect(taken.length).toBeGreaterThan(15)
  const found = (await findCanaries(shop.db, [FOREIGN_ID, MARK])).map(place => place.split(':')[0])
  expect(found.filter(column => !KEPT_AS_SENT.has(column ?? ''))).toEqual([])
  expect(await roles()).toEqual(before)
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
}, 60_000)

test('`__proto__` and `constructor.prototype` in a body are refused before anybody reads it', async () => {
  for (const route of writes()) {
    const [opening, rest] = ['{', JSON.stringify(bodyOf(route)).slice(1)]
    const raw = `${opening}"__proto__":{"role":"owner","tenantId":"${FOREIGN_ID}"}${rest === '}' ? '' : ','}${rest}`
    const answer = await send(route, raw)
    expect([route.url, answer.status, answer.code]).toEqual([route.url, 400, 'json_malformed'])
  }
  expect(({} as { role?: string }).role).toBeUndefined()
}, 60_000)
