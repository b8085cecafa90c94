/** The rows of a table -> FAQ entries, where columns hold questions and answers; else the rows as Markdown. */
import { InvalidInput } from '../errors.ts'
import { toEntry } from './faq-entry.ts'
import { invalid, LIMITS, optionalText, type ParsedDocument, type Place, refuseTwice } from './parsed-document.ts'
import type { ColumnMapping, Problem } from './parsed-file.ts'
import type { Rows } from './rows.ts'

/** Columns by name, in any order and letter case, with what spreadsheets in Chinese call them. */
const COLUMNS: Record<keyof ColumnMapping, readonly string[]> = {
  id: ['id', 'key', '编号', '序号'],
  question: ['question', 'questions', 'title', 'q', '问题', '标准问', '标准问题', '提问'],
  similar: ['similar', 'similar questions', '相似问', '相似问题', '相似问法'],
  answer: ['answer', 'answers', 'a', '答案', '回答', '回复', '答复'],
  tags: ['tags', 'tag', '标签'],
  url: ['url', 'link', '链接', '网址'],
  language: ['language', 'lang', '语言'],
}
const REQUIRED = ['question', 'answer'] as const
/** Between the similar questions or tags of one cell: a line break or |. */
const BETWEEN = /\r?\n|\|/
/** So many rows are a table of their own, with the header above: each can be read alone. */
const ROWS_A_PIECE = 20

/** Which columns of a header say what; undefined where none holds questions, or none answers. */
export function guessColumns(header: readonly string[]): ColumnMapping | undefined {
  const found: Partial<ColumnMapping> = {}
  for (const cell of header) {
    const name = cell.trim().toLowerCase()
    const column = Object.entries(COLUMNS).find(([, names]) => names.includes(name))?.[0] as keyof ColumnMapping
    // The first of two columns of one meaning: a second 标题 is a remark.
    if (column !== undefined) found[column] ??= cell.trim()
  }
  const { question, answer } = found
  return question === undefined || answer === undefined ? undefined : { ...found, question, answer }
}

/** As `guessColumns`. @throws InvalidInput `column_missing` where a required column is. */
export function requireColumns(place: Place, header: readonly string[]): ColumnMapping {
  const columns = guessColumns(header)
  if (columns !== undefined) return columns
  const names = header.map(cell => cell.trim().toLowerCase())
  const missing = REQUIRED.find(column => !COLUMNS[column].some(name => names.includes(name)))!
  const remedy = `The first line must name the columns, with ${REQUIRED.join(' and ')} among them.`
  throw invalid(place, 'column_missing', `the column "${missing}" is missing`, header.join(','), remedy)
}

/** Whether the header has every column of a mapping. */
export function hasColumns(header: readonly string[], columns: ColumnMapping): boolean {
  const names = header.map(cell => cell.trim())
  return Object.values(columns).every(column => column === undefined || names.includes(column))
}

/**
 * One entry a row. Blank rows are skipped. Without an id the question is the key. `seen` holds the keys of the file so
 * far.
 * @throws InvalidInput at the first faulty row, if no list of `problems` takes it.
 */
export function faqEntries(
  file: string,
  { rows: [header = [], ...rows], lines }: Rows,
  columns: ColumnMapping,
  seen: Set<string>,
  problems?: Problem[],
): ParsedDocument[] {
  const names = header.map(cell => cell.trim())
  return rows.flatMap((cells, i) => {
    if (cells.every(cell => cell.trim() === '')) return []
    const place = { file, line: lines[i + 1]! }
    try {
      const document = toRowEntry(place, column => cells[names.indexOf(columns[column] ?? '\0')])
      refuseTwice(seen, place, document)
      return [document]
    } catch (error) {
      if (!(error instanceof InvalidInput) || problems === undefined) throw error
      problems.push({ code: error.code, message: error.message, line: place.line })
      return []
    }
  })
}

function toRowEntry(place: Place, cell: (column: keyof ColumnMapping) => string | undefined): ParsedDocument {
  const fields = {
    question: cell('question'),
    answer: cell('answer'),
    similar: list(cell('similar')),
    tags: list(cell('tags')),
    url: cell('url'),
    language: cell('language')?.trim(),
  }
  return toEntry(
    place,
    fields,
    title => optionalText(place, 'id', cell('id'), LIMITS.key) ?? title.slice(0, LIMITS.key),
  )
}

function list(cell: string | undefined): string[] {
  return (cell ?? '')
    .split(BETWEEN)
    .map(item => item.trim())
    .filter(Boolean)
}

/** Tables in Markdown of 20 rows each; lines of a single cell above the header are paragraphs. Blank columns are left out. */
export function tableMarkdown(rows: readonly (readonly string[])[]): string {
  const filled = rows.filter(cells => cells.some(cell => cell.trim() !== ''))
  const width = Math.max(0, ...filled.slice(0, 1000).map(cells => cells.length))
  const used = Array.from({ length: width }, (_, i) => i).filter(i => filled.some(cells => cells[i]?.trim()))
  if (used.length < 2) return filled.map(cells => cells.find(cell => cell.trim())?.trim() ?? '').join('\n\n')
  const table = filled.map(cells => used.map(i => tableCell(cells[i] ?? '')))
  const start = table.findIndex(cells => cells.filter(Boolean).length > 1)
  const above = table.slice(0, start).map(cells => cells.find(Boolean))
  const [header = [], ...body] = table.slice(start)
  const pieces = body.length === 0 ? [[]] : pieceWise(body)
  return [...above, ...pieces.map(piece => markdownTable(header, piece))].join('\n\n')
}

/** One table in Markdown, from cells of one line each. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A cell's text on one line, with no | that would end it. */
export function tableCell(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .join(' ')
    .replaceAll('|', '\\|')
}

function pieceWise(rows: readonly string[][]): string[][][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_A_PIECE) }, (_, i) =>
    rows.slice(i * ROWS_A_PIECE, (i + 1) * ROWS_A_PIECE),
  )
}
