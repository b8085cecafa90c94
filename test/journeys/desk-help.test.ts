/**
 * What helps an agent, as he and the visitor see it: a suggested answer put in with a key, a message taken back, a
 * rating after closing; the bot's rating after thanks. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHINESE, ENGLISH_DARK, openStage, PHONE, picturesOf, type Stage } from '../helpers/stage.ts'

const picture = picturesOf('desk-help')
const HAND: BrowserContextOptions = { ...CHINESE, viewport: PHONE, hasTouch: true }

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('help for agents in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage
  let desk: Page

  beforeAll(async () => {
    stage = await openStage('desk-help')
    desk = await stage.desk(CHINESE)
    await stage.call(desk, 'PUT', '/me/availability', { availability: 'online' })
  }, 180_000)
  afterAll(() => stage?.close())

  async function chatOn(options: BrowserContextOptions) {
    const page = await stage.open('/', options)
    const chat = page.locator('yingda-widget')
    await chat.locator('button').first().click()
    const input = chat.locator('.field textarea')
    await input.waitFor()
    const say = async (text: string, answered = true) => {
      const before = await chat.locator('.msg:not(.mine)').count()
      await input.fill(text)
      await input.press('Enter')
      if (answered) await chat.locator('.msg:not(.mine)').nth(before).waitFor()
    }
    return { page, chat, say }
  }

  it('suggests, takes back, and asks for a rating', async () => {
    const { page, chat, say } = await chatOn(CHINESE)
    await say('寄到德国要交关税吗')
    await say('人工')
    await desk.locator('.row-item button').first().click()
    await desk.locator('.conversation-head').waitFor()
    await desk.keyboard.press('a')
    await desk.locator('.copilot-card').first().waitFor()
    await picture(desk, 'copilot')
    await desk.keyboard.press('Alt+1')
    const reply = desk.locator('.composer textarea').first()
    expect(await reply.inputValue()).toContain('关税')
    await reply.press('End')
    await reply.pressSequentially('还有别的问题吗？')
    await reply.press('Enter')
    await chat.getByText('还有别的问题吗').waitFor()
    await desk.locator('.copilot-card').first().waitFor({ state: 'detached' })

    await reply.fill('内部价 80，别告诉客人')
    await reply.press('Enter')
    await chat.getByText('内部价').waitFor()
    const path = new URL(desk.url()).pathname
    const dark = await stage.signedIn(path, ENGLISH_DARK)
    await dark.getByText('内部价').first().waitFor()
    await picture(desk, 'before-recall')
    await desk.locator('.recall').last().click()
    await chat.getByText('已撤回一条消息').waitFor()
    await chat.getByText('内部价').waitFor({ state: 'detached' })
    await dark.getByText('took back a message').waitFor()
    await picture(dark, 'recalled-dark')
    await picture(page, 'recalled-widget')
    await dark.getByRole('button', { name: 'Show what it said' }).click()
    await dark.locator('.recalled-text').getByText('内部价').waitFor()
    await page.reload()
    await chat.locator('button').first().click()
    await chat.getByText('已撤回一条消息').waitFor()
    expect(await chat.getByText('内部价').count()).toBe(0)

    await reply.press('Escape')
    await desk.keyboard.press('e')
    const form = chat.locator('.csat')
    await form.locator('.star').first().waitFor()
    await picture(page, 'rating-asked')
    await form.locator('.star').nth(3).click()
    await form.locator('textarea').fill('很快，谢谢')
    await picture(page, 'rating-chosen')
    await form.locator('.go').click()
    await chat.getByText('感谢评价').waitFor()
    await form.waitFor({ state: 'detached' })
    await picture(page, 'rated')
    await desk.getByText('很快，谢谢').waitFor()
    await picture(desk, 'rated-desk')
    await page.reload()
    await chat.locator('button').first().click()
    await chat.getByText('感谢评价').waitFor()
    expect(await form.count()).toBe(0)
  })

  it('asks about the bot when it is thanked, and not while he goes on', async () => {
    const { page, chat, say } = await chatOn(HAND)
    await say('运费怎么算')
    await say('谢谢')
    const form = chat.locator('.csat')
    await form.locator('.star').first().waitFor()
    await picture(page, 'rating-phone')
    await say('退货怎么退')
    await form.waitFor({ state: 'detached' })
  })

  it('shows the form in English and in the dark', async () => {
    const { page, chat, say } = await chatOn(ENGLISH_DARK)
    await say('How much is shipping?')
    await say('thank you, bye')
    await chat.locator('.csat .star').nth(1).click()
    await picture(page, 'rating-dark')
  })
})
