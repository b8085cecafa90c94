/** Rules of handing over, over HTTP: checked, stored, tried, and in force from the next message on. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBotLoader } from '../../src/app/load-bot.ts'
import type { Condition } from '../../src/dialog/handover/condition.ts'
import type { HandoverRule } from '../../src/dialog/handover/rules.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import { buildApp, PATIENCE_MS, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'

let shop: TestApp
let owner: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: tenantId => createBotLoader(shop.db, undefined)(tenantId) })
  owner = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

const rule = (when: unknown, act: HandoverRule['act'] = { kind: 'hand_over', wants: { priority: 30 } }) => ({
  id: 'large-refund',
  name: 'Large refunds',
  on: true,
  when: when as Condition,
  act,
})
const LARGE = {
  kind: 'all',
  of: [
    { kind: 'words', any: ['退款', 'refund'] },
    { kind: 'entity', entity: 'money', op: 'above', value: 500 },
  ],
} satisfies Condition
const put = (...rules: unknown[]) => owner.call('PUT', '/handover', { handover: { ...DEFAULT_HANDOVER, rules } })
const inForce = async (text: string) => {
  const { body } = await owner.call('POST', '/coverage', { questions: [text] })
  return (body as { results: { rule: string }[] }).results[0]!.rule
}

test('as shipped: anger is heard, nothing else is on', async () => {
  const { body } = await owner.call('GET', '/handover')
  expect(body).toMatchObject({ handover: { anger: { on: true }, unsure: { on: false }, rules: [] } })
})

test('a rule hands the next message over: with its reason, its priority, and why, for agents only', async () => {
  expect((await put(rule(LARGE))).status).toBe(200)
  await expect.poll(() => inForce('退款 620 元'), { timeout: PATIENCE_MS }).toBe('business_rule')
  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say('我要退款，一共 620 元')
  const { body } = await owner.call('GET', `/conversations/${conversationId}`)
  expect(body).toMatchObject({
    conversation: { handoff: { reason: 'business_rule', priority: 30 } },
    packet: {
      because: {
        rule: { id: 'large-refund', name: 'Large refunds' },
        findings: [{ found: '退款' }, { found: 'CNY 620.00' }],
      },
    },
  })
  const waiting = (await visitor.events()).find(({ body }) => body.kind === 'handoff_changed')
  expect(waiting!.body).toEqual({ kind: 'handoff_changed', state: 'waiting' })
  const small = await shop.newVisitor()
  const other = await small.say('我要退款 20 元')
  expect((await owner.call('GET', `/conversations/${other.conversationId}`)).body).not.toHaveProperty('packet')
})

test('a rule notes what it found with the contact, and never over the word of an agent', async () => {
  const noting = { kind: 'hand_over' as const, wants: {}, attribute: { name: 'refund', entity: 'money' } }
  const when = { kind: 'all', of: [{ kind: 'words', any: ['补差价'] }, LARGE.of[1]] }
  expect((await put(rule(when, noting))).status).toBe(200)
  await expect
    .poll(async () => (await owner.call('GET', '/handover')).body)
    .toMatchObject({
      handover: { rules: [{ act: noting }] },
    })
  const tell = async (visitor: Visitor, text: string) => {
    await expect.poll(() => inForce(text), { timeout: PATIENCE_MS }).toBe('business_rule')
    const { conversationId } = await visitor.say(text)
    const known = async () => {
      const { body } = await owner.call('GET', `/conversations/${conversationId}/facts`)
      return (body as { contactId: string; attributes: { name: string; value: unknown; by: object }[] }).attributes
    }
    return { conversationId, known }
  }
  const visitor = await shop.newVisitor()
  const first = await tell(visitor, '我要补差价，一共 650 元')
  expect(await first.known()).toMatchObject([
    { name: 'refund', value: 'CNY 650.00', verified: false, by: { kind: 'rule', name: 'Large refunds' } },
  ])
  const { body } = await owner.call('GET', `/conversations/${first.conversationId}/events`)
  expect((body as { events: unknown[] }).events).toContainEqual(
    expect.objectContaining({ body: { kind: 'contact_changed', attributes: { refund: 'CNY 650.00' } } }),
  )
  expect(JSON.stringify(await visitor.events())).not.toContain('contact_changed')
  const other = await shop.newVisitor()
  const { conversationId } = await other.say('您好')
  await owner.call('PATCH', `/contacts/${other.contactId}/attributes`, { attributes: { refund: 'none' } })
  const second = await tell(other, '我要补差价 700 元')
  expect(second.conversationId).toBe(conversationId)
  expect(await second.known()).toMatchObject([{ name: 'refund', value: 'none', by: { kind: 'agent' } }])
  const wrong = { ...noting, attribute: { name: '1st', value: 'x' } }
  expect((await put(rule(when, wrong))).status).toBe(400)
})

test('anger hands over, and the visitor is not told that he sounds so', async () => {
  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say('你们骗子！还我钱')
  const { body } = await owner.call('GET', `/conversations/${conversationId}`)
  expect(body).toMatchObject({ packet: { reason: 'angry', because: { signs: [{ text: '骗子' }, {}] } } })
  expect(JSON.stringify(await visitor.events())).not.toContain('angry')
})

test.each([
  [
    'rule_malformed',
    'rules.0.when.of.1.value',
    { kind: 'all', of: [LARGE, { kind: 'entity', entity: 'money', op: 'above', value: 'x' }] },
  ],
  ['rule_malformed', 'rules.0.when.kind', { kind: 'weather' }],
  ['rule_pattern', 'rules.0.when', { kind: 'pattern', pattern: '(?=a)b' }],
  ['rule_pattern', 'rules.0.when', { kind: 'pattern', pattern: '(' }],
])('refuses with %s and the field %s', async (code, field, when) => {
  const { status, body, code: given } = await put(rule(when))
  expect([status, given]).toEqual([400, code])
  expect((body as { error: { params: unknown; remedy: string } }).error).toMatchObject({
    params: { rule: 'Large refunds', field },
    remedy: expect.any(String),
  })
})

test('refuses two rules of one id, and a frame that is not one', async () => {
  expect((await put(rule(LARGE), rule(LARGE))).code).toBe('rule_repeated')
  expect((await put({ ...rule(LARGE), name: '' })).body).toMatchObject({
    error: { params: { field: expect.stringContaining('rules') } },
  })
})

test('tries a message on rules that are not stored, and says which conditions decide', async () => {
  const handover = { ...DEFAULT_HANDOVER, rules: [{ ...rule(LARGE), id: 'tried' }] }
  const tryOn = (text: string) => owner.call('POST', '/handover/try', { handover, message: { text } })
  expect((await tryOn('refund of 700 yuan')).body).toMatchObject({
    outcome: 'person',
    reason: 'business_rule',
    ruleId: 'tried',
    verdicts: [{ id: 'tried', holds: true, because: [{ found: 'refund' }, { found: 'CNY 700.00' }] }],
  })
  expect((await tryOn('refund of 70 yuan')).body).toMatchObject({
    outcome: 'bot',
    verdicts: [{ holds: false, because: [{ found: 'CNY 70.00', holds: false }] }],
  })
})

test('tries business hours as they are for the inbox at this moment, or as the message says', async () => {
  const handover = { ...DEFAULT_HANDOVER, rules: [rule({ kind: 'hours', is: 'outside' })] }
  const { inboxId } = shop.home
  const holds = async (more: object) => {
    const { body } = await owner.call('POST', '/handover/try', { handover, message: { text: 'hello', ...more } })
    return (body as { verdicts: { holds: boolean | null }[] }).verdicts[0]!.holds
  }
  const [inbox] = ((await owner.call('GET', '/inboxes')).body as { inboxes: { name: string; settings: object }[] })
    .inboxes
  const open = (spans: object[]) => {
    const businessHours = { timeZone: 'Asia/Shanghai', week: Array(7).fill(spans), exceptions: [] }
    const settings = { ...inbox!.settings, businessHours }
    return owner.call('PUT', `/inboxes/${inboxId}`, { name: inbox!.name, settings })
  }
  expect([await holds({}), await holds({ inboxId })]).toEqual([null, null])
  expect((await open([])).status).toBe(200)
  expect([await holds({}), await holds({ inboxId }), await holds({ inboxId, hours: 'inside' })]).toEqual([
    null,
    true,
    false,
  ])
  await open([{ from: '00:00', to: '24:00' }])
  expect(await holds({ inboxId })).toBe(false)
})

test('another company has none of them', async () => {
  const other = await shop.signIn('owner', shop.other)
  expect((await other.call('GET', '/handover')).body).toMatchObject({ handover: { rules: [] } })
})
