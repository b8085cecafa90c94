/**
 * A supervisor's wall beside a visitor who asks for a person: he appears there, turns orange before it is late, and goes
 * when he has a reply. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStage, type Stage, signInOn } from '../helpers/stage.ts'

const WIDE = { width: 1280, height: 800 }
const CHINESE: BrowserContextOptions = { viewport: WIDE, locale: 'zh-CN' }
const ENGLISH_DARK: BrowserContextOptions = { viewport: WIDE, locale: 'en-US', colorScheme: 'dark' }

describe.skipIf(!inject('services').chromium.found)('the wall in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('wall')
  }, 180_000)
  afterAll(() => stage?.close())

  it('shows who waits, before and when it is late, until he is answered', async () => {
    const wall = await open('/desk', CHINESE)
    await signInOn(wall, stage.server.owner!)
    await wall.locator('.desk-list').waitFor()
    await wall.getByRole('link', { name: '现场大屏' }).click()
    await wall.getByText('每个人都有人回复了').waitFor()
    await picture(wall, 'quiet')

    const target = wall.getByRole('spinbutton', { name: '首次回复目标' })
    await target.fill('8')
    await target.press('Enter')
    await wall.getByText('目标已改为 8 秒').waitFor()

    const visitor = await open('/', CHINESE)
    const chat = visitor.locator('yingda-widget')
    await chat.locator('button').first().click()
    await chat.locator('textarea').fill('人工')
    await visitor.keyboard.press('Enter')

    const row = wall.locator('.wall-list a').first()
    await row.waitFor()
    expect(await row.getAttribute('class')).toBe('calm')
    await wall.locator('.wall-list a.warn').waitFor()
    await picture(wall, 'warn')
    await wall.locator('.wall-list a.late').waitFor()
    await picture(wall, 'late')
    await wall.setViewportSize({ width: 390, height: 844 })
    await picture(wall, 'phone')
    await wall.setViewportSize(WIDE)

    await row.click()
    await wall.getByRole('button', { name: /接待/ }).first().waitFor()
    await wall.waitForTimeout(500)
    await wall.keyboard.press('a')
    const reply = wall.locator('.composer textarea').first()
    await reply.waitFor()
    await reply.fill('您好，我来帮您。')
    await reply.press('Enter')
    await chat.getByText('我来帮您').waitFor()

    const dark = await open('/desk/wall', ENGLISH_DARK)
    await signInOn(dark, stage.server.owner!)
    await dark.getByText('Everybody has had a reply').waitFor()
    await picture(dark, 'dark')
  })

  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await stage.browser.newContext(options)).newPage()
    await page.goto(stage.server.url + path)
    return page
  }
})

async function picture(page: Page, name: string): Promise<void> {
  const to = process.env.YINGDA_PICTURES
  if (to === undefined) return
  mkdirSync(to, { recursive: true })
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(to, `wall-${name}.png`) })
}
