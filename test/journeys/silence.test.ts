/**
 * A shop that closes what nobody goes on with: set in the console, and seen by the visitor, who writes again. And a rule of
 * handing over for outside business hours, written in the console. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { controlSocketPath, openRemote } from '../../src/db/control-socket.ts'
import { CHINESE, choose, DESKTOP, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

/** The sweeper comes every quarter of a minute. */
const SWEPT_MS = 60_000

const picture = picturesOf('silence')
const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('silence in Chromium', { timeout: 300_000 }, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage('silence')
  }, 180_000)
  afterAll(() => stage?.close())

  it('is set, ends a conversation with a word to the visitor, and a new one begins', async () => {
    const boss = await stage.signedIn('/console/widget', CHINESE)
    const card = boss.locator('#inactivity')
    await card.getByText('24小时').waitFor()
    const list = (name: string) => boss.getByRole('combobox', { name, exact: true }).first()
    await choose(list('机器人接待的，超过'), '10分钟')
    await choose(list('人工接待的，超过'), '30分钟')
    await card.scrollIntoViewIfNeeded()
    await picture(boss, 'card')
    await boss.setViewportSize(PHONE)
    await card.scrollIntoViewIfNeeded()
    await picture(boss, 'card-phone')
    await boss.setViewportSize(DESKTOP)
    await boss.locator('.sticky-save .ant-btn-primary').click()
    await boss.locator('.sticky-save').waitFor({ state: 'detached' })

    const visitor = await stage.open(`/chat/${stage.server.inboxId}`, CHINESE)
    await visitor.locator('textarea[enterkeyhint=send]').fill('运费怎么算？')
    await visitor.keyboard.press('Enter')
    const { db } = await openRemote(controlSocketPath(stage.folder))
    // Reading the answer is the last thing that happens.
    const isRead = "SELECT 1 FROM event WHERE kind = 'read' AND body ->> 'by' = 'visitor'"
    await expect.poll(async () => (await db.query(isRead)).rows.length, { timeout: 20_000 }).toBe(1)
    await db.query("UPDATE conversation SET last_at = now() - interval '11 minutes'")
    await visitor.getByText('一段时间没有新消息，会话已结束').waitFor({ timeout: SWEPT_MS })
    await picture(visitor, 'visitor')
    await visitor.locator('textarea[enterkeyhint=send]').fill('那七天无理由呢？')
    await visitor.keyboard.press('Enter')
    await expect
      .poll(async () => (await db.query('SELECT 1 FROM conversation')).rows.length, { timeout: 20_000 })
      .toBe(2)
    await db.close()

    const dark = await stage.signedIn('/console/widget', ENGLISH_DARK)
    await dark.locator('#inactivity').getByText('30 minutes').waitFor()
    await dark.locator('#inactivity').scrollIntoViewIfNeeded()
    await picture(dark, 'card-english-dark')
    await dark.setViewportSize(PHONE)
    await dark.locator('#inactivity').scrollIntoViewIfNeeded()
    await picture(dark, 'card-english-dark-phone')

    await boss.goto(`${stage.server.url}/console/handover`)
    await boss.getByRole('button', { name: '新增规则' }).click()
    await choose(boss.getByRole('combobox', { name: '看什么', exact: true }).first(), '营业时间')
    await boss.locator('.ant-drawer').getByText('营业时间外').first().waitFor()
    await picture(boss, 'rule-hours')
    await boss.setViewportSize(PHONE)
    await picture(boss, 'rule-hours-phone')
  })
})
