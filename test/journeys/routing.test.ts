/**
 * A visitor is offered to agents, as they see it: declined by one, taken by the other, handed on with a note, taken over
 * by the supervisor; the visitor notices only his place. With YINGDA_PICTURES=FOLDER it also takes pictures.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import { openStage, type Stage, signInOn } from '../helpers/stage.ts'

const CHINESE: BrowserContextOptions = { viewport: { width: 1280, height: 800 }, locale: 'zh-CN' }
const ENGLISH_DARK: BrowserContextOptions = {
  viewport: { width: 1280, height: 800 },
  locale: 'en-US',
  colorScheme: 'dark',
}
const PHONE = { width: 390, height: 844 }

const chromiumFound = inject('services').chromium

describe.skipIf(!chromiumFound.found)('routing in Chromium', { timeout: 120_000 }, () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage('routing')
  }, 180_000)
  afterAll(() => stage?.close())

  async function open(path: string, options: BrowserContextOptions): Promise<Page> {
    const page = await (await stage.browser.newContext(options)).newPage()
    await page.goto(stage.server.url + path)
    return page
  }

  interface Person {
    email: string
    password: string
  }

  async function deskOf(person: Person, options: BrowserContextOptions): Promise<Page> {
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

  const online = (page: Page) => call(page, 'PUT', '/me/availability', { availability: 'online' })
  const offerOn = (page: Page) => page.locator('.offer')

  it('offers, declines, accepts, hands on, takes over', async () => {
    const boss = await deskOf(stage.server.owner!, ENGLISH_DARK)
    await call(boss, 'PUT', '/routing', { routing: { ...DEFAULT_ROUTING, strategy: 'round_robin', offerSeconds: 60 } })
    const add = async (name: string): Promise<Person> => {
      const email = `${name}@example.com`
      const { password } = await call<{ password: string }>(boss, 'POST', '/agents', {
        name,
        email,
        role: 'agent',
        capacity: 3,
      })
      return { email, password }
    }
    const desks = [await deskOf(await add('wang'), CHINESE), await deskOf(await add('li'), CHINESE)]
    for (const desk of desks) await online(desk)

    const visitor = await open('/', CHINESE)
    const chat = visitor.locator('yingda-widget')
    await chat.locator('button').first().click()
    await chat.locator('textarea').fill('人工')
    await visitor.keyboard.press('Enter')

    await Promise.race(desks.map(desk => offerOn(desk).waitFor()))
    const [first, second] = (await offerOn(desks[0]!).isVisible()) ? [desks[0]!, desks[1]!] : [desks[1]!, desks[0]!]
    await boss.locator('.row-item').first().waitFor()
    await picture(first, 'offer')
    await first.setViewportSize(PHONE)
    await picture(first, 'offer-phone')
    await first.setViewportSize(CHINESE.viewport!)
    await picture(boss, 'offered-to-another-dark')
    await first.keyboard.press('Escape')
    await offerOn(second).waitFor()
    await offerOn(first).waitFor({ state: 'detached' })
    await picture(second, 'offer-to-the-second')
    await second.keyboard.press('Enter')
    const reply = second.locator('.composer textarea').first()
    await reply.fill('您好，我来帮您。')
    await reply.press('Enter')
    await chat.getByText('我来帮您').waitFor()
    // Nothing of the offers in between.
    expect(await chat.locator('.line').count()).toBe(2)

    await reply.press('Escape')
    await second.keyboard.press('t')
    const dialog = second.locator('.ant-modal')
    await dialog.locator('.ant-select').click()
    await second.locator('.ant-select-item-option:not(.ant-select-item-option-disabled)').first().waitFor()
    await picture(second, 'transfer')
    await second.locator('.ant-select-item-option:not(.ant-select-item-option-disabled)').first().click()
    await dialog.locator('textarea').first().fill('他想退一把茶壶，订单 8842。')
    await dialog.locator('.ant-btn-primary').click()
    await offerOn(first).getByText('订单 8842').waitFor()
    await picture(first, 'offer-with-note')
    await first.keyboard.press('Enter')
    await first.locator('.event-line.note').getByText('订单 8842').waitFor()
    await picture(first, 'handed-on')
    expect(await visitor.content()).not.toContain('8842')
    expect(await chat.getByText('8842').count()).toBe(0)

    await boss.goto(`${stage.server.url}/desk?tab=open`)
    await boss.locator('.row-item button').first().click()
    await boss.getByRole('button', { name: 'Take over' }).waitFor()
    await picture(boss, 'supervisor-dark')
    await boss.getByRole('button', { name: 'Take over' }).click()
    const last = boss.locator('.composer textarea').first()
    await last.fill('Hello, I take care of this myself.')
    await last.press('Enter')
    await chat.getByText('I take care of this').waitFor()
  })
})

async function picture(page: Page, name: string): Promise<void> {
  const to = process.env.YINGDA_PICTURES
  if (to === undefined) return
  mkdirSync(to, { recursive: true })
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(to, `routing-${name}.png`) })
}
