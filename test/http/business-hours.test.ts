import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INBOX_SETTINGS } from '../../src/admin/inboxes.ts'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const HOURS = {
  timeZone: 'Asia/Shanghai',
  week: [...Array(5).fill([{ from: '09:00', to: '18:00' }]), [], []],
  exceptions: [{ from: '2026-10-01', to: '2026-10-07', name: '国庆节', hours: [] }],
}

let shop: TestApp
let owner: SignedIn
beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  owner = await shop.signIn('owner')
})
afterAll(() => shop.close())

const put = (businessHours: unknown) =>
  owner.call('PUT', `/inboxes/${shop.home.inboxId}`, {
    name: 'Web',
    settings: { ...DEFAULT_INBOX_SETTINGS, ...(businessHours === undefined ? {} : { businessHours }) },
  })
const stored = async () => {
  const { body } = await owner.call('GET', '/inboxes')
  return (body as { inboxes: { settings: { businessHours?: unknown } }[] }).inboxes[0]!.settings.businessHours
}

test('an inbox has no business hours at first, keeps those it is given, and loses them again', async () => {
  expect(await stored()).toBeUndefined()
  expect((await put(HOURS)).status).toBe(200)
  expect(await stored()).toEqual(HOURS)
  expect((await put(undefined)).status).toBe(200)
  expect(await stored()).toBeUndefined()
})

test.each([
  ['time_zone_unknown', { ...HOURS, timeZone: 'Nowhere/Town' }],
  ['hours_invalid', { ...HOURS, exceptions: [{ from: '2026-10-07', to: '2026-10-01', hours: [] }] }],
  ['invalid_input', { ...HOURS, week: [] }],
  ['invalid_input', { ...HOURS, week: HOURS.week.map(() => [{ from: '9', to: '25:00' }]) }],
  ['invalid_input', { ...HOURS, exceptions: [{ from: '2026-13-45', to: '2026-13-45', hours: [] }] }],
])('refuses with %s', async (code, hours) => {
  const { status, body } = await put(hours)
  expect([status, (body as { error: { code: string } }).error.code]).toEqual([400, code])
})

test('the widget is not told of them', async () => {
  await put(HOURS)
  const { body } = await shop.request('GET', `/public/api/v1/inboxes/${shop.home.inboxId}/widget`)
  expect(JSON.stringify(body)).not.toContain('Asia/Shanghai')
})
