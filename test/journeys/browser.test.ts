/**
 * First light, as people see it: a visitor asks in the demo shop, the bot answers, a person takes over at the desk, a
 * connection is cut and comes back. With YINGDA_PICTURES=FOLDER it also takes the README's pictures.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStage, type Stage, signInOn } from '../helpers/stage.ts'

/** With all movement, as most visitors have it. */
const ENGLISH: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'en-US' }
const CHINESE: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }
const PHONE_DARK: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  locale: 'zh-CN',
  colorScheme: 'dark',
  isMobile: true,
  hasTouch: true,
}

/** A browser notes each refused request, and each attempt while it is offline, by itself: part of the journey. */
const BROWSERS_OWN = /Failed to load resource|net::ERR_INTERNET_DISCONNECTED/

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('first light in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage
  const noise: string[] = []

  beforeAll(async () => {
    stage = await openStage('journey')
  }, 180_000)
  afterAll(() => stage?.close())

  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const context = await stage.browser.newContext(options)
    const page = await context.newPage()
    page.on('pageerror', error => noise.push(`${path}: ${error.message}`))
    page.on('console', message => {
      if (message.type() === 'error' && !BROWSERS_OWN.test(message.text())) noise.push(message.text())
    })
    await page.goto(stage.server.url + path)
    return page
  }

  async function signIn(page: Page): Promise<void> {
    await signInOn(page, stage.server.owner!)
  }

  const say = async (page: Page, text: string) => {
    await page.locator('yingda-widget textarea').fill(text)
    await page.keyboard.press('Enter')
  }
  const openWidget = (page: Page) => page.locator('yingda-widget button').first().click()

  it('answers in English with its source, and in Chinese on a phone in the dark', async () => {
    const english = await open('/', ENGLISH)
    await openWidget(english)
    await say(english, 'How much is shipping?')
    await english.locator('yingda-widget').getByText('free from ¥99').waitFor()
    await picture(english, 'widget-en')
    const chinese = await open('/', PHONE_DARK)
    await openWidget(chinese)
    await say(chinese, '运费怎么算')
    await chinese.locator('yingda-widget').getByText('99 元包邮').waitFor()
    await picture(chinese, 'widget-phone-dark')
  })

  it('brings a person, who answers; a cut connection loses nothing; the bot goes on; the conversation closes', async () => {
    const desk = await open('/desk', CHINESE)
    await signIn(desk)
    await desk
      .getByRole('button', { name: '立即上线' })
      .or(desk.getByRole('button', { name: '上线' }))
      .first()
      .click()
    const visitor = await open('/', CHINESE)
    const chat = visitor.locator('yingda-widget')
    await openWidget(visitor)
    await say(visitor, '茶壶可以放洗碗机吗')
    await chat.locator('[role=log]').getByText('洗碗机').nth(1).waitFor()
    await say(visitor, '人工')

    await desk.locator('.row-item .reason').waitFor()
    await desk.keyboard.press('j')
    await desk.locator('.row-item .chosen').waitFor()
    await desk.getByRole('button', { name: /接待/ }).first().waitFor()
    await desk.waitForTimeout(300)
    await desk.keyboard.press('a')
    const reply = desk.locator('.composer textarea').first()
    await reply.fill('您好，我是客服，盖碗建议手洗。')
    await reply.press('Enter')
    await chat.getByText('盖碗建议手洗').waitFor()
    await picture(desk, 'desk-zh')

    await visitor.context().setOffline(true)
    await say(visitor, '断线时写的一句')
    await reply.fill('断线时回的一句')
    await reply.press('Enter')
    await visitor.waitForTimeout(500)
    await visitor.context().setOffline(false)
    await chat.getByText('断线时回的一句').waitFor({ timeout: 60_000 })
    await desk.getByText('断线时写的一句').first().waitFor({ timeout: 60_000 })
    expect(await chat.getByText('断线时写的一句').count()).toBe(1)

    await reply.fill('都收到了。')
    await reply.press('Enter')
    await chat.getByText('都收到了').waitFor()
    await desk.keyboard.press('Escape')
    await desk.waitForTimeout(300)
    await desk.keyboard.press('b')
    await desk.getByText('会话退回给机器人').first().waitFor()
    await say(visitor, '怎么退货')
    await chat.locator('[role=log]').getByText('退货').nth(1).waitFor()
    // By the agent's own session; the desk's dialog has its tests in test/web.
    await desk.evaluate(async () => {
      const { agent } = await (await fetch('/api/v1/session')).json()
      const base = `/api/v1/tenants/${agent.tenantId}/conversations`
      const { conversations } = await (await fetch(`${base}?view=open`)).json()
      for (const { id } of conversations) {
        const headers = { 'content-type': 'application/json' }
        await fetch(`${base}/${id}/close`, { method: 'POST', headers, body: '{}' })
      }
    })
    await chat.getByText('会话已结束').first().waitFor()
    await visitor.reload()
    await openWidget(visitor).catch(() => {})
    await chat.getByText('断线时回的一句').waitFor()
  })

  it('shows the console, and runs no script that somebody wrote', async () => {
    const console = await open('/console', ENGLISH)
    await signIn(console)
    await console.getByText('Overview').first().waitFor()
    await console.waitForLoadState('networkidle')
    await picture(console, 'console-en')
    await console.getByRole('menuitem', { name: 'Bot' }).click()
    await console.getByRole('tab', { name: 'Sentence model' }).click()
    await console.getByText('My own choice').click()
    await picture(console, 'sentence-model')
    await console.getByRole('button', { name: 'Change', exact: true }).click()
    await console.getByText(/^Changed to built-in: \d+ passages/).waitFor()
    await picture(console, 'sentence-model-changed')
    expect(noise).toEqual([])
  })
})

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.YINGDA_PICTURES
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.waitForTimeout(800)
  await page.screenshot({ path: join(folder, `${name}.png`) })
}
