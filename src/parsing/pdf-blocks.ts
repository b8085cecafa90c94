/** Lines and tables of all pages -> headings, paragraphs, list items and tables in the order of reading. */
import { isCjk, type Line } from './pdf-lines.ts'
import type { PdfTable } from './pdf-table.ts'

export type Block =
  | { kind: 'heading'; page: number; style: string; size: number; text: string }
  | { kind: 'paragraph' | 'item'; page: number; text: string }
  | { kind: 'table'; page: number; rows: string[][]; source: string[][] }

/** What is usual in a document: the size of its text, and whether that is bold. */
export interface BodyStyle {
  size: number
  bold: boolean
  /** From one baseline to the next. */
  pitch: number
}

/** In the usual size: a heading is this much larger, or bold and not much smaller. */
const LARGER = 1.12
const BOLD_FROM = 0.9
const HEADING_CHARS = 200
/** In the usual pitch: a wider gap begins a paragraph. */
const PARAGRAPH_GAP = 1.2
/** In the width of the column: a line this much shorter that ends a sentence ends a paragraph. */
const SHORT_LINE = 0.15
const SENTENCE_END = /[.。!！?？:：;；…]["”’』」)）]?$/
const LIST_MARK = /^(?:([•●○◦▪■◆►➢➤‣⁃·*–—-])\s*|[(（]?(\d{1,3})[.)）、](?:\s+|(?=[\u2E80-\uFFEF"“(]))|([①-⑳])\s*)(?=\S)/
const ADDRESS = /^(?:https?:\/\/|www\.)\S+$|^\S+@\S+$/

export function bodyStyle(lines: readonly Line[]): BodyStyle {
  const size = mostOf(lines.map(line => [Math.round(line.size * 2) / 2, line.text.length]))
  const usual = lines.filter(line => isNear(line.size, size))
  const bold = usual.reduce((sum, line) => sum + (line.bold ? 1 : -1) * line.text.length, 0) > 0
  const gaps = usual.slice(1).flatMap((line, i): [number, number][] => {
    const gap = line.y - usual[i]!.y
    return line.page === usual[i]!.page && gap > 0.8 * size && gap < 3 * size ? [[Math.round(gap * 2) / 2, 1]] : []
  })
  return { size, bold, pitch: gaps.length === 0 ? 1.3 * size : mostOf(gaps) }
}

/** `pages` holds the lines of each page, `tables` its tables. */
export function blocksOf(pages: readonly Line[][], tables: readonly PdfTable[][], style: BodyStyle): Block[] {
  const blocks: Block[] = []
  const words = wordsOf(pages)
  let before: Line | undefined
  pages.forEach((lines, i) => {
    const right = percentile(lines.map(line => line.right))
    for (const line of lines) {
      const table = tables[i]!.find(one => one.lines.has(line))
      if (table === undefined) addLine(blocks, before, line, { style, words, right })
      else addTable(blocks, table, line.page)
      before = table === undefined ? line : undefined
    }
  })
  return blocks
}

/** A table that goes on from the page before gets that one's header: each page's part can be read alone. */
function addTable(blocks: Block[], { rows }: PdfTable, page: number): void {
  const last = blocks.at(-1)
  if (last?.kind === 'table' && last.source === rows) return
  const goesOn = last?.kind === 'table' && last.page === page - 1 && last.rows[0]?.length === rows[0]?.length
  const header = goesOn ? last.rows[0]! : rows[0]!
  const repeats = header.join('|') === rows[0]!.join('|')
  blocks.push({ kind: 'table', page, rows: repeats ? rows : [header, ...rows], source: rows })
}

interface Context {
  style: BodyStyle
  words: ReadonlyMap<string, number>
  /** Where the lines of this page end. */
  right: number
}

function addLine(blocks: Block[], before: Line | undefined, line: Line, context: Context): void {
  const last = blocks.at(-1)
  if (
    isHeading(line, context.style) &&
    !(before && last && last.kind !== 'heading' && isCutBefore(before, line, context))
  ) {
    const style = `${Math.round(line.size * 2) / 2} ${line.bold}`
    const goesOn = last?.kind === 'heading' && last.style === style && before !== undefined && isNextLine(before, line)
    if (goesOn && last.text.length < HEADING_CHARS) last.text = joined(last.text, line.text, context.words)
    else blocks.push({ kind: 'heading', page: line.page, style, size: line.size, text: line.text })
    return
  }
  const mark = LIST_MARK.exec(line.text)
  if (mark !== null) blocks.push({ kind: 'item', page: line.page, text: itemText(line.text, mark) })
  else if ((last?.kind === 'paragraph' || last?.kind === 'item') && before && goesOn(before, line, context))
    last.text = joined(last.text, line.text, context.words)
  else blocks.push({ kind: 'paragraph', page: line.page, text: withLead(line) })
}

/** A bold line that goes on with the sentence above it, as in a list of bold titles, is no heading. */
function isCutBefore(before: Line, line: Line, { style }: Context): boolean {
  const gap = line.y - before.y
  const close = before.page === line.page && gap > 0 && gap <= PARAGRAPH_GAP * style.pitch
  return close && line.size < LARGER * style.size && !SENTENCE_END.test(before.text)
}

function withLead({ text, lead }: Line): string {
  if (lead < 2 || lead >= text.length) return text
  const rest = text.slice(lead).trim()
  return `**${text.slice(0, lead).trim()}**${/^\p{P}/u.test(rest) ? '' : ' '}${rest}`
}

function isHeading({ text, size, bold, cells }: Line, style: BodyStyle): boolean {
  if (text.length > HEADING_CHARS || cells.length > 2 || !/\p{L}/u.test(text) || ADDRESS.test(text)) return false
  if (size >= LARGER * style.size) return true
  return bold && !style.bold && size >= BOLD_FROM * style.size && !/[.。;；,，、]$/.test(text) && !isMarked(text)
}

/** "1. Introduction" in bold is a heading, "• Bold item" is none. */
function isMarked(text: string): boolean {
  return LIST_MARK.exec(text)?.[1] !== undefined
}

function isNextLine(before: Line, line: Line): boolean {
  const gap = line.y - before.y
  return before.page === line.page && gap > 0 && gap < 1.7 * line.size
}

/** Whether a line goes on with the paragraph or list item of the line before. */
function goesOn(before: Line, line: Line, { style, right }: Context): boolean {
  const gap = line.y - before.y
  const samePlace = before.page === line.page && gap > 0
  // On another page or in another column a sentence goes on.
  if (!samePlace) return isNear(before.size, line.size) && !SENTENCE_END.test(before.text)
  if (gap > PARAGRAPH_GAP * Math.max(style.pitch, 1.15 * Math.min(before.size, line.size))) return false
  if (!SENTENCE_END.test(before.text)) return true
  const isShort = before.right < right - SHORT_LINE * (right - before.x)
  return !isShort && line.x < before.x + 1.2 * line.size
}

function itemText(text: string, [mark, , number, circled]: RegExpExecArray): string {
  const rest = text.slice(mark.length)
  if (number !== undefined) return `${number}. ${rest}`
  return circled === undefined ? `- ${rest}` : `- ${circled} ${rest}`
}

/** A word cut at the line's end is made whole, unless the document has it with its hyphen elsewhere. Chinese has no blanks. */
function joined(before: string, text: string, words: ReadonlyMap<string, number>): string {
  const cut = /(\p{L}+)[-\u00AD]$/u.exec(before)
  const next = /^\p{Ll}+/u.exec(text)?.[0]
  if (cut && next) {
    const [whole, hyphened] = [`${cut[1]}${next}`.toLowerCase(), `${cut[1]}-${next}`.toLowerCase()]
    const keep = (words.get(hyphened) ?? 0) > (words.get(whole) ?? 0)
    return (keep ? before : before.slice(0, -1)) + text
  }
  return before + (isCjk(before.at(-1)) || isCjk(text[0]) ? '' : ' ') + text
}

function wordsOf(pages: readonly Line[][]): Map<string, number> {
  const words = new Map<string, number>()
  for (const { text } of pages.flat())
    for (const [word] of text.toLowerCase().matchAll(/\p{L}+(?:-\p{L}+)*/gu))
      words.set(word, (words.get(word) ?? 0) + 1)
  return words
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.08 * b
}

/** The value with the most weight. */
function mostOf(weighted: readonly (readonly [value: number, weight: number])[]): number {
  const sums = new Map<number, number>()
  for (const [value, weight] of weighted) sums.set(value, (sums.get(value) ?? 0) + weight)
  return [...sums].reduce((best, one) => (one[1] > best[1] ? one : best), [10, 0])[0]
}

function percentile(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.9)] ?? 0
}
