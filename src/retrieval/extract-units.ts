/** A passage's Markdown in the smallest units that can be read alone. */
import { type MarkdownBlock, markdownBlocks } from '../parsing/markdown-blocks.ts'

export interface ExtractUnit {
  kind: 'sentence' | 'item' | 'row' | 'code'
  /** Markdown, without the space around it. */
  text: string
  /** What stands between it and the unit before: nothing, a space, a line break, an empty line. */
  before: string
  /** Of a table's row: the table's head and rule. */
  header?: string
  /** Whether a list, or code, that follows belongs to it: it ends in a colon. */
  introduces: boolean
}

/** Up to a full stop (in English one with a space behind), and the closing marks behind it. */
const SENTENCE = /.+?(?:[.!?]+["”’)\]*]*(?=\s|$)|[。！？]+["”’」』）\]*]*|$)\s*/gsu
const COLON = /[:：]\s*(?:\*\*)?$/
const PARAGRAPH = '\n\n'

/** Sentences, items of lists, rows of tables, blocks of code: in order, without headings and comments. */
export function extractUnits(markdown: string): ExtractUnit[] {
  return markdownBlocks(markdown).flatMap(unitsOf)
}

function unitsOf(block: MarkdownBlock): ExtractUnit[] {
  switch (block.kind) {
    case 'text':
      return sentencesOf(block.text)
    case 'list':
      return block.items.map((item, i) => unit('item', item.trimEnd(), i === 0 ? PARAGRAPH : '\n'))
    case 'table':
      return rowsOf(block.text)
    case 'code':
      return [unit('code', block.text, PARAGRAPH)]
    case 'heading':
    case 'page':
    case 'questions':
      return []
    default:
      return block satisfies never
  }
}

function sentencesOf(text: string): ExtractUnit[] {
  const units: ExtractUnit[] = []
  let before = PARAGRAPH
  for (const sentence of text.match(SENTENCE) ?? [text]) {
    if (sentence.trim() === '') continue
    units.push(unit('sentence', sentence.trim(), before))
    before = /\s$/.test(sentence) ? ' ' : ''
  }
  return units
}

function rowsOf(table: string): ExtractUnit[] {
  const [head = '', rule = '', ...rows] = table.split('\n')
  return rows.map((row, i) => ({ ...unit('row', row, i === 0 ? PARAGRAPH : '\n'), header: `${head}\n${rule}` }))
}

function unit(kind: ExtractUnit['kind'], text: string, before: string): ExtractUnit {
  return { kind, text, before, introduces: COLON.test(text) }
}
