/**
 * The pages of one section of a site, breadth first and politely: robots.txt, nofollow and noindex are honoured, one
 * request at a time with a pause between.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Forbidden, YingdaError } from '../errors.ts'
import type { PageLinks } from '../parsing/page-links.ts'
import type { Fetched, GuardedFetch } from './guarded-fetch.ts'
import { pageUrl, sectionOf } from './page-url.ts'
import { fetchRobots, type Robots } from './robots.ts'

export interface Page {
  /** The address that counts: the canonical one where the page names one in the section. */
  url: string
  /** Links away from the start. */
  depth: number
  contentType: string
  bytes: Uint8Array
}

export interface CrawlOptions {
  fetch: GuardedFetch
  /** May run in a thread: pages are other people's. */
  linksOf: (html: Uint8Array, url: string, contentType: string) => PageLinks | Promise<PageLinks>
  /** 0 is the start alone, 1 also what it links to … */
  depth: number
  /** At most so many pages are given. */
  pages: number
  /** Between two requests; the site's own crawl-delay counts when it is longer. Default: half a second. */
  pauseMs?: number
  signal?: AbortSignal | undefined
  /** HTML, PDF and DOCX, in the order they are found. What it throws ends the crawl. */
  onPage: (page: Page) => void | Promise<void>
}

export interface Crawled {
  pages: number
  /** Pages that could not be fetched; the crawl went on. */
  failed: { url: string; error: YingdaError }[]
  /** Whether there was more than `pages`, or than we ask one site for. */
  cut: boolean
}

const PAUSE_MS = 500
/** Pages that are refused, doubled or not for robots must not make a crawl endless. */
const REQUESTS_PER_PAGE = 4
const ACCEPT =
  'text/html,application/xhtml+xml,application/pdf,application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const HTML = /^(text\/html|application\/xhtml\+xml)\b/i
const FILE = /^application\/(pdf|vnd\.openxmlformats-officedocument\.wordprocessingml\.document)\b/i
/** Servers that do not know a file's type call it this; its content is looked at by who reads it. */
const UNTYPED = /^(application\/octet-stream|binary\/octet-stream)\b|^$/i
const FILE_NAME = /\.(pdf|docx)$/i
/** Never a page: not asked for at all. */
const OTHER_NAME =
  /\.(jpe?g|png|gif|webp|avif|svg|ico|bmp|css|m?js|json|xml|rss|atom|zip|gz|tgz|rar|7z|exe|dmg|apk|msi|mp[34]|m4[av]|webm|avi|mov|wav|ogg|woff2?|ttf|eot|xlsx?|pptx?)$/i

interface Target {
  url: URL
  depth: number
}

interface Crawl {
  options: CrawlOptions
  robots: Robots
  start: URL
  inSection: (url: URL) => boolean
  queue: Target[]
  /** Addresses that were asked for or stand in the queue, and those of pages that were given. */
  seen: Set<string>
  given: Set<string>
  failed: Crawled['failed']
}

/**
 * Throws what the fetch of the start or of its robots.txt throws, `robots_disallowed` when the start is not for robots,
 * or the signal's reason.
 */
export async function crawlSite(start: string, options: CrawlOptions): Promise<Crawled> {
  const { first, robots } = await openStart(start, options)
  const url = pageUrl(new URL(first.url))
  const [seen, given] = [new Set([url.href]), new Set<string>()]
  const crawl: Crawl = { options, robots, start: url, inSection: sectionOf(url), queue: [], seen, given, failed: [] }
  await take(crawl, { url, depth: 0 }, first)
  let requests = 0
  const most = options.pages * REQUESTS_PER_PAGE
  while (crawl.queue.length > 0 && given.size < options.pages && requests++ < most) {
    await visit(crawl, crawl.queue.shift()!)
  }
  return { pages: given.size, failed: crawl.failed, cut: crawl.queue.length > 0 }
}

