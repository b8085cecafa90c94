/**
 * The small Markdown of answers (bold, code, links, lists, tables) as values, for rendering without innerHTML. Anything
 * else stays the text that it is; comments, which no reader sees, are left out.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'link'; text: string; href: string }

export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'heading'; children: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'code'; lines: string[] }
  | { kind: 'table'; header: Inline[][]; rows: Inline[][][] }

const BULLET = /^\s*[-*•]\s+(.*)$/
const NUMBER = /^\s*\d{1,3}[.)、]\s*(.+)$/
const HEADING = /^#{1,6}\s+(.*)$/
const COMMENT = /<!--[\s\S]*?-->/g
const FENCE = /^\s*(```|~~~)/
const TABLE_LINE = /^\s*\|.*\|\s*$/
const TABLE_RULE = /^\s*\|(\s*:?-+:?\s*\|)+\s*$/
const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]\n]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()，。；、！？）】”"']+)/

/** Blocks in order; blank lines part paragraphs. */
export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = []
  const lines = source.replace(COMMENT, '').replace(/\r\n?/g, '\n').split('\n')
  let open = false
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!
    const whole = FENCE.test(line) ? readCode(lines, at) : readTable(lines, at)
    if (whole !== undefined) {
      blocks.push(whole.block)
      at = whole.next
      open = false
      continue
    }
    if (line.trim() === '') open = false
    else {
      addLine(blocks, line, open)
      open = true
    }
    at++
  }
  return blocks
}

/** The inline pieces of one line. */
export function parseInline(text: string): Inline[] {
  const found = INLINE.exec(text)
  if (!found) return text === '' ? [] : [{ kind: 'text', text }]
  const before = text.slice(0, found.index)
  const after = text.slice(found.index + found[0].length)
  return [...(before === '' ? [] : [{ kind: 'text' as const, text: before }]), piece(found), ...parseInline(after)]
}

/** An address that may be a link: web, mail or telephone; everything else (javascript:, data:) is not. */
export function safeHref(href: string): string | undefined {
  return /^(https?:\/\/|mailto:|tel:)/i.test(href) ? href : undefined
}

/** Where a link leads, short enough to stand behind its words: host and the start of the path. */
export function linkTarget(href: string): string {
  const bare = href.replace(/^(https?:\/\/|mailto:|tel:)/i, '').replace(/\/$/, '')
  return bare.length > TARGET_CHARS ? `${bare.slice(0, TARGET_CHARS)}…` : bare
}

/** The text without its Markdown signs, on one line: for lists and previews. */
export function plainLine(source: string): string {
  return source
    .replace(/\[([^\]\n]+)\]\(([^)\s]+)\)/g, '$1')
    .replace(/\*\*|`/g, '')
    .replace(/^\s*\|.*\|\s*$/gm, row => (TABLE_RULE.test(row) ? '' : row.replace(/\|/g, ' ')))
    .replace(/\s+/g, ' ')
    .trim()
}

const TARGET_CHARS = 40

function addLine(blocks: Block[], line: string, open: boolean): void {
  const heading = HEADING.exec(line)?.[1]
  const bullet = BULLET.exec(line)?.[1]
  const item = bullet ?? NUMBER.exec(line)?.[1]
  const last = open ? blocks.at(-1) : undefined
  if (heading !== undefined) {
    blocks.push({ kind: 'heading', children: parseInline(heading) })
  } else if (item !== undefined) {
    const ordered = bullet === undefined
    // A list goes on over a blank line, or each item of a loose list would start at 1 again.
    const list = blocks.at(-1)
    if (list?.kind === 'list' && list.ordered === ordered) list.items.push(parseInline(item))
    else blocks.push({ kind: 'list', ordered, items: [parseInline(item)] })
  } else if (last?.kind === 'paragraph') last.lines.push(parseInline(line))
  else blocks.push({ kind: 'paragraph', lines: [parseInline(line)] })
}

interface Whole {
  block: Block
  /** The first line behind it. */
  next: number
}

/** To the closing fence, or to the end where it was forgotten. */
function readCode(lines: readonly string[], start: number): Whole {
  const fence = FENCE.exec(lines[start]!)![1]!
  const end = lines.findIndex((line, at) => at > start && line.trim() === fence)
  const stop = end === -1 ? lines.length : end
  return { block: { kind: 'code', lines: lines.slice(start + 1, stop) }, next: stop + 1 }
}

/** A header, a rule, and the rows below. */
function readTable(lines: readonly string[], start: number): Whole | undefined {
  if (!TABLE_LINE.test(lines[start]!) || !TABLE_RULE.test(lines[start + 1] ?? '')) return undefined
  const end = lines.findIndex((line, at) => at > start && !TABLE_LINE.test(line))
  const stop = end === -1 ? lines.length : end
  const [header = [], ...rows] = [lines[start]!, ...lines.slice(start + 2, stop)].map(cellsOf)
  return { block: { kind: 'table', header, rows }, next: stop }
}

/** `\|` is a bar inside of a cell. */
const cellsOf = (line: string): Inline[][] =>
  line
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map(cell => parseInline(cell.trim().replaceAll('\\|', '|')))

function piece(found: RegExpExecArray): Inline {
  const [whole, bold, code, label, href, bare] = found
  if (bold !== undefined) return { kind: 'bold', children: parseInline(bold) }
  if (code !== undefined) return { kind: 'code', text: code }
  const target = href === undefined ? undefined : safeHref(href)
  if (label !== undefined && target !== undefined) return { kind: 'link', text: label, href: target }
  if (bare !== undefined) return { kind: 'link', text: bare, href: bare }
  return { kind: 'text', text: whole }
}
