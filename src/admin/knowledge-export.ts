/** All documents of a tenant as a file: lines of JSON that can be imported again, or a table for spreadsheets. */
import type { TenantQuery } from '../db.ts'
import { type Document, readDocumentsAfter } from '../retrieval/knowledge.store.ts'
import { csvHead, csvRows } from './csv.ts'

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Documents read with one statement. */
const AT_ONCE = 100
const COLUMNS = ['id', 'kind', 'language', 'question', 'similar', 'answer', 'tags', 'url', 'enabled', 'updatedAt']

/** In pieces of many lines: a large knowledge base is never in memory at once. */
export async function* exportDocuments(db: TenantQuery, format: ExportFormat): AsyncGenerator<string> {
  if (format === 'csv') yield csvHead(COLUMNS)
  for (let after: string | undefined; ; ) {
    const documents = await readDocumentsAfter(db, after, AT_ONCE)
    if (documents.length === 0) return
    yield format === 'csv' ? toCsv(documents) : toLines(documents)
    after = documents.at(-1)!.id
  }
}

/** The fields of a FAQ file; of an article `question` is its title and `answer` its text. */
const entryOf = ({ key, kind, language, title, similar, body, tags, url, enabled, updatedAt }: Document) => ({
  id: key,
  kind,
  language,
  question: title,
  similar,
  answer: body,
  tags,
  ...(url === undefined ? {} : { url }),
  enabled,
  updatedAt,
})

const toLines = (documents: readonly Document[]): string =>
  documents.map(document => `${JSON.stringify(entryOf(document))}\n`).join('')

function toCsv(documents: readonly Document[]): string {
  const rows = documents.map(entryOf).map(({ similar, tags, url = '', ...entry }) => {
    const cells: Record<string, unknown> = { ...entry, similar: similar.join('\n'), tags: tags.join('|'), url }
    return COLUMNS.map(column => String(cells[column]))
  })
  return csvRows(rows)
}
