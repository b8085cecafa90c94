/**
 * A shop that closes what nobody goes on with: set in the console, and seen by the visitor, who writes again. And a rule of
 * handing over for outside business hours, written in the console. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { controlSocketPath, openRemote } from '../../src/db/control-socket.ts'
import { openStage, type Stage, signInOn } from '../helpers/stage.ts'

const CHINESE: BrowserContextOptions = { viewport: { width: 1280, height: 900 }, locale: 'zh-CN' }
const ENGLISH_DARK: BrowserContextOptions = { ...CHINESE, locale: 'en-US', colorScheme: 'dark' }
const PHONE = { width: 390, height: 844 }
/** The sweeper comes every quarter of a minute. */
const SWEPT_MS = 60_000

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('silence in Chromium', { timeout: 300_000 }, () => {
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage('silence')
  }, 180_000)
  afterAll(() => stage?.close())

  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await stage.browser.newContext(options)).newPage()
    await page.goto(stage.server.url + path)
    return page
  }
  async function choose(page: Page, label: string, option: string): Promise<void> {
    await page.getByRole('combobox', { name: label, exact: true }).first().click()
    const shown = page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
    await shown.filter({ hasText: option }).first().click()
    await shown.first().waitFor({ state: 'hidden' })
  }

  it('is set, ends a conversation with a word to the visitor, and a new one begins', async () => {
    const boss = await open('/console/widget', CHINESE)
    await signInOn(boss, stage.server.owner!)
    const card = boss.locator('#inactivity')
    await card.getByText('24小时').waitFor()
    await choose(boss, '机器人接待的，超过', '10分钟')
    await choose(boss, '人工接待的，超过', '30分钟')
    await card.scrollIntoViewIfNeeded()
    await picture(boss, 'card')
    await boss.setViewportSize(PHONE)
    await card.scrollIntoViewIfNeeded()
    await picture(boss, 'card-phone')
    await boss.setViewportSize(CHINESE.viewport!)
    await boss.locator('.sticky-save .ant-btn-primary').click()
    await boss.locator('.sticky-save').waitFor({ state: 'detached' })

    const visitor = await open(`/chat/${stage.server.inboxId}`, CHINESE)
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

    const dark = await open('/console/widget', ENGLISH_DARK)
    await signInOn(dark, stage.server.owner!)
    await dark.locator('#inactivity').getByText('30 minutes').waitFor()
    await dark.locator('#inactivity').scrollIntoViewIfNeeded()
    await picture(dark, 'card-english-dark')
    await dark.setViewportSize(PHONE)
    await dark.locator('#inactivity').scrollIntoViewIfNeeded()
    await picture(dark, 'card-english-dark-phone')

    await boss.goto(`${stage.server.url}/console/handover`)
    await boss.getByRole('button', { name: '新增规则' }).click()
    await choose(boss, '看什么', '营业时间')
    await boss.locator('.ant-drawer').getByText('营业时间外').first().waitFor()
    await picture(boss, 'rule-hours')
    await boss.setViewportSize(PHONE)
    await picture(boss, 'rule-hours-phone')
  })
})

async function picture(page: Page, name: string): Promise<void> {
  const to = process.env.YINGDA_PICTURES
  if (to === undefined) return
  mkdirSync(to, { recursive: true })
  await page.waitForTimeout(500)
  await page.screenshot({ path: join(to, `silence-${name}.png`) })
}
