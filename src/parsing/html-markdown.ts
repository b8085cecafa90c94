/** A piece of HTML -> Markdown; DOCX comes this way too. */
import { type CheerioAPI, load } from 'cheerio'
import { NodeHtmlMarkdown } from 'node-html-markdown'
import { InvalidInput } from '../errors.ts'

/** Deeper nesting no page has; a converter that calls itself for each level would run out of stack. */
const MAX_DEPTH = 200
const LINK_SCHEMES = new Set(['http:', 'https:', 'mailto:'])
/** What no reader sees, or what is no text. */
const DROPPED =
  'script, style, noscript, template, iframe, object, embed, svg, canvas, video, audio, picture, img, map, form, button, input, select, textarea, dialog, link, meta, base'
const HIDDEN =
  '[hidden], [aria-hidden="true"], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"]'

const converter = new NodeHtmlMarkdown(
  { bulletMarker: '-', emDelimiter: '*', maxConsecutiveNewlines: 2, useInlineLinks: false },
  undefined,
  undefined,
)

/**
 * HTML as a tree, without what is no text; comments go too. `kind` and `name` are for the error.
 * @throws InvalidInput `html_too_deep`.
 */
export function loadHtml(name: string, html: string): CheerioAPI {
  // htmlparser2, not parse5: it never moves what is misplaced, so that hostile nesting costs no more than its length.
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true } })
  refuseDeep(name, $)
  $(DROPPED).remove()
  $(HIDDEN).remove()
  return $
}

/** Links relative to `base` become absolute; of others than http, https and mailto only the words stay. */
export function htmlToMarkdown($: CheerioAPI, base?: string): string {
  $('a').each((_, element) => {
    const link = $(element)
    const target = linkTarget(link.attr('href'), base)
    if (target === undefined) link.replaceWith(link.contents())
    else link.attr('href', target)
  })
  flattenCells($)
  return converter
    .translate($.html())
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function linkTarget(href: string | undefined, base: string | undefined): string | undefined {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  return LINK_SCHEMES.has(url.protocol) ? url.href : undefined
}

/** A Markdown cell is one line: its paragraphs and list items are put side by side. */
function flattenCells($: CheerioAPI): void {
  $('td, th').each((_, element) => {
    const cell = $(element)
    cell.find('p, div, li, ul, ol, br').each((_, block) => void $(block).append(' ').replaceWith($(block).contents()))
    cell.find('h1, h2, h3, h4, h5, h6').each((_, heading) => void $(heading).replaceWith($(heading).contents()))
  })
}

function refuseDeep(name: string, $: CheerioAPI): void {
  const open: { node: ReturnType<CheerioAPI['root']>[0]; depth: number }[] = $.root()
    .toArray()
    .map(node => ({ node, depth: 0 }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.depth > MAX_DEPTH) {
      throw new InvalidInput('html_too_deep', `${name} is nested more than ${MAX_DEPTH} levels deep.`, {
        remedy: 'Save the text of the page as Markdown or plain text.',
      })
    }
    for (const node of next.node.childNodes)
      if ('childNodes' in node) open.push({ node: node as never, depth: next.depth + 1 })
  }
}
