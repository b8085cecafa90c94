/**
 * Two hundred script-injection vectors through every field that a visitor, an agent or an administrator can fill, from
 * the schemas of the routes, opened in Chromium: chat, desk, every page of the console, source pages. None may run, and
 * no request may go elsewhere.
 */
import { readFileSync } from 'node:fs'
import Papa from 'papaparse'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { newId } from '../../src/id.ts'
import { buildApp, type SignedIn, type TestApp, type Visitor } from '../helpers/app.ts'
import { fill, type Schema } from '../helpers/fill-schema.ts'
import { plainBot } from '../helpers/plain-bot.ts'
import { type DescribedRoute, describeRoutes } from '../helpers/routes.ts'
import { packed, VECTORS } from '../helpers/vectors.ts'

/** Things made by one route: with so many, short fields have seen dozens of vectors, long ones all. */
const A_ROUTE = 12
/** What would fetch, train, sign in or out. */
const LEFT_OUT = /\/session$|\/train$|\/sources\/(preview|address)$|\/me\/(password|availability)$|reset-password$/
const FILE_NAMES = [
  '"><img src=x onerror=__ran(1)>.txt',
  "';__ran(2);'.txt",
  'a\r\nSet-Cookie: x=1.txt',
  '../../etc/passwd.txt',
  '‮gpj.txt',
  'x";filename=evil.html.txt',
  '<svg onload=__ran(3)>.txt',
]

