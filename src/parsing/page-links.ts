/** Where a web page leads, and what it asks robots to do with it. */
import { type CheerioAPI, loadBuffer } from 'cheerio'

export interface PageLinks {
  /** http and https only, absolute, each once, in the order of the page; without those marked nofollow. */
  links: string[]
  /** The address that the page itself calls its own. */
  canonical?: string
  /** Whether it may be kept, and whether its links may be followed. */
  index: boolean
  follow: boolean
}

/** A page with more is a list of something, or a trap. */
const MAX_LINKS = 5_000
/** `robots` speaks to all, the other one to us. */
const ROBOTS = ['robots', 'yingda']

/** `contentType` is the header: its charset comes before the page's own. Broken HTML gives what a browser would see. */
export function pageLinks(html: Uint8Array, url: string, contentType = ''): PageLinks {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1]
  const $ = loadBuffer(
    Buffer.from(html),
    charset === undefined ? {} : { encoding: { transportLayerEncodingLabel: charset } },
  )
  const base = absolute($('base[href]').attr('href'), url) ?? url
  const orders = robotsOrders($)
  const canonical = absolute($('link[rel~="canonical" i]').attr('href'), base)
  return {
    links: linksIn($, base),
    ...(canonical !== undefined && { canonical }),
    index: !orders.has('noindex') && !orders.has('none'),
    follow: !orders.has('nofollow') && !orders.has('none'),
  }
}

function linksIn($: CheerioAPI, base: string): string[] {
  const links = new Set<string>()
  for (const element of $('a[href], area[href]').toArray()) {
    if (links.size >= MAX_LINKS) break
    const rel = (element.attribs.rel ?? '').toLowerCase().split(/\s+/)
    const link = rel.includes('nofollow') ? undefined : absolute(element.attribs.href, base)
    if (link !== undefined) links.add(link)
  }
  return [...links]
}

function robotsOrders($: CheerioAPI): Set<string> {
  return new Set(
    $('meta[name][content]')
      .toArray()
      .filter(({ attribs }) => ROBOTS.includes(attribs.name!.trim().toLowerCase()))
      .flatMap(({ attribs }) => attribs.content!.toLowerCase().split(/[\s,]+/)),
  )
}

function absolute(href: string | undefined, base: string): string | undefined {
  if (href === undefined || !URL.canParse(href.trim(), base)) return undefined
  const url = new URL(href.trim(), base)
  return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined
}
