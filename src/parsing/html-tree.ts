/** HTML -> a tree that is safe to walk, without what is no text. */
import { type CheerioAPI, load } from 'cheerio'
import { InvalidInput } from '../errors.ts'
import type { HtmlNode } from './html-markdown.ts'

/** Deeper nesting no page has; a walker that calls itself for each level would run out of stack. */
const MAX_DEPTH = 200
/** What no reader sees, or what is no text. */
const DROPPED =
  'script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio, picture, img, map, button, input, select, textarea, dialog, link, meta, base'
const HIDDEN =
  '[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"]'

/** `name` is for the error. @throws InvalidInput `html_too_deep`. */
export function loadHtml(name: string, html: string): CheerioAPI {
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
      throw new InvalidInput('html_too_deep', `${name} is nested more than ${MAX_DEPTH} levels deep.`, {
        remedy: 'Save the text of the page as Markdown or plain text.',
      })
    }
    for (const node of next.node.childNodes ?? []) open.push({ node, depth: next.depth + 1 })
  }
}
