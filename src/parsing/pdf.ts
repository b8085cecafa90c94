import { toArticle } from './article.ts'
import type { ParsedFile, Problem } from './parsed-file.ts'
import { type Block, blocksOf, bodyStyle } from './pdf-blocks.ts'
import { withoutFurniture } from './pdf-furniture.ts'
import { type Line, linesOf } from './pdf-lines.ts'
import { readPdf } from './pdf-pages.ts'
import { findTables } from './pdf-table.ts'
import { markdownTable } from './table.ts'

/** Headings below the title; smaller type is of the last level. */
const LEVELS = 3
/** In the usual size: type on the first page that is a title. */
const TITLE_SIZE = 1.3
/** What programs write into a PDF's title when nobody named it. */
const NO_TITLE = /^(?:untitled|无标题|microsoft (?:word|powerpoint)|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|tex|html?)$)|^$/i

/**
 * Text, headings, lists and tables of a PDF as one article, with `<!-- page 3 -->` where a page begins. A page without
 * text is a problem `page_without_text`.
 * @throws InvalidInput `file_encrypted`, `pdf_broken`, `pdf_too_long`, `text_missing`.
 */
export async function parsePdf(
  name: string,
  bytes: Uint8Array,
  progress?: (page: number, pages: number) => void,
): Promise<Omit<ParsedFile, 'mediaType'>> {
  const { title, pages } = await readPdf(name, bytes, progress)
  const all = pages.map(linesOf)
  const lines = withoutFurniture(pages, all)
  const style = bodyStyle(lines.flat())
  const tables = lines.map((page, i) => findTables(page, pages[i]!.width))
  const named = titleOf(title, lines[0] ?? [], style.size)
  const markdown = toMarkdown(blocksOf(lines, tables, style))
  return {
    documents: [toArticle(name, markdown, { title: named })],
    pages: pages.length,
    problems: all.flatMap((page, i) => (page.length === 0 ? [withoutText(i + 1)] : [])),
  }
}

function withoutText(page: number): Problem {
  return { code: 'page_without_text', message: `Page ${page} has no text: it may be a picture.`, page }
}

/** The largest type on the first page, where it is larger than text; else what the file says. */
function titleOf(named: string | undefined, lines: readonly Line[], size: number): string | undefined {
  const largest = Math.max(0, ...lines.map(line => line.size))
  if (largest >= TITLE_SIZE * size) {
    const start = lines.findIndex(line => line.size > 0.95 * largest)
    const more = lines.slice(start).findIndex(line => line.size <= 0.95 * largest)
    return lines
      .slice(start, more === -1 ? undefined : start + more)
      .map(line => line.text)
      .join(' ')
  }
  return named === undefined || NO_TITLE.test(named.trim()) ? undefined : named
}

function toMarkdown(blocks: readonly Block[]): string {
  const levels = headingLevels(blocks)
  const parts: string[] = []
  let page = 0
  let before: Block | undefined
  for (const block of blocks) {
    for (; page < block.page; page++) if (page + 1 === block.page) parts.push(`<!-- page ${block.page} -->`)
    const text = blockText(block, levels)
    if (block.kind === 'item' && before?.kind === 'item' && before.page === block.page)
      parts[parts.length - 1] += `\n${text}`
    else parts.push(text)
    before = block
  }
  return parts.join('\n\n')
}

function blockText(block: Block, levels: ReadonlyMap<string, number>): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(levels.get(block.style)!)} ${block.text}`
    case 'paragraph':
      // At the begin of a line it would be a heading, a quotation, a comment.
      return block.text.replace(/^(#{1,6} |>|```|~~~)/, '\\$1')
    case 'item':
      return block.text
    case 'table':
      return markdownTable(block.rows[0] ?? [], block.rows.slice(1))
    default:
      return block satisfies never
  }
}

/** The larger the higher; of one size the bold ones. What only the first page has is its title. */
function headingLevels(blocks: readonly Block[]): Map<string, number> {
  const headings = blocks.filter(block => block.kind === 'heading')
  const styles = [...new Set(headings.map(({ style }) => style))].sort((a, b) => rank(b) - rank(a))
  const inside = styles.filter(style => headings.some(heading => heading.style === style && heading.page > 1))
  const levels = new Map(styles.map(style => [style, 2]))
  inside.forEach((style, i) => void levels.set(style, 2 + Math.min(i, LEVELS - 1)))
  return levels
}

function rank(style: string): number {
  const [size = '', bold] = style.split(' ')
  return Number(size) + (bold === 'true' ? 0.25 : 0)
}