/** The section is that of the page where the start leads to: /help may redirect to /help/en/, or to another host. */
async function openStart(start: string, options: CrawlOptions): Promise<{ first: Fetched; robots: Robots }> {
  const asked = URL.canParse(start) ? await allowedBy(pageUrl(new URL(start)), options) : undefined
  const first = await options.fetch(start, requestOf(options))
  if (first.kind === 'unchanged') throw new Error('an unconditional request was answered "unchanged"')
  const url = pageUrl(new URL(first.url))
  const robots = asked?.origin === url.origin ? asked.robots : (await allowedBy(url, options)).robots
  refuseDisallowed(url, robots)
  return { first, robots }
}

async function allowedBy(url: URL, { fetch, signal }: CrawlOptions): Promise<{ origin: string; robots: Robots }> {
  const robots = await fetchRobots(url, fetch, signal)
  refuseDisallowed(url, robots)
  return { origin: url.origin, robots }
}

function refuseDisallowed(url: URL, robots: Robots): void {
  if (robots.allows(url)) return
  throw new Forbidden('robots_disallowed', `the site asks robots not to read "${url.href}"`, {
    remedy: `Ask the site's owner to allow it in ${url.origin}/robots.txt, or upload the pages.`,
    value: url.href,
  })
}

async function visit(crawl: Crawl, target: Target): Promise<void> {
  const { options, robots } = crawl
  await pause(Math.max(options.pauseMs ?? PAUSE_MS, robots.delayMs), undefined, { signal: options.signal }).catch(() =>
    options.signal?.throwIfAborted(),
  )
  try {
    const answer = await options.fetch(target.url.href, requestOf(options))
    if (answer.kind === 'fetched') await take(crawl, target, answer)
  } catch (error) {
    if (!(error instanceof YingdaError)) throw error
    crawl.failed.push({ url: target.url.href, error })
  }
}

async function take(crawl: Crawl, { url: asked, depth }: Target, answer: Fetched): Promise<void> {
  const url = pageUrl(new URL(answer.url))
  if (url.href !== pageUrl(asked).href && !isNew(crawl, url)) return
  crawl.seen.add(url.href)
  const header = (answer.robots ?? '').toLowerCase()
  const page = { depth, contentType: answer.contentType, bytes: answer.bytes }
  if (HTML.test(answer.contentType)) {
    const found = await crawl.options.linksOf(answer.bytes, answer.url, answer.contentType)
    const follow = found.follow && !/nofollow|none/.test(header)
    if (follow && depth < crawl.options.depth) enqueue(crawl, found.links, depth + 1)
    if (found.index && !/noindex|none/.test(header)) await give(crawl, { ...page, url: addressOf(crawl, url, found) })
  } else if (isFile(answer.contentType, url) && !/noindex|none/.test(header)) {
    await give(crawl, { ...page, url: url.href })
  }
}

/** A page under two addresses is given once, under the one it calls its own. */
async function give(crawl: Crawl, page: Page): Promise<void> {
  if (crawl.given.has(page.url)) return
  crawl.given.add(page.url)
  crawl.seen.add(page.url)
  await crawl.options.onPage(page)
}

function enqueue(crawl: Crawl, links: readonly string[], depth: number): void {
  for (const link of links) {
    const url = pageUrl(new URL(link))
    if (!isNew(crawl, url) || OTHER_NAME.test(url.pathname)) continue
    crawl.seen.add(url.href)
    crawl.queue.push({ url, depth })
  }
}

function isNew({ seen, inSection, robots }: Crawl, url: URL): boolean {
  return !seen.has(url.href) && inSection(url) && robots.allows(url)
}

/** Not believed: an address elsewhere, and the start's from another page, which many sites write on all their pages. */
function addressOf({ inSection, start }: Crawl, url: URL, { canonical }: PageLinks): string {
  if (canonical === undefined) return url.href
  const own = pageUrl(new URL(canonical))
  const careless = own.href === start.href && url.pathname !== start.pathname
  return inSection(own) && !careless ? own.href : url.href
}

function isFile(contentType: string, url: URL): boolean {
  return FILE.test(contentType) || (UNTYPED.test(contentType) && FILE_NAME.test(url.pathname))
}

function requestOf({ signal }: CrawlOptions) {
  return { signal, accept: ACCEPT }
}
