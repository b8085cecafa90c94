import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGuardedFetch } from '../../src/fetching/guarded-fetch.ts'
import { rulesOf } from '../../src/fetching/robots.ts'
import { type CrawlOptions, crawlSite, type Page } from '../../src/fetching/site.ts'
import { pageLinks } from '../../src/parsing/page-links.ts'
import { type Answer, type LocalServer, openServer, pages } from './local-server.ts'

let site: Record<string, Answer | string>
let server: LocalServer

beforeEach(async () => {
  site = {}
  server = await openServer((response, request) => pages(site)(response, request))
})
afterEach(() => server.close())

const fetch = createGuardedFetch({ allowPrivate: ['127.0.0.1'], resolve: async () => ['127.0.0.1'], timeoutMs: 3_000 })
const at = (path: string) => `http://help.example.com:${server.port}${path}`
const links = (...hrefs: string[]) => hrefs.map(href => `<a href="${href}">x</a>`).join('')
const asks = () => server.paths.filter(path => path !== '/robots.txt')
const typed =
  (type: string, body = 'x', headers: Record<string, string> = {}): Answer =>
  response =>
    response.writeHead(200, { 'content-type': type, ...headers }).end(body)

async function crawl(start: string, options: Partial<CrawlOptions> = {}) {
  const given: Page[] = []
  const onPage = (page: Page): void => {
    given.push(page)
  }
  const result = await crawlSite(at(start), {
    fetch,
    linksOf: pageLinks,
    depth: 5,
    pages: 50,
    pauseMs: 0,
    onPage,
    ...options,
  })
  return { ...result, given, paths: given.map(({ url }) => url.slice(at('').length)) }
}

test('the pages of the section come breadth first, each once, with their depth', async () => {
  site['/help/'] = links('/help/a', 'b#part', 'b', '/about', 'https://elsewhere.example.com/help/', 'mailto:a@b.c')
  site['/help/a'] = links('/help/', '/help/a/deep', '/helpless')
  site['/help/b'] = links('/help/a')
  site['/help/a/deep'] = 'end'
  const { given, paths, pages: count, cut } = await crawl('/help/')
  expect(paths).toEqual(['/help/', '/help/a', '/help/b', '/help/a/deep'])
  expect(given.map(page => page.depth)).toEqual([0, 1, 1, 2])
  expect(asks()).toHaveLength(4)
  expect({ count, cut }).toEqual({ count: 4, cut: false })
})

test.each([
  ['/help', ['/help', '/help/a']],
  ['/help/index.html', ['/help/index.html', '/help/a']],
])('the section of %s is what stands at and below it', async (start, found) => {
  site[start] = links('/help/a', '/other', '/helpdesk')
  site['/help/a'] = 'a'
  expect((await crawl(start)).paths).toEqual(found)
})

test('depth and number of pages are limits', async () => {
  site['/h/'] = links('1', '2', '3')
  Object.assign(site, { '/h/1': links('4'), '/h/2': 'x', '/h/3': 'x', '/h/4': 'x' })
  expect((await crawl('/h/', { depth: 1 })).paths).toEqual(['/h/', '/h/1', '/h/2', '/h/3'])
  expect(await crawl('/h/', { pages: 2 })).toMatchObject({ paths: ['/h/', '/h/1'], cut: true })
  expect((await crawl('/h/', { depth: 0 })).paths).toEqual(['/h/'])
})

test('a trap of pages that are all not to be kept comes to an end', async () => {
  let made = 0
  server.close()
  server = await openServer((response, { url }) => {
    if (url === '/robots.txt') return response.writeHead(404).end()
    typed('text/html', `<meta name=robots content=noindex>${links(`/t/${made++}`)}`)(response, undefined as never)
  })
  const { pages: count, cut } = await crawl('/t/', { depth: 1_000, pages: 5 })
  expect({ count, cut }).toEqual({ count: 0, cut: true })
  expect(made).toBeLessThan(30)
})

test('sessions and visits in an address make no new page; other parameters do, and stay as they are written', async () => {
  site['/h/'] = links('a?id=1&sid=9', 'a?id=1&utm_source=x', 'a?id=2', 'a;jsessionid=77?id=1', 'b?q=%C4%FA')
  Object.assign(site, { '/h/a?id=1': 'x', '/h/a?id=2': 'x', '/h/b?q=%C4%FA': 'x' })
  expect((await crawl('/h/')).paths).toEqual(['/h/', '/h/a?id=1', '/h/a?id=2', '/h/b?q=%C4%FA'])
})

test('a page under two addresses is given once, under its canonical one', async () => {
  site['/h/'] = links('a?print=1', 'a', 'b')
  site['/h/a?print=1'] = '<link rel=canonical href="/h/a">the page'
  site['/h/a'] = '<link rel=canonical href="/h/a">the page'
  site['/h/b'] = '<link rel=canonical href="https://elsewhere.example.com/">b'
  expect((await crawl('/h/')).paths).toEqual(['/h/', '/h/a', '/h/b'])
})

test('a site that calls every page its start still gives its pages', async () => {
  const careless = '<link rel=canonical href="/h/">'
  site['/h/'] = careless + links('a', '?from=a')
  Object.assign(site, { '/h/a': careless, '/h/?from=a': careless })
  expect((await crawl('/h/')).paths).toEqual(['/h/', '/h/a'])
})

