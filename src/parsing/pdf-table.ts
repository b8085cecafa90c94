/** Lines whose cells stand below each other -> tables. */
import type { Cell, Line } from './pdf-lines.ts'
import { tableCell } from './table.ts'

export interface PdfTable {
  /** Header first; each row has as many cells as there are columns. */
  rows: string[][]
  /** The lines that it is made of. */
  lines: Set<Line>
}

interface Row {
  y: number
  size: number
  cells: (Cell & { line: Line })[]
}
type Span = { x: number; right: number }

/** In the size of the type: the gap that ends a table, and that below a line that goes on. */
const MAX_GAP = 3.5
const MAX_LINE_GAP = 2
/** A row is farther from the next than its own lines are from each other by this factor. */
const ROW_GAP = 1.15
/** Two columns that are both wider than this share of the page are two columns of prose. */
const PROSE_SHARE = 0.3

/** The tables of a page that is `width` wide: at least two rows below a header, or one where there are three columns. */
export function findTables(lines: readonly Line[], width: number): PdfTable[] {
  const rows = rowsOf(lines)
  const tables: PdfTable[] = []
  for (let i = 0; i < rows.length; ) {
    const { end, columns } = extent(rows, i)
    const table = rows.slice(i, end)
    const full = table.filter(row => row.cells.length > 1).length
    if (full >= (columns.length > 2 ? 2 : 3) && !isProse(columns, table, width)) {
      tables.push({
        rows: toRows(table, columns),
        lines: new Set(table.flatMap(row => row.cells.map(cell => cell.line))),
      })
      i = end
    } else i++
  }
  return tables
}

/** What stands on one baseline, from the left, in whatever order it was drawn. */
function rowsOf(lines: readonly Line[]): Row[] {
  const rows: Row[] = []
  for (const line of [...lines].sort((a, b) => a.y - b.y)) {
    const last = rows.at(-1)
    const cells = line.cells.map(cell => ({ ...cell, line }))
    if (last !== undefined && line.y - last.y < 0.3 * line.size) last.cells.push(...cells)
    else rows.push({ y: line.y, size: line.size, cells })
  }
  for (const row of rows) row.cells.sort((a, b) => a.x - b.x)
  return rows
}

/** How far a table goes that begins at `start`, and its columns; each cell must stand in exactly one of them. */
function extent(rows: readonly Row[], start: number): { end: number; columns: Span[] } {
  const columns: Span[] = rows[start]!.cells.map(({ x, right }) => ({ x, right }))
  let end = start + 1
  if (columns.length < 2) return { end, columns }
  for (; end < rows.length; end++) {
    const row = rows[end]!
    const gap = row.y - rows[end - 1]!.y
    if (gap > (row.cells.length > 1 ? MAX_GAP : MAX_LINE_GAP) * row.size) break
    const places = row.cells.map(cell => columnOf(columns, cell))
    if (places.some(place => place === undefined) || new Set(places).size < places.length) break
    row.cells.forEach((cell, i) => {
      const column = columns[places[i]!]!
      column.x = Math.min(column.x, cell.x)
      column.right = Math.max(column.right, cell.right)
    })
  }
  return { end, columns }
}

function columnOf(columns: readonly Span[], { x, right }: Span): number | undefined {
  const found = columns.flatMap((column, i) => (x < column.right && right > column.x ? [i] : []))
  return found.length === 1 ? found[0] : undefined
}

function isProse(columns: readonly Span[], rows: readonly Row[], width: number): boolean {
  const wide = columns.filter(({ x, right }) => right - x > PROSE_SHARE * width)
  if (wide.length > 1 && columns.length === 2) return true
  // A hanging number or mark makes a list, not a table.
  return (
    columns.length === 2 && rows.every(({ cells }) => /^[^\p{L}]{1,4}$/u.test(cells[0]!.text) || cells.length === 1)
  )
}

function toRows(rows: readonly Row[], columns: readonly Span[]): string[][] {
  const gaps = rows.slice(1).map((row, i) => row.y - rows[i]!.y)
  const byGap = (i: number) => gaps[i - 1]! > ROW_GAP * Math.min(...gaps)
  const byCells = (i: number) => rows[i]!.cells.length > 1
  const count = (begins: (i: number) => boolean) => gaps.filter((_, i) => begins(i + 1)).length
  // Gaps tell rows best, where they differ; in a table of single lines they are all the same.
  const begins = count(byGap) >= 0.8 * count(byCells) ? byGap : byCells
  const made: string[][] = []
  rows.forEach((row, i) => {
    if (i === 0 || begins(i)) made.push(columns.map(() => ''))
    for (const cell of row.cells) {
      const at = columnOf(columns, cell) ?? 0
      const cells = made.at(-1)!
      cells[at] = tableCell(`${cells[at]} ${cell.text}`.replace(/-\s(?=\p{Ll})/u, ''))
    }
  })
  return made
}
