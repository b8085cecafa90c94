import { checkFile, type ParsedDocument } from './parsed-document.ts'
import { readCsv } from './rows.ts'
import { faqEntries, requireColumns } from './table.ts'

/**
 * A table with a header line: question and answer, and if wanted id, similar, tags, url, language. Without an id the
 * question is the key. The first fault throws InvalidInput with file, line and value.
 */
export function parseFaqCsv(name: string, text: string): ParsedDocument[] {
  checkFile(name, text)
  const table = readCsv(name, text)
  const columns = requireColumns({ file: name, line: 1 }, table.rows[0] ?? [])
  return faqEntries(name, table, columns, new Set())
}
