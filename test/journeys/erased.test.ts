/** A visitor is erased while he chats and an agent reads: both screens forget him, without a reload. */
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { buildApp, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const MARK = 'zqkanarie'

describe.skipIf(!inject('services').chromium.found)('a visitor who is erased', () => {
  let shop: TestApp
  let browser: Browser

  beforeAll(async () => {
    shop = await buildApp({ loadBot: async () => plainBot() })
    const { chromium: found } = inject('services')
    browser = await chromium.launch({ executablePath: found.found ? found.value : '', args: ['--no-sandbox'] })
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  /** He has asked for a person, and the agent's page shows what he wrote. */
  async function readAtTheDesk() {
    const owner = await shop.signIn('owner')
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say(`${MARK}?`)
    await visitor.say('人工')
    const asOwner = await browser.newContext()
    await asOwner.addCookies([{ name: 'yingda_session', value: owner.cookie.split('=')[1]!, url: shop.url }])
    const desk = await asOwner.newPage()
    await desk.goto(`${shop.url}/desk/c/${conversationId}`)
    await desk.getByText(`${MARK}?`).first().waitFor()
    return { owner, visitor, conversationId, desk }
  }

  test('is gone from the desk and from his own page at once', async () => {
    const { owner, visitor, desk } = await readAtTheDesk()
    const asVisitor = await browser.newContext()
    await asVisitor.addInitScript(
      ([key, token]) => {
        if (!localStorage.getItem('seen')) localStorage.setItem(key!, token!)
        localStorage.setItem('seen', '1')
      },
      [`yingda:${visitor.inboxId}:token`, visitor.token],
    )
    const chat = await asVisitor.newPage()
    await chat.goto(`${shop.url}/chat/${visitor.inboxId}`)
    await chat.getByText(`${MARK}?`).first().waitFor()
    await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
    await expect.poll(() => chat.getByText(MARK).count(), { timeout: 8000 }).toBe(0)
    await expect.poll(() => desk.getByText(MARK).count(), { timeout: 8000 }).toBe(0)
    await chat.reload()
    await chat.waitForTimeout(1500)
    expect(await chat.getByText(MARK).count()).toBe(0)
  }, 60_000)

  test('stays gone where an answer about him was under way', async () => {
    const { owner, visitor, conversationId, desk } = await readAtTheDesk()
    const held: (() => Promise<void>)[] = []
    await desk.route(`**/conversations/${conversationId}`, async route => {
      const response = await route.fetch()
      held.push(() => route.fulfill({ response }))
    })
    await desk.reload()
    await expect.poll(() => held.length, { timeout: 8000 }).toBeGreaterThan(0)
    await desk.getByText('人工').first().waitFor()
    await owner.call('DELETE', `/privacy/contacts/${visitor.contactId}`)
    await expect.poll(() => desk.getByText('人工').count(), { timeout: 8000 }).toBe(0)
    await Promise.all(held.map(answer => answer()))
    await desk.waitForTimeout(1500)
    expect(await desk.getByText(MARK).count()).toBe(0)
    expect(await desk.getByText('人工').count()).toBe(0)
  }, 60_000)
})
