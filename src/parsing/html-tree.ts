/** HTML -> a tree that is safe to walk, without what is no text. */
import { type CheerioAPI, load } from 'cheerio'
import { InvalidInput } from '../errors.ts'
import type { HtmlNode } from './html-markdown.ts'

/** Deeper nesting no page has; a walker that calls itself for each level would run out of stack. */
const MAX_DEPTH = 200
const REMEDY = 'Save the text of the page as Markdown or plain text.'
/** Tags of a page, open and closed; and those that may be open at once before a parser makes the tree, which takes longer the more are. */
const MAX_TAGS = 150_000
const MAX_OPEN = 3000
const TAG = /<(\/?)([a-z][a-z0-9]*)/gi
/** They end with the next of their kind, or have no end. */
const NEVER_OPEN = new Set(
  'p li dt dd tr td th option thead tbody br hr img input meta link base col area source wbr embed'.split(' '),
)
/** What no reader sees, or what is no text. */
const DROPPED =
  'script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio, picture, img, map, button, input, select, textarea, dialog, link, meta, base'
const HIDDEN =
  '[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"]'

/** `name` is for the error. @throws InvalidInput `html_too_deep`, `html_too_large`. */
export function loadHtml(name: string, html: string): CheerioAPI {
  refuseTags(name, html)
  // htmlparser2, not parse5: it never moves what is misplaced, so that hostile nesting costs no more than its length.
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true } })
  refuseDeep(name, $.root().toArray() as HtmlNode[])
  $(DROPPED).remove()
  $(HIDDEN).remove()
  return $
}

function refuseDeep(name: string, roots: readonly HtmlNode[]): void {
  const open = roots.map(node => ({ node, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) {
      throw tooDeep(name)
    }
    for (const node of next.node.childNodes ?? []) open.push({ node, depth: next.depth + 1 })
  }
}

function refuseTags(name: string, html: string): void {
  let tags = 0
  let open = 0
  for (const [, end, tag = ''] of html.matchAll(TAG)) {
    if (++tags > MAX_TAGS) {
      throw new InvalidInput('html_too_large', `${name} has more than ${MAX_TAGS} tags.`, { remedy: REMEDY })
    }
    if (NEVER_OPEN.has(tag.toLowerCase())) continue
    open = end === '/' ? Math.max(0, open - 1) : open + 1
    if (open > MAX_OPEN) throw tooDeep(name)
  }
}

function tooDeep(name: string): InvalidInput {
  return new InvalidInput('html_too_deep', `${name} is nested more than ${MAX_DEPTH} levels deep.`, { remedy: REMEDY })
}