test('nofollow and noindex are honoured, of a link, a page and a header', async () => {
  site['/h/'] = `<a rel="noopener nofollow" href="secret">x</a>${links('unkept', 'leaf', 'file.pdf', 'both')}`
  site['/h/unkept'] = `<meta name="robots" content="noindex">${links('below')}`
  site['/h/leaf'] = `<meta name="Robots" content="NOFOLLOW">${links('hidden')}`
  site['/h/file.pdf'] = typed('application/pdf', '%PDF', { 'x-robots-tag': 'noindex' })
  site['/h/both'] = `<meta name="yingda" content="none">${links('hidden')}`
  site['/h/below'] = 'x'
  expect((await crawl('/h/')).paths).toEqual(['/h/', '/h/leaf', '/h/below'])
  expect(asks()).not.toContain('/h/secret')
  expect(asks()).not.toContain('/h/hidden')
})

test('PDF and Word files below the start come with their bytes, other files are not asked for', async () => {
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  site['/h/'] = links('a.pdf', 'b.docx', 'c.pdf', 'd.zip', 'e.PNG', 'f', '/other/g.pdf')
  site['/h/a.pdf'] = typed('application/pdf', '%PDF-1')
  site['/h/b.docx'] = typed(word, 'PK')
  site['/h/c.pdf'] = typed('application/octet-stream', '%PDF-2')
  site['/h/f'] = typed('text/css')
  const { given, paths } = await crawl('/h/')
  expect(paths).toEqual(['/h/', '/h/a.pdf', '/h/b.docx', '/h/c.pdf'])
  expect(Buffer.from(given[3]!.bytes).toString()).toBe('%PDF-2')
  expect(asks()).not.toContain('/h/d.zip')
})

test('what cannot be fetched is said, and the crawl goes on', async () => {
  site['/h/'] = links('gone', 'out', 'away', 'b')
  site['/h/out'] = response => response.writeHead(302, { location: 'http://10.0.0.1/' }).end()
  site['/h/away'] = response => response.writeHead(302, { location: '/other' }).end()
  Object.assign(site, { '/h/b': 'x', '/other': 'x' })
  const { paths, failed } = await crawl('/h/')
  expect(paths).toEqual(['/h/', '/h/b'])
  expect(failed.map(({ url, error }) => [url, error.code])).toEqual([
    [at('/h/gone'), 'fetch_status'],
    [at('/h/out'), 'url_refused'],
  ])
  await expect(crawl('/nothing')).rejects.toMatchObject({ code: 'fetch_status' })
})

test('the section is where the start leads to', async () => {
  site['/docs'] = response => response.writeHead(301, { location: '/docs/en/' }).end()
  site['/docs/en/'] = links('a', '/docs/zh/')
  Object.assign(site, { '/docs/en/a': 'x', '/docs/zh/': 'x' })
  expect((await crawl('/docs')).paths).toEqual(['/docs/en/', '/docs/en/a'])
})

test('robots.txt decides: for the start an error, below it silence', async () => {
  site['/robots.txt'] = typed(
    'text/plain',
    'User-agent: *\nDisallow: /\n\nUser-agent: Yingda\nDisallow: /h/private\nAllow: /h/',
  )
  site['/h/'] = links('private/a', 'b')
  Object.assign(site, { '/h/b': 'x', '/h/private/a': 'x' })
  expect((await crawl('/h/')).paths).toEqual(['/h/', '/h/b'])
  expect(asks()).not.toContain('/h/private/a')
  await expect(crawl('/h/private/a')).rejects.toMatchObject({ code: 'robots_disallowed' })
  expect(asks()).not.toContain('/h/private/a')
})

test('a robots.txt that the server cannot give forbids all', async () => {
  site['/robots.txt'] = response => response.writeHead(503).end()
  site['/h/'] = 'x'
  await expect(crawl('/h/')).rejects.toMatchObject({ code: 'fetch_status', value: at('/robots.txt') })
  expect(asks()).toEqual([])
})

test('between two requests there is a pause: ours, or the longer one of the site up to a bound', async () => {
  site['/robots.txt'] = typed('text/plain', 'User-agent: *\nCrawl-delay: 0.2')
  site['/h/'] = links('a', 'b')
  Object.assign(site, { '/h/a': 'x', '/h/b': 'x' })
  const begun = performance.now()
  await crawl('/h/')
  expect(performance.now() - begun).toBeGreaterThan(390)
  expect(rulesOf(at('/robots.txt'), 'User-agent: *\nCrawl-delay: 86400').delayMs).toBe(10_000)
})

test('an internal start is refused as such', async () => {
  await expect(
    crawlSite('http://10.0.0.1/', { fetch, linksOf: pageLinks, depth: 1, pages: 1, onPage() {} }),
  ).rejects.toMatchObject({
    code: 'url_refused',
  })
})

test('it can be stopped, also in its pause; an error of the taker ends it', async () => {
  site['/h/'] = links('a')
  site['/h/a'] = 'x'
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('cancelled')), 100)
  await expect(crawl('/h/', { signal: stop.signal, pauseMs: 60_000 })).rejects.toThrow('cancelled')
  const onPage = () => Promise.reject(new Error('disk full'))
  await expect(crawl('/h/', { onPage })).rejects.toThrow('disk full')
})
