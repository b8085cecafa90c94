/** HTML as a tree -> Markdown; DOCX comes this way too. Written by us: it must keep tables short and escape nothing that a reader sees. */
import type { CheerioAPI } from 'cheerio'
import { markdownTable, tableCell } from './table.ts'

/** A node of the tree, of whatever kind: what is used of it. */
export interface HtmlNode {
  type: string
  name?: string
  data?: string
  attribs?: Record<string, string>
  childNodes?: HtmlNode[]
}

const LINK_SCHEMES = new Set(['http:', 'https:', 'mailto:'])
const BLOCKS = new Set(
  'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
)
const STRONG = new Set(['b', 'strong'])
const EMPHASIS = new Set(['i', 'em'])
const CODE = new Set(['code', 'kbd', 'samp', 'tt'])

/** Links relative to `base` become absolute; of others than http, https and mailto only the words stay. */
export function htmlToMarkdown($: CheerioAPI, base?: string): string {
  return blocksOf($.root().toArray() as HtmlNode[], base).join('\n\n')
}

/** Blocks of Markdown; what stands between block elements is a paragraph. */
function blocksOf(nodes: readonly HtmlNode[], base: string | undefined): string[] {
  const blocks: string[] = []
  let run: HtmlNode[] = []
  const flush = () => {
    const text = paragraph(inlineOf(run, base))
    if (text !== '') blocks.push(text)
    run = []
  }
  for (const node of nodes) {
    if (isBlock(node)) {
      flush()
      for (const block of blockOf(node, base)) blocks.push(block)
    } else run.push(node)
  }
  flush()
  return blocks
}

/** An inline element around blocks (a link around a card) is a block too. */
function isBlock(node: HtmlNode): boolean {
  if (node.type === 'root' || BLOCKS.has(node.name ?? '')) return true
  return node.name !== undefined && (node.childNodes ?? []).some(isBlock)
}

function blockOf(node: HtmlNode, base: string | undefined): string[] {
  const children = node.childNodes ?? []
  switch (node.name) {
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6': {
      const text = oneLine(inlineOf(children, base).replace(/\*\*/g, ''))
      return text === '' ? [] : [`${'#'.repeat(Number(node.name[1]))} ${text}`]
    }
    case 'ul':
    case 'ol':
      return listOf(node, base)
    case 'pre':
      return codeBlock(rawText(node))
    case 'blockquote':
      return blocksOf(children, base).map(block => block.replace(/^/gm, '> '))
    case 'table':
      return tableOf(node, base)
    case 'dt':
      return blocksOf(children, base).map(block => `**${oneLine(block).replace(/\*\*/g, '')}**`)
    default:
      return blocksOf(children, base)
  }
}

/** A list is one block: an item's further blocks are indented below its first. */
function listOf(list: HtmlNode, base: string | undefined): string[] {
  let number = Number(list.attribs?.start ?? 1) || 1
  const items = (list.childNodes ?? []).flatMap(item => {
    const blocks = item.name === 'li' ? blocksOf(item.childNodes ?? [], base) : blocksOf([item], base)
    if (blocks.length === 0) return []
    const mark = list.name === 'ol' ? `${number++}. ` : '- '
    return [mark + blocks.join('\n').replaceAll('\n', `\n${' '.repeat(mark.length)}`)]
  })
  return items.length === 0 ? [] : [items.join('\n')]
}

/** A table that holds one column, or tables and headings, only lays out a page: its cells are blocks. */
function tableOf(table: HtmlNode, base: string | undefined): string[] {
  const rows = rowsOf(table).map(row => (row.childNodes ?? []).filter(({ name }) => name === 'td' || name === 'th'))
  const width = Math.max(0, ...rows.map(cells => cells.length))
  if (width < 2 || rows.length < 2 || contains(table, /^(table|h[1-6]|pre)$/))
    return rows.flatMap(cells => cells.flatMap(cell => blocksOf(cell.childNodes ?? [], base)))
  const texts = rows.map(cells =>
    Array.from({ length: width }, (_, i) => tableCell(blocksOf(cells[i]?.childNodes ?? [], base).join(' '))),
  )
  const [header = [], ...body] = texts.filter(cells => cells.some(Boolean))
  const caption = (table.childNodes ?? []).filter(({ name }) => name === 'caption')
  return [...blocksOf(caption, base), ...(header.length === 0 ? [] : [markdownTable(header, body)])]
}

function rowsOf(node: HtmlNode): HtmlNode[] {
  return (node.childNodes ?? []).flatMap(child => {
    if (child.name === 'tr') return [child]
    return /^(thead|tbody|tfoot)$/.test(child.name ?? '') ? rowsOf(child) : []
  })
}

function contains(node: HtmlNode, names: RegExp): boolean {
  return (node.childNodes ?? []).some(child => names.test(child.name ?? '') || contains(child, names))
}

function inlineOf(nodes: readonly HtmlNode[], base: string | undefined): string {
  return nodes.map(node => inline(node, base)).join('')
}

function inline(node: HtmlNode, base: string | undefined): string {
  if (node.type === 'text') return (node.data ?? '').replace(/\s+/g, ' ').replaceAll('<!--', '&lt;!--')
  if (node.name === 'br') return '\n'
  if (node.name === 'a') return linkOf(node, base)
  const text = CODE.has(node.name ?? '') ? rawText(node) : inlineOf(node.childNodes ?? [], base)
  if (CODE.has(node.name ?? '')) return marked('`', text)
  if (STRONG.has(node.name ?? '')) return marked('**', text.replaceAll('**', ''))
  return EMPHASIS.has(node.name ?? '') ? marked('*', text.includes('*') ? '' : text) || text : text
}

/** Blanks stand outside the marks: `** bold**` is none. */
function marked(mark: string, text: string): string {
  const inner = text.trim()
  return inner === '' || inner.includes(mark) ? text : text.replace(inner, () => `${mark}${inner}${mark}`)
}

function linkOf(node: HtmlNode, base: string | undefined): string {
  const text = inlineOf(node.childNodes ?? [], base)
  const label = oneLine(text)
  const target = linkTarget(node.attribs?.href, base)
  return target === undefined || label === '' ? text : `[${label.replace(/[[\]]/g, '')}](${target})`
}

function linkTarget(href: string | undefined, base: string | undefined): string | undefined {
  if (href === undefined || href.startsWith('#') || !URL.canParse(href, base)) return undefined
  const url = new URL(href, base)
  return LINK_SCHEMES.has(url.protocol) ? url.href.replace(/[()]/g, encodeURIComponent) : undefined
}

function codeBlock(text: string): string[] {
  const code = text.replace(/^\n/, '').trimEnd()
  if (code === '') return []
  const fence = code.includes('```') ? '~~~' : '```'
  return [`${fence}\n${code}\n${fence}`]
}

function rawText(node: HtmlNode): string {
  if (node.type === 'text') return node.data ?? ''
  return node.name === 'br' ? '\n' : (node.childNodes ?? []).map(rawText).join('')
}

/** At the begin of a line `#` would make a heading of a text. */
function paragraph(text: string): string {
  return text
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
    .replace(/^(#{1,6} )/gm, '\\$1')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
