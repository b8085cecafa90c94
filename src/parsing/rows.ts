/** A table in text -> its rows of cells. */
import Papa from 'papaparse'
import { invalid } from './parsed-document.ts'

/** A table's rows, its header first, each with the line that it begins on, from 1. */
export interface Rows {
  rows: string[][]
  lines: number[]
}

const SAMPLE_CHARS = 20_000
const SAMPLE_ROWS = 5

/**
 * Comma, semicolon and tab are told apart; quoted cells may hold line breaks.
 * @throws InvalidInput `csv_broken` naming the line of an open quote.
 */
export function readCsv(name: string, text: string): Rows {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false })
  refuseBroken(name, errors)
  const lines: number[] = []
  let line = 1
  for (const cells of data) {
    lines.push(line)
    line += 1 + lineBreaks(cells)
  }
  return { rows: data, lines }
}

/** Whether the first lines have the same number of cells, at least two: a text has a comma here and there. */
export function looksLikeTable(text: string): boolean {
  const { data } = Papa.parse<string[]>(text.slice(0, SAMPLE_CHARS), { preview: SAMPLE_ROWS, skipEmptyLines: true })
  const width = data[0]?.length ?? 0
  return data.length > 1 && width > 1 && data.every(cells => cells.length === width)
}

/** Papaparse also warns when it cannot guess the delimiter of a single column: then a column is missing, which is said. */
function refuseBroken(name: string, errors: readonly Papa.ParseError[]): void {
  const error = errors.find(({ type }) => type === 'Quotes')
  if (!error) return
  throw invalid(
    { file: name, line: (error.row ?? 0) + 1 },
    'csv_broken',
    `broken CSV (${error.message})`,
    error.code,
    'Close every quote; write " in a cell as "".',
  )
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\n/g)?.length ?? 0), 0)
}
