/**
 * What an agent has at hand, as he sees it: a canned response by `/`, labels, a note that names a colleague, a
 * conversation put off that comes back, closing undone. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openStage, type Stage, signInOn } from '../helpers/stage.ts'

const CHINESE: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }
const ENGLISH_DARK: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  colorScheme: 'dark',
}
const PHONE = { width: 390, height: 844 }

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('the tools of the desk in Chromium', { timeout: 180_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('tools')
  }, 180_000)
  afterAll(() => stage?.close())

  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await stage.browser.newContext(options)).newPage()
    await page.goto(stage.server.url + path)
    return page
  }

  async function deskOf(person: { email: string; password: string }, options: BrowserContextOptions): Promise<Page> {
    const page = await open('/desk', options)
    await signInOn(page, person)
    await page.locator('.desk-list').waitFor()
    return page
  }

  /** The API as the page's own user, below his tenant. */
  async function call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
    const { agent } = (await (await page.request.get(`${stage.server.url}/api/v1/session`)).json()) as {
      agent: { tenantId: string }
    }
    const answer = await page.request.fetch(`${stage.server.url}/api/v1/tenants/${agent.tenantId}${path}`, {
      method,
      ...(body === undefined ? {} : { data: body }),
    })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  async function setUp(boss: Page) {
    for (const [name, colour] of [
      ['退款', 'red'],
      ['VIP', 'gold'],
    ]) {
      await call(boss, 'POST', '/labels', { name, colour })
    }
    const refund = {
      shortcut: 'refund',
      title: '退款流程',
      zh: '{{visitor.name}}您好，我是{{agent.name}}，退款三个工作日内原路退回。',
      en: 'Hello {{visitor.name}}, the refund takes three working days.',
      shared: true,
    }
    await call(boss, 'POST', '/canned', refund)
    await call(boss, 'POST', '/canned', {
      ...refund,
      shortcut: 'hello',
      title: '问候',
      zh: '您好，我是{{agent.name}}。',
      en: '',
    })
    const email = 'wang@example.com'
    const { password } = await call<{ password: string }>(boss, 'POST', '/agents', {
      name: '小王',
      email,
      role: 'agent',
      capacity: 3,
    })
    return { email, password }
  }

  it('canned by /, labels, a note with a mention, later and back, closing undone', async () => {
    const boss = await deskOf(stage.server.owner!, ENGLISH_DARK)
    const desk = await deskOf(await setUp(boss), CHINESE)
    await call(desk, 'PUT', '/me/availability', { availability: 'online' })

    const visitor = await open('/', CHINESE)
    const chat = visitor.locator('yingda-widget')
    await chat.locator('button').first().click()
    await chat.locator('textarea').fill('人工')
    await visitor.keyboard.press('Enter')
    await desk.locator('.row-item button').first().click()
    await desk.locator('.composer.closed .ant-btn-primary').waitFor()
    await picture(desk, 'waiting')
    await desk.keyboard.press('a')
    const reply = desk.locator('.composer textarea').first()
    await reply.waitFor()

    // By pinyin initials; what is not known is shown, and is not sent unseen.
    await reply.fill('/tk')
    await desk.locator('.canned-found button').getByText('退款流程').waitFor()
    await picture(desk, 'canned')
    await reply.press('Enter')
    await desk.locator('.open-places').getByText('{{visitor.name}}').waitFor()
    await reply.press('Enter')
    await desk.locator('.open-places.alarm').waitFor()
    await picture(desk, 'canned-open-place')
    expect(await chat.getByText('三个工作日').count()).toBe(0)
    await reply.fill((await reply.inputValue()).replace('{{visitor.name}}', '李女士，'))
    await reply.press('Enter')
    await chat.getByText('我是小王，退款三个工作日').waitFor()

    await reply.press('Escape')
    await desk.keyboard.press('l')
    await desk.locator('.ant-modal input').first().fill('退')
    await picture(desk, 'labels')
    await desk.keyboard.press('Enter')
    await desk.locator('.head-labels .label').getByText('退款').waitFor()
    await desk.keyboard.press('Escape')
    await desk.locator('.ant-modal').waitFor({ state: 'hidden' })

    await desk.keyboard.press('n')
    const note = desk.locator('.note-composer textarea')
    await note.waitFor()
    await note.pressSequentially('请看一下 @')
    await desk.locator('.ant-mentions-dropdown li').first().waitFor()
    await picture(desk, 'note-mention')
    await desk.keyboard.press('Enter')
    await note.pressSequentially('这单要不要走加急？')
    await note.press('Enter')
    await desk.locator('.event-line.note').getByText('加急').waitFor()
    await picture(desk, 'note')
    await boss.locator('.desk-top .ant-badge-count').waitFor()
    expect(await chat.getByText('加急').count()).toBe(0)
    await boss.locator('.desk-top .ant-badge button').click()
    await boss.locator('.mention-list button').first().waitFor()
    await picture(boss, 'mentions-dark')
    await boss.locator('.mention-list button').first().click()
    await boss.locator('.event-line.note').getByText('加急').waitFor()
    await boss.locator('.desk-top .ant-badge-count').waitFor({ state: 'detached' })
    await picture(boss, 'mentioned-dark')

    await note.press('Escape')
    await desk.keyboard.press('z')
    await desk.locator('.snooze-choices').waitFor()
    await picture(desk, 'snooze')
    await desk.keyboard.press('2')
    await desk.locator('.composer.closed').waitFor()
    await desk.locator('.ant-modal').waitFor({ state: 'hidden' })
    await desk.keyboard.press('g')
    await desk.keyboard.press('p')
    await desk.locator('.row-item .due').waitFor()
    await picture(desk, 'parked')
    await desk.setViewportSize(PHONE)
    await picture(desk, 'parked-phone')
    await desk.setViewportSize(CHINESE.viewport!)
    // The visitor writes: it is back at once.
    await chat.locator('textarea').fill('还有一个问题')
    await visitor.keyboard.press('Enter')
    await reply.waitFor()
    await desk.locator('.message').getByText('还有一个问题').waitFor()
    await picture(desk, 'back')

    // Nobody closes in the moment in which it comes back.
    await desk.waitForTimeout(1500)
    await desk.keyboard.press('e')
    await desk.locator('.ant-message').getByRole('button', { name: '撤销' }).waitFor()
    await picture(desk, 'closed')
    await desk.locator('.ant-message').getByRole('button', { name: '撤销' }).click()
    await reply.waitFor()
    await reply.fill('我还在')
    await reply.press('Enter')
    await chat.getByText('我还在').waitFor()
    await desk.locator('.conversation-head button[aria-label]').last().click()
    await desk.locator('.ant-dropdown-menu').waitFor()
    await picture(desk, 'menu')

    await boss.goto(`${stage.server.url}/console/tools`)
    await boss.getByText('退款流程').waitFor()
    await picture(boss, 'console-dark')
    await boss.getByRole('button', { name: 'New' }).nth(2).click()
    const form = boss.locator('.ant-modal')
    await form.locator('input').first().fill('Refund and close')
    const step = async (name: string) => {
      await form.getByRole('button', { name: 'Add a step' }).click()
      await boss.locator('.ant-dropdown-menu-item').getByText(name, { exact: true }).click()
    }
    await step('Reply')
    await form.locator('.ant-select').first().click()
    await boss.locator('.ant-select-item-option').getByText('问候').click()
    await step('Close')
    await picture(boss, 'macro-dark')
    await form.locator('.ant-btn-primary').click()
    await boss.getByText('Reply → Close').waitFor()
    await desk.keyboard.press('Escape')
    await desk.locator('.ant-dropdown-menu').waitFor({ state: 'hidden' })
    await desk.keyboard.press('m')
    await desk.getByText('Refund and close').click()
    await desk.locator('.macro-steps').getByText('您好，我是小王。').waitFor()
    await picture(desk, 'macro')
    await desk.keyboard.press('Enter')
    await desk.locator('.composer.closed').waitFor()
    await chat.getByText('您好，我是小王。').waitFor()
  })
})

async function picture(page: Page, name: string): Promise<void> {
  const to = process.env.YINGDA_PICTURES
  if (to === undefined) return
  mkdirSync(to, { recursive: true })
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(to, `tools-${name}.png`) })
}
