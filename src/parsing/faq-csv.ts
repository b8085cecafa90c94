import Papa from 'papaparse'
import {
  checkFile,
  invalid,
  LIMITS,
  languageOf,
  optionalText,
  type ParsedDocument,
  type Place,
  refuseTwice,
  requireText,
  textList,
} from './parsed-document.ts'

/** Columns by name, in any order and letter case, with what spreadsheets in Chinese call them. */
const COLUMNS: Record<string, readonly string[]> = {
  id: ['id', 'key', '编号'],
  question: ['question', 'title', '问题', '标准问'],
  similar: ['similar', 'similar questions', '相似问', '相似问题'],
  answer: ['answer', '答案', '回答'],
  tags: ['tags', '标签'],
  url: ['url', 'link', '链接'],
  language: ['language', '语言'],
}
const REQUIRED = ['question', 'answer'] as const
/** Between the similar questions or tags of one cell: a line break or |. */
const BETWEEN = /\r?\n|\|/

/**
 * A table with a header line: question and answer, and if wanted id, similar, tags, url, language. Without an id the
 * question is the key. Comma, semicolon and tab are told apart; quoted cells may hold line breaks.
 */
export function parseFaqCsv(name: string, text: string): ParsedDocument[] {
  checkFile(name, text)
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false })
  refuseBroken(name, errors)
  const [header = [], ...rows] = data
  const columns = readHeader({ file: name, line: 1 }, header)
  const seen = new Set<string>()
  let line = 1 + lineBreaks(header)
  return rows.flatMap(cells => {
    const place = { file: name, line: line + 1 }
    line += 1 + lineBreaks(cells)
    if (cells.every(cell => cell.trim() === '')) return []
    const document = toDocument(place, column => cells[columns.get(column) ?? -1])
    refuseTwice(seen, place, document)
    return [document]
  })
}

/** Papaparse also warns when it cannot guess the delimiter of a single column: then a column is missing, which is said. */
function refuseBroken(name: string, errors: readonly Papa.ParseError[]): void {
  const error = errors.find(({ type }) => type === 'Quotes')
  if (!error) return
  const place = { file: name, line: (error.row ?? 0) + 1 }
  throw invalid(
    place,
    'csv_broken',
    `broken CSV (${error.message})`,
    error.code,
    'Close every quote; write " in a cell as "".',
  )
}

function readHeader(place: Place, header: readonly string[]): Map<string, number> {
  const columns = new Map<string, number>()
  header.forEach((cell, i) => {
    const name = cell.trim().toLowerCase()
    const found = Object.entries(COLUMNS).find(([, names]) => names.includes(name))
    if (found) columns.set(found[0], i)
  })
  for (const column of REQUIRED) {
    if (!columns.has(column)) {
      const remedy = `The first line must name the columns, with ${REQUIRED.join(' and ')} among them.`
      throw invalid(place, 'column_missing', `the column "${column}" is missing`, header.join(','), remedy)
    }
  }
  return columns
}

function toDocument(place: Place, cell: (column: string) => string | undefined): ParsedDocument {
  const title = requireText(place, 'question', cell('question'), LIMITS.title)
  const url = optionalText(place, 'url', cell('url'), LIMITS.url)
  return {
    kind: 'faq',
    key: optionalText(place, 'id', cell('id'), LIMITS.key) ?? title.slice(0, LIMITS.key),
    language: languageOf(place, cell('language')?.trim(), title),
    title,
    similar: textList(place, 'similar', list(cell('similar')), LIMITS.similarQuestion, LIMITS.similar),
    body: requireText(place, 'answer', cell('answer'), LIMITS.body),
    ...(url === undefined ? {} : { url }),
    tags: textList(place, 'tags', list(cell('tags')), LIMITS.tag, LIMITS.tags),
  }
}

function list(cell: string | undefined): string[] {
  return (cell ?? '')
    .split(BETWEEN)
    .map(item => item.trim())
    .filter(Boolean)
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)
}
