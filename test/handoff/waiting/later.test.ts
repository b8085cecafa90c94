/** The visitor would rather be answered later: through the real server, from the button to the answer of the next day. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_INBOX_SETTINGS, updateInbox } from '../../../src/admin/inboxes.ts'
import { readState } from '../../../src/conversation/summary.store.ts'
import type { BusinessHours } from '../../../src/handoff/waiting/business-hours.ts'
import { newId } from '../../../src/id.ts'
import { sweepDue } from '../../../src/jobs/sweepers.ts'
import type { ConversationState, ConversationSummary } from '../../../src/protocol.ts'
import { buildApp, eventually, type TestApp, type Visitor } from '../../helpers/app.ts'
import { describeOnEachDatabase } from '../../helpers/databases.ts'
import { plainBot } from '../../helpers/plain-bot.ts'

const HOUR_MS = 3_600_000
const LABELS = { leave_message: '留言', call_back: '请回电', bot: '先问机器人', leave_queue: '取消排队' }

describeOnEachDatabase('a visitor who does not want to wait', open => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
  }, 120_000)
  afterAll(() => shop.close())

  const setHours = (businessHours: BusinessHours | undefined) =>
    updateInbox(shop.db.tenant(shop.home.tenantId), shop.home.inboxId, {
      name: 'Web',
      settings: { ...DEFAULT_INBOX_SETTINGS, ...(businessHours && { businessHours }) },
    })
  const stateOf = async (visitor: Visitor) =>
    ((await visitor.call('GET', '/messages')).body as { state: ConversationState }).state
  const wordsOf = async (visitor: Visitor) =>
    (await visitor.events()).flatMap(({ body }) => (body.kind === 'message' ? [body.content.text] : []))
  const hears = (visitor: Visitor, words: string) =>
    eventually(async () => (await wordsOf(visitor)).some(text => text.includes(words)))
  const press = (visitor: Visitor, choice: keyof typeof LABELS) =>
    visitor.call('POST', '/messages', { body: { clientMessageId: newId(), text: LABELS[choice], choice } })
  /** As it is now: what is told may be a second old. */
  const positionOf = async ({ id }: { id: string }) =>
    (await readState(shop.db.tenant(shop.home.tenantId), id)).queuePosition
  const sweep = () => sweepDue({ db: shop.db, desk: shop.app.desk })

  async function waiting(): Promise<Visitor & { id: string }> {
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await eventually(async () => (await stateOf(visitor)).holder === 'queue')
    return { ...visitor, id: conversationId }
  }

  test('leaves a message, goes, and finds the answer in the same conversation', async () => {
    const agent = await shop.signIn()
    const visitor = await waiting()
    await press(visitor, 'leave_message')
    await hears(visitor, '邮箱或手机号发给我')
    await visitor.say('壶盖碎了，想换一个。li.lei@example.com')
    await hears(visitor, '已转为留言（li.lei@example.com）')
    const { parked, holder } = await stateOf(visitor)
    expect([holder, parked?.reason]).toEqual(['bot', 'left_message'])
    const ahead = Date.parse(parked!.dueAt) - Date.now()
    expect(ahead).toBeGreaterThan(4 * HOUR_MS - 60_000)
    expect(ahead).toBeLessThan(4 * HOUR_MS + 60_000)
    const list = (await agent.call('GET', '/conversations?view=parked')).body as {
      conversations: ConversationSummary[]
    }
    expect(list.conversations[0]).toMatchObject({ id: visitor.id, contact: { email: 'li.lei@example.com' } })

    // More of it, and a question, change nothing about it.
    await visitor.say('订单号 8842')
    await hears(visitor, '已记下，客服接入后会看到')
    await visitor.say('运费多少？')
    await hears(visitor, 'Answer to: 运费多少？')
    expect((await stateOf(visitor)).parked?.reason).toBe('left_message')

    // The next day.
    await shop.db.query("UPDATE conversation SET due_at = now() - interval '1 s' WHERE id = $1", [visitor.id])
    await sweep()
    expect(await stateOf(visitor)).toMatchObject({ holder: 'queue', queuePosition: 1 })
    const { handoff } = await agent.accept(visitor.id)
    await agent.call('POST', `/conversations/${visitor.id}/messages`, {
      ...{ clientMessageId: newId(), text: '今天给您寄新壶盖。', epoch: handoff!.epoch },
    })
    expect(await wordsOf(visitor)).toContain('今天给您寄新壶盖。')
    const { body } = await visitor.call('GET', '/messages')
    expect((body as { conversationId: string }).conversationId).toBe(visitor.id)
    await agent.call('POST', `/conversations/${visitor.id}/close`, { epoch: handoff!.epoch })
  })

  test('is called back after the desk opens', async () => {
    const today = new Date().toISOString().slice(0, 10)
    await setHours({
      timeZone: 'Etc/UTC',
      week: Array(7).fill([{ from: '09:00', to: '18:00' }]),
      exceptions: [{ from: today, to: today, hours: [] }],
    })
    const visitor = await waiting()
    await hears(visitor, '现在是非工作时间，客服明天 9:00（GMT）上班')
    await press(visitor, 'call_back')
    await hears(visitor, '方便接听的电话')
    await visitor.say('12345')
    await hears(visitor, '好像不完整')
    await visitor.say('13812345678')
    await hears(visitor, '上班后尽快回电 ')
    const { parked } = await stateOf(visitor)
    expect(parked).toEqual({
      reason: 'call_back',
      dueAt: new Date(Date.parse(today) + 33 * HOUR_MS).toISOString(),
    })
    await setHours(undefined)
  })

  test('waits again at his old place when he asks for a person after all', async () => {
    const [first, second] = [await waiting(), await waiting()]
    const { queuePosition } = await stateOf(first)
    await press(first, 'leave_message')
    await hears(first, '邮箱或手机号发给我')
    await first.say('a@example.com')
    await eventually(async () => (await stateOf(first)).parked !== undefined)
    expect(await positionOf(second)).toBe(queuePosition)
    await first.say('转人工')
    await eventually(async () => (await stateOf(first)).holder === 'queue')
    expect(await positionOf(first)).toBe(queuePosition)
    expect(await stateOf(first)).not.toHaveProperty('parked')
  })

  test('asks the bot meanwhile and keeps his place', async () => {
    const visitor = await waiting()
    const before = await positionOf(visitor)
    await press(visitor, 'bot')
    await hears(visitor, '排队的位置会给您保留')
    await visitor.say('包邮吗？')
    await hears(visitor, 'Answer to: 包邮吗？')
    expect(await stateOf(visitor)).toMatchObject({ holder: 'queue' })
    expect(await positionOf(visitor)).toBe(before)
    await press(visitor, 'leave_queue')
    await eventually(async () => (await stateOf(visitor)).holder === 'bot')
  })
})
