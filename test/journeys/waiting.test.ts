/**
 * Waiting, and not wanting to, in Chromium through the real server: business hours set in the console, outside of them,
 * a message left and answered the next day in the same chat, nobody online, the place and the minutes. The next day is a
 * due time moved in the database. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { controlSocketPath, openRemote } from '../../src/db/control-socket.ts'
import type { Db } from '../../src/db.ts'
import { CHINESE, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('waiting')
const HAND: BrowserContextOptions = { ...CHINESE, viewport: PHONE }

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('the waiting room in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage
  let db: Db

  beforeAll(async () => {
    stage = await openStage('waiting')
    db = (await openRemote(controlSocketPath(stage.folder))).db
  }, 180_000)
  afterAll(async () => {
    await db?.close()
    await stage?.close()
  })

  /** A visitor who has asked for a person, in the full-page chat. */
  async function visitor(options: BrowserContextOptions, words: string): Promise<Page> {
    const page = await stage.open(`/chat/${stage.server.inboxId}`, options)
    await page.locator('textarea').fill(words)
    await page.keyboard.press('Enter')
    await page.locator('.line').first().waitFor()
    return page
  }

  let later: Page

  it('tells outside business hours when somebody is back, and keeps a message', async () => {
    const console = await stage.signedIn('/console/widget', CHINESE)
    await console.locator('#hours').getByText('按工作时间').click()
    await console.getByRole('button', { name: '添加日期' }).click()
    await console.locator('.hours-exception .hours-name').fill('店庆日')
    await console.locator('#hours').scrollIntoViewIfNeeded()
    await picture(console, 'hours')
    await console.setViewportSize(PHONE)
    await console.locator('#hours').scrollIntoViewIfNeeded()
    await picture(console, 'hours-phone')
    await console.setViewportSize(DESKTOP)
    await console.locator('.sticky-save .ant-btn-primary').click()
    await console.getByText('已保存').first().waitFor()
    await console.reload()
    expect(await console.locator('.hours-exception .hours-name').inputValue()).toBe('店庆日')

    later = await visitor(HAND, '人工')
    await later.getByText('现在是非工作时间，客服').first().waitFor()
    await later.locator('.choices .chip').getByText('留言').waitFor()
    await picture(later, 'closed-phone')
    const english = await visitor(ENGLISH_DARK, 'talk to a human')
    await english.getByText('We are closed right now and back').waitFor()
    await picture(english, 'closed-dark')

    await later.locator('.choices .chip').getByText('留言').click()
    await later.getByText('邮箱或手机号发给我').waitFor()
    await later.locator('textarea').fill('壶盖碎了，想换一个。li.lei@example.com')
    await later.keyboard.press('Enter')
    await later.getByText('已转为留言（li.lei@example.com）').waitFor()
    await later.locator('.line').getByText('已留言').waitFor()
    await later.locator('.wait').waitFor({ state: 'hidden' })
    await picture(later, 'message-left-phone')
  })

  it('answers the next day in the same chat', async () => {
    await db.query("UPDATE conversation SET due_at = now() - interval '1 minute' WHERE due_reason = 'left_message'")
    await later.locator('.wait').waitFor()
    const desk = await stage.signedIn('/desk', CHINESE)
    await desk.locator('.row-item').getByText('壶盖碎了').click()
    await desk.getByText('li.lei@example.com').first().waitFor()
    await picture(desk, 'desk-next-day')
    await desk.getByRole('button', { name: /接待/ }).first().waitFor()
    await desk.waitForTimeout(500)
    await desk.keyboard.press('a')
    const reply = desk.locator('.composer textarea').first()
    await reply.fill('今天就给您寄新壶盖。')
    await reply.press('Enter')
    await later.goto('about:blank')
    await later.goto(`${stage.server.url}/chat/${stage.server.inboxId}`)
    await later.getByText('今天就给您寄新壶盖').waitFor()
    await later.getByText('想换一个').waitFor()
    await picture(later, 'answered-phone')
    await desk.context().close()
  })

  it('says that nobody is online, and offers the same', async () => {
    await db.query("UPDATE inbox SET settings = settings - 'businessHours'")
    await db.query("UPDATE agent SET availability = 'offline'")
    const page = await visitor(ENGLISH_DARK, 'talk to a human')
    await page.getByText('Nobody is online right now').waitFor()
    await page.locator('.choices .chip').getByText('Call me back').click()
    await page.getByText('Which phone number').waitFor()
    await page.locator('textarea').fill('+86 138 1234 5678')
    await page.keyboard.press('Enter')
    await page.getByText('we will call').waitFor()
    await page.locator('.line').getByText('Call back noted').waitFor()
    await picture(page, 'call-back-dark')
  })

  it('tells the place and the minutes, and moves everybody up', async () => {
    await stage.desk(CHINESE)
    await db.query("UPDATE agent SET availability = 'online', capacity = 2")
    await db.query(
      `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, assigned_at, closed_at, agent_id, outcome)
       SELECT c.tenant_id, gen_random_uuid(), c.id, 'closed', 'asked', '{}', t.at, t.at, t.at + make_interval(secs => 240 + n * 12),
         (SELECT id FROM agent WHERE tenant_id = c.tenant_id LIMIT 1), 'resolved'
       FROM (SELECT * FROM conversation LIMIT 1) c, generate_series(1, 30) n,
         LATERAL (SELECT now() - make_interval(hours => 1 + n) AS at) t`,
    )
    await db.query(
      `UPDATE handoff SET state = 'assigned', assigned_at = now() - interval '2 minutes', epoch = epoch + 1,
         agent_id = (SELECT id FROM agent LIMIT 1) WHERE state = 'waiting'`,
    )
    const pages = [await visitor(CHINESE, '人工'), await visitor(HAND, '人工'), await visitor(HAND, '人工')]
    const last = pages[2]!
    await last
      .locator('.wait')
      .getByText(/您前面还有 2 位，预计 .*分钟/)
      .waitFor()
    await picture(last, 'place-phone')
    await last.locator('.choices .chip').getByText('先问机器人').click()
    await last.getByText('排队的位置会给您保留').waitFor()
    await last.locator('textarea').fill('运费怎么算？')
    await last.keyboard.press('Enter')
    await last.locator('.sources').waitFor()
    expect(await last.locator('.wait').isVisible()).toBe(true)
    await picture(last, 'meanwhile-phone')
    await picture(pages[0]!, 'place')
    await pages[1]!.locator('.choices .chip').getByText('留言').click()
    await pages[1]!.locator('textarea').fill('a@example.com')
    await pages[1]!.getByText('邮箱或手机号发给我').waitFor()
    await pages[1]!.keyboard.press('Enter')
    await last
      .locator('.wait')
      .getByText(/您前面还有 1 位/)
      .waitFor()
  })
})
