/** The sheets of a workbook, or the one of a CSV file -> FAQ entries and articles. */
import { toArticle } from './article.ts'
import { invalid } from './parsed-document.ts'
import type { ColumnMapping, ParsedFile, Problem } from './parsed-file.ts'
import { faqEntries, guessColumns, hasColumns, tableMarkdown } from './table.ts'
import type { Sheet } from './xlsx.ts'

/**
 * A sheet with columns of questions and answers gives FAQ entries, its faulty rows are problems; all others together are
 * one article. Where `columns` is null, every sheet is.
 * @throws InvalidInput `column_missing` where a mapping is given and no sheet has its columns; `text_missing`.
 */
export function parseTables(
  name: string,
  sheets: readonly Sheet[],
  columns: ColumnMapping | null | undefined,
): Omit<ParsedFile, 'mediaType'> {
  if (columns && !sheets.some(sheet => hasColumns(sheet.rows[0] ?? [], columns)))
    throw columnMissing(name, sheets, columns)
  const problems: Problem[] = []
  const seen = new Set<string>()
  const plain: Sheet[] = []
  const documents = sheets.flatMap(sheet => {
    const header = sheet.rows[0] ?? []
    const mapping = columns && hasColumns(header, columns) ? columns : columns === null ? null : guessColumns(header)
    if (mapping) return faqEntries(name, sheet, mapping, seen, problems)
    plain.push(sheet)
    return []
  })
  const body = sheetsMarkdown(plain)
  if (documents.length === 0 || body !== '') {
    // Every row of a FAQ was faulty: that is what there is to say.
    if (body === '' && problems.length > 0) return { documents, problems }
    documents.push(toArticle(name, body))
  }
  return { documents, problems }
}

function sheetsMarkdown(sheets: readonly Sheet[]): string {
  const parts = sheets.flatMap(({ name, rows }) => {
    const table = tableMarkdown(rows)
    return table === '' ? [] : [{ name, table }]
  })
  // The name of a single sheet, `Sheet1`, says nothing.
  if (parts.length < 2) return parts[0]?.table ?? ''
  return parts.map(({ name, table }) => `## ${name}\n\n${table}`).join('\n\n')
}

function columnMissing(name: string, sheets: readonly Sheet[], columns: ColumnMapping) {
  const header = (sheets[0]?.rows[0] ?? []).map(cell => cell.trim())
  const missing = Object.values(columns).find(column => column !== undefined && !header.includes(column))
  return invalid(
    { file: name, line: 1 },
    'column_missing',
    `the column "${missing}" is missing`,
    header.join(','),
    'Choose columns that the header names.',
  )
}