describe.skipIf(!inject('services').chromium.found)('200 vectors in every field', () => {
  let shop: TestApp
  let owner: SignedIn
  let visitor: Visitor
  let conversationId: string
  let browser: Browser
  const taken = new Set<string>()
  const ran: string[] = []
  const elsewhere = new Set<string>()

  beforeAll(async () => {
    shop = await buildApp({ loadBot: async () => plainBot() })
    owner = await shop.signIn('owner')
    const { chromium: found } = inject('services')
    browser = await chromium.launch({
      executablePath: found.found ? found.value : '',
      args: ['--no-sandbox', '--disable-quic'],
    })
    await seed()
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
  })

  const packs = new Map<number, string[]>()
  const packsOf = (most: number) => {
    const known = packs.get(most) ?? packed(most)
    packs.set(most, known)
    return known
  }

  /** The n-th pack of vectors that fits the field; undefined where its form allows none. */
  const vectorFor =
    (n: number) =>
    (_path: string, schema: Schema): string | undefined => {
      if (schema.pattern?.startsWith('^[A-Za-z0-9_-]')) return newId()
      if (schema.format !== undefined || schema.pattern !== undefined) return undefined
      const fitting = packsOf(schema.maxLength ?? 4000)
      return fitting[n % fitting.length]
    }

  async function seed(): Promise<void> {
    visitor = await shop.newVisitor()
    conversationId = (await visitor.say('how?')).conversationId
    for (const name of FILE_NAMES)
      await shop.app.sources.upload(owner.tenantId, name, Buffer.from(packsOf(1500).join('\n\n')), {})
    await shop.app.ingestion.idle()
    for (const text of packsOf(1500)) await visitor.say(`${text}?`)
    const routes = describeRoutes(shop.app).filter(
      ({ method, url, access }) =>
        method !== 'GET' && method !== 'DELETE' && access.who !== 'public' && !LEFT_OUT.test(url),
    )
    // Visitors first, then what makes things, then what changes them; conversations are closed at the end.
    const order = ({ url, method, access }: DescribedRoute) =>
      access.who === 'visitor' ? 0 : url.endsWith('/close') ? 3 : method === 'POST' ? 1 : 2
    for (const route of routes.sort((a, b) => order(a) - order(b))) await fillRoute(route)
    for (const pack of packsOf(2000)) {
      const state = await owner.call('GET', `/conversations/${conversationId}`)
      const epoch = (state.body as { conversation: { handoff?: { epoch: number } } }).conversation.handoff?.epoch ?? 0
      await owner.call('POST', `/conversations/${conversationId}/messages`, {
        clientMessageId: newId(),
        text: pack,
        epoch,
      })
    }
    await shop.app.turns.idle()
  }

  const made = new Map<string, string>()

  async function fillRoute(route: DescribedRoute): Promise<void> {
    const kind = route.url.split('/')[5] ?? ''
    const times = route.url.includes(':id') ? 1 : A_ROUTE
    for (let n = 0; n < times; n++) {
      const known = { conversationId, seq: 2, epoch: 1, origins: [], disabled: false, enabled: true, teamId: undefined }
      const body = route.body && fill(route.body, { text: vectorFor(n * 7), known })
      const path = route.url
        .replace(':tenantId', owner.tenantId)
        .replace(':inboxId', visitor.inboxId)
        .replace(
          ':id',
          kind === 'conversations'
            ? conversationId
            : (made.get(kind) ?? (kind === 'inboxes' ? shop.home.inboxId : owner.id)),
        )
      const headers: Record<string, string> =
        route.access.who === 'visitor' ? { authorization: `Bearer ${visitor.token}` } : { cookie: owner.cookie }
      const answer = await shop.request(route.method, path, { body: body ?? {}, headers })
      if (answer.status >= 300) continue
      taken.add(`${route.method} ${route.url}`)
      const thing = Object.values((answer.body ?? {}) as Record<string, unknown>)[0] as { id?: string } | undefined
      if (typeof thing?.id === 'string') made.set(kind, thing.id)
    }
  }

  async function openContext(cookie?: string): Promise<BrowserContext> {
    const context = await browser.newContext({ locale: 'zh-CN' })
    if (cookie) await context.addCookies([{ name: 'yingda_session', value: cookie.split('=')[1]!, url: shop.url }])
    context.on('dialog', dialog => {
      ran.push('a dialog')
      void dialog.dismiss()
    })
    await context.exposeBinding('__ran', ({ page }, number) => void ran.push(`${page.url()}: ${number}`))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        ;(globalThis as unknown as { __ran(what: string): void }).__ran(
          `refused by the policy: ${event.blockedURI} ${event.sourceFile ?? ''}`,
        )
      })
    })
    await context.route(
      url => url.origin !== shop.url,
      route => {
        elsewhere.add(route.request().url())
        return route.abort()
      },
    )
    return context
  }

  /** Looks at the page as it is now, shadow trees included: nothing of a vector may have become an element. */
  async function look(page: Page): Promise<void> {
    const found = await page.evaluate(() => {
      const wrong: string[] = []
      const walk = (root: Document | ShadowRoot) => {
        for (const element of root.querySelectorAll('*')) {
          if (element.shadowRoot) walk(element.shadowRoot)
          for (const { name, value } of element.attributes) {
            if (/^on/.test(name)) wrong.push(`${element.tagName} ${name}=${value.slice(0, 60)}`)
            if (
              /^(href|src|action|formaction|data|xlink:href)$/.test(name) &&
              /^[^a-z]*(javascript|vbscript|data:text)/i.test(value)
            )
              wrong.push(`${element.tagName} ${name}=${value.slice(0, 60)}`)
            if (/evil\.test/.test(value) && /^(src|srcset|poster|background|style)$/.test(name))
              wrong.push(`${element.tagName} ${name}=${value.slice(0, 60)}`)
          }
          if (/^(SCRIPT|STYLE)$/.test(element.tagName) && /__ran/.test(element.textContent ?? ''))
            wrong.push(element.tagName)
        }
      }
      walk(document)
      return wrong
    })
    expect([page.url(), found.slice(0, 5)]).toEqual([page.url(), []])
  }

  test('were taken by most routes', () => {
    expect(VECTORS).toHaveLength(200)
    expect(taken.size).toBeGreaterThan(20)
  })

  test('run nowhere: chat page, desk, every page of the console, source pages', async () => {
    const asVisitor = await openContext()
    await asVisitor.addInitScript(
      ([key, token]) => localStorage.setItem(key!, token!),
      [`yingda:${visitor.inboxId}:token`, visitor.token],
    )
    const chat = await asVisitor.newPage()
    await chat.goto(`${shop.url}/chat/${visitor.inboxId}`)
    await chat.waitForTimeout(2500)
    await look(chat)
    const { rows: passages } = await shop.db.query<{ id: string }>(
      'SELECT id FROM passage WHERE tenant_id = $1 ORDER BY id DESC LIMIT 5',
      [owner.tenantId],
    )
    for (const { id } of passages) {
      await chat.goto(`${shop.url}/source/${visitor.inboxId}/${id}`)
      await chat.waitForTimeout(300)
      await look(chat)
    }
    const asOwner = await openContext(owner.cookie)
    const page = await asOwner.newPage()
    await page.goto(`${shop.url}/desk`)
    await page.waitForTimeout(2000)
    await look(page)
    await page.goto(`${shop.url}/desk/c/${conversationId}`)
    await page.waitForTimeout(2000)
    await look(page)
    const { body } = await owner.call('GET', '/sources')
    const source = (body as { sources: { id: string }[] }).sources[0]!.id
    const paths = [
      ...readFileSync(new URL('../../web/console/app.tsx', import.meta.url), 'utf8').matchAll(/path="([\w/:-]+)"/g),
    ].map(([, path]) => path!.replace(':id', source))
    expect(paths.length).toBeGreaterThan(9)
    for (const path of ['', ...paths]) {
      await page.goto(`${shop.url}/console/${path}`)
      await page.waitForTimeout(700)
      await look(page)
    }
    expect(ran).toEqual([])
    expect([...elsewhere]).toEqual([])
  }, 90_000)

  test('come out of exports as text: no formula in a table, no header from a file name', async () => {
    const csv = String((await owner.call('GET', '/documents/export?format=csv')).body)
    const cells = (Papa.parse(csv.replace('\uFEFF', '')).data as string[][]).slice(1).flat()
    expect(cells.length).toBeGreaterThan(20)
    expect(cells.filter(cell => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([])
    const { body } = await owner.call('GET', '/sources')
    for (const { id } of (body as { sources: { id: string }[] }).sources) {
      const { headers, status } = await owner.call('GET', `/sources/${id}/original`)
      if (status !== 200) continue
      expect(String(headers['content-disposition'])).toMatch(/^attachment; filename\*=UTF-8''[\w.%~!*'()-]+$/)
      expect(headers['set-cookie']).toBeUndefined()
    }
    const page = await owner.call('GET', `/privacy/contacts/${visitor.contactId}/export?format=html`)
    expect(String(page.body)).not.toMatch(/<(script|img|svg|iframe)/i)
  })
})
