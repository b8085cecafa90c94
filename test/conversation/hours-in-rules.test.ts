/** Rules of handing over that look at business hours: live by the clock of now, in a dry run by that of the message. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readyHandover } from '../../src/admin/handover.ts'
import { DEFAULT_INBOX_SETTINGS, updateInbox } from '../../src/admin/inboxes.ts'
import { surroundingsOf } from '../../src/conversation/surroundings.ts'
import type { HandoverRule } from '../../src/dialog/handover/rules.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import type { BusinessHours } from '../../src/handoff/waiting/business-hours.ts'
import type { DryRunView } from '../../src/http/routes/handover.ts'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const DAY_MS = 86_400_000
const OUTSIDE: HandoverRule = {
  id: 'night',
  name: 'At night',
  on: true,
  when: { kind: 'hours', is: 'outside' },
  act: { kind: 'hand_over', wants: {} },
}
const HANDOVER = { ...DEFAULT_HANDOVER, rules: [OUTSIDE] }
const WORKDAYS: BusinessHours = {
  timeZone: 'Asia/Shanghai',
  week: [...Array(5).fill([{ from: '09:00', to: '18:00' }]), [], []],
  exceptions: [],
}
/** Open, or closed, at the moment of the test. */
const around = (hours: BusinessHours['week'][number]): BusinessHours => {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10)
  return {
    ...WORKDAYS,
    exceptions: [{ from: day(Date.now() - DAY_MS), to: day(Date.now() + 2 * DAY_MS), hours }],
  }
}

test('the minute decides, in the time zone of the inbox; without business hours nothing is known', () => {
  const at = (time: string, hours?: BusinessHours) =>
    surroundingsOf({ inboxId: 'i', page: undefined, hours, now: Date.parse(time) }).hours
  expect(at('2026-11-26T09:59:59Z', WORKDAYS)).toBe('inside')
  expect(at('2026-11-26T10:00:00Z', WORKDAYS)).toBe('outside')
  expect(at('2026-11-28T03:00:00Z', WORKDAYS)).toBe('outside')
  expect(at('2026-11-28T03:00:00Z')).toBeUndefined()
})

describeOnEachDatabase('a rule for outside business hours', open => {
  let shop: TestApp
  let owner: SignedIn
  beforeAll(async () => {
    const bot = plainBot()
    const loadBot = async () => ({ ...bot, ...bot.decidingBy(readyHandover(HANDOVER)) })
    shop = await buildApp({ db: open(), loadBot })
    owner = await shop.signIn('owner')
  }, 120_000)
  afterAll(() => shop.close())

  const setHours = (businessHours: BusinessHours | undefined) =>
    updateInbox(shop.db.tenant(shop.home.tenantId), shop.home.inboxId, {
      name: 'Web',
      settings: { ...DEFAULT_INBOX_SETTINGS, ...(businessHours && { businessHours }) },
    })
  const handedOver = async (): Promise<boolean> => {
    const { conversationId } = await (await shop.newVisitor()).say('How much?')
    const { body } = await owner.call('GET', `/conversations/${conversationId}`)
    return (body as { conversation: { handoff?: { reason: string } } }).conversation.handoff?.reason === 'business_rule'
  }

  test('hands over when it is closed, and does not when it is open, or has no hours', async () => {
    await setHours(around([]))
    expect(await handedOver()).toBe(true)
    await setHours(around([{ from: '00:00', to: '24:00' }]))
    expect(await handedOver()).toBe(false)
    await setHours(undefined)
    expect(await handedOver()).toBe(false)
  })

  test('is run dry by the hour at which each message was written', async () => {
    await shop.db.query("UPDATE conversation SET created_at = now() - interval '90 days'")
    await setHours(WORKDAYS)
    const at = async (text: string, time: string) => {
      const { conversationId } = await (await shop.newVisitor()).say(text)
      await shop.db.query('UPDATE event SET at = $2 WHERE conversation_id = $1', [conversationId, time])
    }
    await at('by day?', '2026-11-24T06:00:00Z')
    await at('in the evening?', '2026-11-24T12:00:00Z')
    await at('on Sunday?', '2026-11-22T06:00:00Z')
    await owner.call('POST', '/handover/dry-run', { handover: HANDOVER, days: 7 })
    await shop.app.dryRuns.idle()
    const first = ((await owner.call('GET', '/handover/dry-run')).body as { run: DryRunView }).run
    expect(first.result).toMatchObject({ conversations: 3, before: 2, after: 2 })
    const inside = { ...HANDOVER, rules: [{ ...OUTSIDE, when: { kind: 'hours', is: 'inside' } }] }
    await owner.call('POST', '/handover/dry-run', { handover: inside, days: 7 })
    await shop.app.dryRuns.idle()
    const { result } = ((await owner.call('GET', '/handover/dry-run')).body as { run: DryRunView }).run
    expect(result!.more).toMatchObject({ count: 1, first: [{ text: 'by day?' }] })
    expect(result!.fewer.first.map(({ text }) => text).toSorted()).toEqual(['in the evening?', 'on Sunday?'])
  })
})
