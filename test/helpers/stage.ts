/** What a journey plays on: a server of its own, in which nobody has written yet, and Chromium before it. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import type { ServerProcess } from '../../bench/server-process.ts'
import { newId } from '../../src/id.ts'
import { startPrepared } from './prepared-shop.ts'

export interface Person {
  email: string
  password: string
}

export interface Stage {
  server: ServerProcess
  browser: Browser
  /** Also for files of the journey. */
  folder: string
  /** A page with cookies of its own. */
  open(path: string, options: BrowserContextOptions): Promise<Page>
  /** The same behind the sign-in; without a person the owner's. */
  signedIn(path: string, options: BrowserContextOptions, person?: Person): Promise<Page>
  /** An agent's desk, ready; without a person the owner's. */
  desk(options: BrowserContextOptions, person?: Person): Promise<Page>
  /** Somebody who says this in the demo shop's widget. */
  visitor(options: BrowserContextOptions, words: string): Promise<{ page: Page; chat: Locator }>
  /** Somebody who says this by REST, and perhaps who he is; he is not there any more. */
  visited(words: string, contact?: Record<string, string>): Promise<void>
  /** The API as the page's own user, below his tenant. @throws Error for an answer that is no success. */
  call<T>(page: Page, method: string, path: string, body?: unknown): Promise<T>
  /** A new agent with three places; made by the administrator whose page this is. `mailbox`: before the @. */
  addAgent(page: Page, name: string, mailbox?: string): Promise<Person>
  close(): Promise<void>
}

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 900 }
/** For those who want less motion: what slides open moves from under a click on a busy machine. Contexts of other options move. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce', viewport: DESKTOP }
export const CHINESE: BrowserContextOptions = { ...STILL, locale: 'zh-CN' }
export const ENGLISH: BrowserContextOptions = { ...STILL, locale: 'en-US' }
export const ENGLISH_DARK: BrowserContextOptions = { ...ENGLISH, colorScheme: 'dark' }

/** Of Chromium, as all journeys start it. */
export const ARGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update']

/** The first one of a run takes a minute on a busy machine: its server imports and trains. */
export async function openStage(name: string): Promise<Stage> {
  const { chromium: found } = inject('services')
  const { server, folder } = await startPrepared(name)
  const browser = await chromium.launch({ executablePath: found.found ? found.value : '', args: ARGS })
  const stage: Stage = {
    server,
    browser,
    folder,
    async open(path, options) {
      const page = await (await browser.newContext(options)).newPage()
      await page.goto(server.url + path)
      return page
    },
    async signedIn(path, options, person = server.owner!) {
      const page = await stage.open(path, options)
      await signInOn(page, person)
      return page
    },
    async desk(options, person) {
      const page = await stage.signedIn('/desk', options, person)
      await page.locator('.desk-list').waitFor()
      return page
    },
    async visitor(options, words) {
      const page = await stage.open('/', options)
      const chat = page.locator('yingda-widget')
      await chat.locator('button').first().click()
      await chat.locator('textarea').fill(words)
      await page.keyboard.press('Enter')
      return { page, chat }
    },
    async visited(words, contact) {
      const base = `${server.url}/public/api/v1/inboxes/${server.inboxId}`
      const { token } = await send<{ token: string }>(`${base}/sessions`, {})
      await send(`${base}/messages`, { clientMessageId: newId(), text: words }, token)
      if (contact !== undefined) await send(`${base}/contact`, contact, token)
    },
    async call<T>(page: Page, method: string, path: string, body?: unknown) {
      const session = await page.request.get(`${server.url}/api/v1/session`)
      const { agent } = (await session.json()) as { agent: { tenantId: string } }
      const answer = await page.request.fetch(`${server.url}/api/v1/tenants/${agent.tenantId}${path}`, {
        method,
        ...(body === undefined ? {} : { data: body }),
      })
      if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
      return (await answer.json()) as T
    },
    async addAgent(page, agent, mailbox = agent) {
      const email = `${mailbox}@example.com`
      const body = { name: agent, email, role: 'agent', capacity: 3 }
      const { password } = await stage.call<{ password: string }>(page, 'POST', '/agents', body)
      return { email, password }
    },
    async close() {
      await browser.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return stage
}

/** Fills in the sign-in that the page shows. */
export async function signInOn(page: Page, { email, password }: Person): Promise<void> {
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
}

/** Opens a select and takes an option. On a busy machine the list moves under the pointer or is drawn anew between press and release: then again. */
export async function choose(select: Locator, option: string): Promise<void> {
  const shown = select.page().locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
  const wanted = shown.filter({ hasText: option }).first()
  let taken = false
  const closed = async () => {
    const open = (await shown.count()) > 0
    if (!open && !taken) await select.click()
    if (open || !taken)
      taken = await wanted.click({ timeout: 2_000 }).then(
        () => true,
        () => taken,
      )
    return taken && (await shown.count()) === 0
  }
  await expect.poll(closed, { interval: 500, timeout: 30_000 }).toBe(true)
}

/** Takes pictures into YINGDA_PICTURES, named after the journey; none where that is not set. */
export function picturesOf(journey: string): (page: Page, name: string) => Promise<void> {
  const to = process.env.YINGDA_PICTURES
  return async (page, name) => {
    if (to === undefined) return
    mkdirSync(to, { recursive: true })
    await page.waitForTimeout(400)
    await page.screenshot({ path: join(to, `${journey}-${name}.png`) })
  }
}

async function send<T>(url: string, body: unknown, token?: string): Promise<T> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`POST ${url}: ${answer.status} ${await answer.text()}`)
  const text = await answer.text()
  return (text === '' ? undefined : JSON.parse(text)) as T
}
