import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type FakeServer, INBOX, startFakeServer } from '../client/fake-server.ts'

/** The widget in a real browser, in a page of another origin that does everything to be in its way. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const ARGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update']
const DESKTOP = { viewport: { width: 1280, height: 800 }, locale: 'en-US' }
const PHONE = { viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true, isMobile: true }
const HOSTILE = '* { margin: 9px !important } div, button, textarea { display: none !important; color: red !important }'

let browser: Browser
let out: string
let fake: FakeServer
let shop: Server
let shopUrl: string
let html = ''
let policy = ''
let noise: string[] = []
const pages: Page[] = []

describe.skipIf(!CHROMIUM)('the widget', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'yingda-web-'))
    execFileSync(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/widget/vite.config.ts'],
      {
        env: { ...process.env, YINGDA_WEB_OUT: out },
        stdio: 'pipe',
      },
    )
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ARGS })
    shop = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy })
      response.end(html)
    }).listen(0, '127.0.0.1')
    await new Promise(done => shop.once('listening', done))
    // Another host name, so that it is another origin in every respect.
    shopUrl = `http://localhost:${(shop.address() as AddressInfo).port}/`
  }, 90_000)
  afterAll(async () => {
    await browser?.close()
    shop?.close()
    rmSync(out, { recursive: true, force: true })
  })
  beforeEach(async () => {
    fake = await startFakeServer(0, out)
    policy = `default-src 'none'; script-src ${fake.url}; connect-src ${fake.url} ${fake.url.replace('http', 'ws')}; require-trusted-types-for 'script'`
    html = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Shop</title><h1>Shop</h1><script async src="${fake.url}/widget.js" data-inbox-id="${INBOX}"></script>`
    noise = []
  })
  afterEach(async () => {
    for (const page of pages.splice(0)) await page.context().close()
    await fake.stop()
  })

  it('fetches only the loader before the first click, then paints and answers under a strict policy', async () => {
    const page = await open(DESKTOP)
    const fetched = await page.evaluate(() => performance.getEntriesByType('resource').map(entry => entry.name))
    expect(fetched).toEqual([`${fake.url}/widget.js`])
    await chat(page).launcher.click()
    await chat(page).input.fill('list please')
    await chat(page).input.press('Enter')
    await page.getByText('In-stock items').waitFor()
    expect(await page.locator('yingda-widget ol li').count()).toBe(2)
    const link = page.getByRole('link', { name: 'orders page' })
    expect(await link.getAttribute('rel')).toContain('noopener')
    expect(await page.locator('yingda-widget .head .face > svg').count()).toBe(1)
    expect(noise).toEqual([])
    const names = await page.evaluate(() => Object.keys(window).filter(name => /yingda/i.test(name)))
    expect(names.sort()).toEqual(['Yingda', 'YingdaSettings'])
  })

  it('is not restyled by the page, and does not move it', async () => {
    policy = ''
    html = html.replace('<h1>', `<style>${HOSTILE}</style><h1>`)
    const page = await open(DESKTOP)
    const before = await page.evaluate(() => document.documentElement.scrollHeight)
    await chat(page).launcher.click()
    await chat(page).input.waitFor()
    expect(await chat(page).input.isVisible()).toBe(true)
    const box = await page.locator('yingda-widget').boundingBox()
    expect(box).toMatchObject({ x: 1280 - 20 - 56, y: 800 - 20 - 56, width: 56, height: 56 })
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(before)
  })

  it('does not send while Chinese is being composed, and breaks lines with Shift+Enter', async () => {
    const page = await open(DESKTOP)
    await chat(page).launcher.click()
    await chat(page).input.fill('ni')
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      await chat(page).input.evaluate(
        (input, extra) => input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...extra })),
        init,
      )
    }
    await chat(page).input.press('Shift+Enter')
    expect(await chat(page).input.inputValue()).toBe('ni\n')
    expect(fake.events).toHaveLength(0)
  })

  it('shows everything as text: no script, no image, no foreign link target', async () => {
    const page = await open(DESKTOP)
    await chat(page).launcher.click()
    await chat(page).input.fill('hello')
    await chat(page).input.press('Enter')
    await page.getByText('Did you mean').waitFor()
    const vectors = [
      '<img src=x onerror=alert(1)><script>alert(1)</script>',
      '[x](javascript:alert(1)) [y](data:text/html,1) ![z](https://evil.example/p.png)',
      '**<svg onload=alert(1)>** [a<b>](https://ok.example/?q="><script>)',
    ]
    for (const text of vectors) {
      fake.say({ kind: 'bot' }, { text, format: 'markdown', sources: [{ title: text, url: 'javascript:alert(1)' }] })
      fake.say({ kind: 'agent', name: text }, { text, format: 'plain' })
    }
    await page.waitForTimeout(400)
    const found = await page.locator('yingda-widget').evaluate(host => {
      const root = host.shadowRoot!
      const links = [...root.querySelectorAll('a')].map(a => a.protocol)
      return { elements: root.querySelectorAll('img,script,iframe,svg[onload]').length, links }
    })
    expect(found.elements).toBe(0)
    expect(new Set(found.links)).toEqual(new Set(['https:']))
    expect(noise).toEqual([])
  })

  it('keeps what is written offline, and sends it once, in order, after a reload', async () => {
    const page = await open(DESKTOP)
    await chat(page).launcher.click()
    await chat(page).input.fill('first')
    await chat(page).input.press('Enter')
    await page.getByText('Did you mean').waitFor()
    await page.context().setOffline(true)
    fake.cut()
    for (const text of ['second', 'third']) {
      await chat(page).input.fill(text)
      await chat(page).input.press('Enter')
    }
    await page.getByText('Kept, goes out').first().waitFor()
    await page.context().setOffline(false)
    await page.reload()
    await expect.poll(() => said('visitor')).toEqual(['first', 'second', 'third'])
    await page.waitForTimeout(300)
    expect(said('visitor')).toEqual(['first', 'second', 'third'])
  })

  it('counts unread ones on the button and in the title, and shows a pill instead of moving the view', async () => {
    const page = await open(DESKTOP)
    await chat(page).launcher.click()
    await chat(page).input.fill('hello')
    await chat(page).input.press('Enter')
    await page.getByText('Did you mean').waitFor()
    await page.keyboard.press('Escape')
    expect(await page.locator('yingda-widget').evaluate(host => host.shadowRoot!.activeElement?.className)).toBe('l')
    for (let i = 0; i < 12; i++)
      fake.say({ kind: 'agent', name: '小王' }, { text: `word ${i}\n\nand more`, format: 'plain' })
    await expect.poll(() => page.title()).toBe('(12) Shop')
    expect(await chat(page).launcher.getAttribute('aria-label')).toContain('12')
    await chat(page).launcher.click()
    await page.getByText('word 11').waitFor()
    expect(await page.title()).toBe('Shop')
    const scroll = page.locator('yingda-widget .scroll')
    await scroll.evaluate(area => area.scrollTo(0, 0))
    await page.waitForTimeout(100)
    fake.say({ kind: 'agent', name: '小王' }, { text: 'one more', format: 'plain' })
    await page.getByText('1 new message').waitFor()
    expect(await scroll.evaluate(area => area.scrollTop)).toBe(0)
    await page.getByText('1 new message').click()
    await expect.poll(() => fake.reads).toBeGreaterThan(0)
  })

  it('fills a phone, stops the page behind from scrolling, and gives it back', async () => {
    html = html.replace('lang="en"', 'lang="zh-CN"')
    const page = await open(PHONE)
    await chat(page).launcher.click()
    const panel = page.locator('yingda-widget .y')
    await expect.poll(() => panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 })
    expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('hidden')
    expect(await chat(page).input.evaluate(input => getComputedStyle(input).fontSize)).toBe('16px')
    await page.locator('yingda-widget header .round').last().click()
    expect(await page.evaluate(() => document.documentElement.style.overflow)).toBe('')
  })

  it('boots a second one, forgets nothing that was called early, and goes without a trace', async () => {
    policy = ''
    const stub = 'window.Yingda=window.Yingda||function(){(Yingda.q=Yingda.q||[]).push(arguments)}'
    html = `<!doctype html><html lang="en"><title>App</title><script>${stub};window.heard=[];
      Yingda('on','ready',(d,from)=>heard.push(from.inboxId));Yingda('boot',{inboxId:'${INBOX}'});Yingda('open')</script>
      <script async src="${fake.url}/widget.js"></script>`
    const page = await open(DESKTOP)
    await chat(page).input.waitFor()
    await page.evaluate(() => {
      const { Yingda } = window as unknown as { Yingda(...call: unknown[]): { open(): void } }
      Yingda('boot', { inboxId: 'other', position: 'left', colour: '#7a3e1f' })
    })
    expect(await page.locator('yingda-widget').count()).toBe(2)
    expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([INBOX, 'other'])
    await page.evaluate(() => (window as unknown as { Yingda(...call: unknown[]): void }).Yingda('shutdown'))
    expect(await page.locator('yingda-widget').count()).toBe(0)
    expect(await page.title()).toBe('App')
  })
})

async function open(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  pages.push(page)
  page.on('console', message => noise.push(message.text()))
  page.on('pageerror', error => noise.push(error.message))
  await page.goto(shopUrl)
  await page.locator('yingda-widget').first().waitFor({ state: 'attached' })
  return page
}

function chat(page: Page) {
  return { launcher: page.locator('yingda-widget .l').first(), input: page.locator('yingda-widget textarea').first() }
}

function said(kind: string): string[] {
  return fake.events.flatMap(({ sender, body }) =>
    sender.kind === kind && body.kind === 'message' ? [body.content.text] : [],
  )
}
