/** Markdown -> its blocks, by lines: as much of it as splitting needs. */

export type MarkdownBlock =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'page'; page: number }
  /** What an author says a section may be asked as. */
  | { kind: 'questions'; questions: string[] }
  | { kind: 'text' | 'code' | 'table'; text: string }
  /** Each with its mark and its indented lines. */
  | { kind: 'list'; items: string[] }

export const FENCE = /^[ \t]*(```+|~~~+)/
const FENCE_END = /^[ \t]*(?:```+|~~~+)[ \t]*$/
const HEADING = /^(#{1,6})[ \t]+(\S.*)$/
/** A longer line is none: it would be a passage's name. */
const HEADING_CHARS = 500
const PAGE = /^[ \t]*<!-- page (\d{1,6}) -->[ \t]*$/
/** A comment that no reader sees: `<!-- questions`, one question a line, `-->`. */
const QUESTIONS = /^[ \t]*<!--[ \t]*questions[ \t]*$/
const ITEM = /^\s{0,3}(?:[-*+]|\d{1,4}[.)])\s+\S/
const ITEM_FENCE = /^\s{0,3}(?:[-*+]|\d{1,4}[.)])\s+(```|~~~)/
const INDENTED = /^(?: {2}|\t)/
const TABLE_ROW = /^[ \t]*\|/
export const TABLE_RULE = /^[ \t]*\|(?:[ \t]*:?-{3,}:?[ \t]*\|)+[ \t]*$/

/** With, for each line, where the next one stands that closes a fence, or a comment: looked for once, from the end. */
interface Lines {
  all: readonly string[]
  closing: Record<'`' | '~' | '-->', readonly number[]>
}

/** In order. What is none of the others is text; nothing is lost but blank lines. */
export function markdownBlocks(markdown: string): MarkdownBlock[] {
  const lines = read(markdown)
  const blocks: MarkdownBlock[] = []
  for (let i = 0; i < lines.all.length; ) {
    if (lines.all[i]!.trim() === '') i++
    else {
      const { block, end } = blockAt(lines, i)
      blocks.push(block)
      i = end
    }
  }
  return blocks
}

/** The text and level of a heading's line. */
export function headingOf(line: string): { level: number; text: string } | undefined {
  const [, marks = '', rest = ''] = line.length > HEADING_CHARS ? [] : (HEADING.exec(line) ?? [])
  const text = rest
    .trim()
    .replace(/(?:^|[ \t])#+$/, '')
    .trim()
  return text === '' ? undefined : { level: marks.length, text }
}

function read(markdown: string): Lines {
  const all = markdown.split(/\r?\n/)
  const next = (ends: (line: string) => boolean) => {
    const found = new Array<number>(all.length)
    let at = -1
    for (let i = all.length - 1; i >= 0; i--) {
      found[i] = at
      if (ends(all[i]!)) at = i
    }
    return found
  }
  const closes = (mark: string) => next(line => FENCE_END.test(line) && line.trimStart().startsWith(mark))
  return { all, closing: { '`': closes('`'), '~': closes('~'), '-->': next(line => line.trimEnd().endsWith('-->')) } }
}

function blockAt(lines: Lines, start: number): { block: MarkdownBlock; end: number } {
  const line = lines.all[start]!
  const heading = headingOf(line)
  if (heading !== undefined) return { block: { kind: 'heading', ...heading }, end: start + 1 }
  const page = PAGE.exec(line)
  if (page !== null) return { block: { kind: 'page', page: Number(page[1]) }, end: start + 1 }
  const asked = QUESTIONS.test(line) ? lines.closing['-->'][start]! : -1
  if (asked !== -1) {
    const questions = questionsIn(lines.all.slice(start + 1, asked + 1))
    return { block: { kind: 'questions', questions }, end: asked + 1 }
  }
  const code = fenceEnd(lines, start)
  if (code !== undefined) return { block: { kind: 'code', text: lines.all.slice(start, code).join('\n') }, end: code }
  if (isTable(lines, start)) {
    const end = endOf(lines, start + 2, one => TABLE_ROW.test(one))
    return { block: { kind: 'table', text: lines.all.slice(start, end).join('\n') }, end }
  }
  return ITEM.test(line) ? listAt(lines, start) : textAt(lines, start)
}

function questionsIn(lines: readonly string[]): string[] {
  return lines.map(line => line.trim().replace(/-->$/, '').trim()).filter(Boolean)
}

/** Behind the closing fence; undefined where none opens, or none closes it: then it is a text that shows a fence. */
function fenceEnd({ all, closing }: Lines, start: number): number | undefined {
  const fence = FENCE.exec(all[start]!)?.[1]
  const close = fence === undefined ? -1 : closing[fence[0] as '`' | '~'][start]!
  return close === -1 ? undefined : close + 1
}

function isTable({ all }: Lines, start: number): boolean {
  return TABLE_ROW.test(all[start]!) && TABLE_RULE.test(all[start + 1] ?? '')
}

function endOf(lines: Lines, start: number, goesOn: (line: string) => boolean): number {
  let end = start
  while (end < lines.all.length && goesOn(lines.all[end]!)) end++
  return end
}

/** To the first line that is neither an item nor indented below one; a page may begin inside, and stands behind it. */
function listAt(lines: Lines, start: number): { block: MarkdownBlock; end: number } {
  const items: string[][] = []
  let end = start
  while (end < lines.all.length) {
    const line = lines.all[end]!
    const code = items.length > 0 && INDENTED.test(line) ? fenceEnd(lines, end) : undefined
    if (code !== undefined) {
      items.at(-1)!.push(...lines.all.slice(end, code))
      end = code
      continue
    }
    const next = line.trim() === '' ? lines.all.slice(end, end + 3).find(one => one.trim() !== '') : line
    if (next === undefined || !(ITEM.test(next) || INDENTED.test(next)) || QUESTIONS.test(next)) {
      if (line.trim() === '' || isBlockStart(lines, end)) break
    }
    if (ITEM.test(line)) items.push([line])
    else items.at(-1)!.push(line)
    // A fence that opens behind the item's mark: its code need not be indented.
    const mark = ITEM_FENCE.exec(line)?.[1]
    const close = mark === undefined ? -1 : lines.closing[mark[0] as '`' | '~'][end]!
    if (close !== -1) items.at(-1)!.push(...lines.all.slice(end + 1, close + 1))
    end = Math.max(end, close) + 1
  }
  return { block: { kind: 'list', items: items.map(item => item.join('\n').trimEnd()) }, end }
}

function textAt(lines: Lines, start: number): { block: MarkdownBlock; end: number } {
  let end = start + 1
  while (end < lines.all.length && lines.all[end]!.trim() !== '' && !isBlockStart(lines, end)) end++
  return { block: { kind: 'text', text: lines.all.slice(start, end).join('\n') }, end }
}

function isBlockStart(lines: Lines, at: number): boolean {
  const line = lines.all[at]!
  return (
    headingOf(line) !== undefined ||
    PAGE.test(line) ||
    QUESTIONS.test(line) ||
    fenceEnd(lines, at) !== undefined ||
    isTable(lines, at) ||
    ITEM.test(line)
  )
}
