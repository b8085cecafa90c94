/** A file of any kind -> its documents. Runs wherever it is called: for files of strangers see `parser-thread.ts`. */
import { InvalidInput, YingdaError } from '../errors.ts'
import { parseFaqJsonl } from './faq-jsonl.ts'
import { type FileKind, fileKind } from './file-kind.ts'
import { cleanFileName } from './file-name.ts'
import { parseMarkdown } from './markdown.ts'
import type { ParsedDocument } from './parsed-document.ts'
import type { ParsedFile, ParseOptions, TablePreview } from './parsed-file.ts'
import { parsePlainText } from './plain-text.ts'
import { readCsv } from './rows.ts'
import { guessColumns } from './table.ts'
import { parseTables } from './table-file.ts'
import type { Sheet } from './xlsx.ts'

/** How far a file is: parts done of all, pages of a PDF. */
export type ParseProgress = (done: number, of: number) => void

const PREVIEW_ROWS = 20

/**
 * Reads a file by what it holds; its name is a key and, between kinds of text, a hint.
 * @throws InvalidInput with a code for what is wrong with the file, TooLarge.
 */
export async function parseFile(
  name: string,
  bytes: Uint8Array,
  options: ParseOptions = {},
  progress?: ParseProgress,
): Promise<ParsedFile> {
  const clean = cleanFileName(name)
  return unbroken(clean, async () => {
    const kind = await fileKind(clean, bytes)
    const parsed = await parseKind(clean, kind, bytes, options, progress)
    return { mediaType: kind.mediaType, ...parsed }
  })
}

/**
 * The head of a table, of a workbook's first sheet with rows.
 * @throws InvalidInput `table_missing` where the file is none, and what `parseFile` throws.
 */
export async function previewTable(name: string, bytes: Uint8Array): Promise<TablePreview> {
  const clean = cleanFileName(name)
  return unbroken(clean, async () => {
    const kind = await fileKind(clean, bytes)
    const sheets = await sheetsOf(clean, kind, bytes)
    const sheet = sheets?.find(({ rows }) => rows.length > 0)
    if (sheet === undefined) {
      throw new InvalidInput('table_missing', `${clean} holds no table.`, { remedy: 'Use a CSV file or a workbook.' })
    }
    const [header = [], ...rows] = sheet.rows
    const filled = rows.filter(cells => cells.some(cell => cell.trim() !== ''))
    return {
      columns: header.map(cell => cell.trim()),
      rows: filled.slice(0, PREVIEW_ROWS),
      total: filled.length,
      guess: guessColumns(header),
    }
  })
}

type Parsed = Omit<ParsedFile, 'mediaType'>

// The libraries are large: each is loaded when the first file of its kind comes.
async function parseKind(
  name: string,
  kind: FileKind,
  bytes: Uint8Array,
  options: ParseOptions,
  progress: ParseProgress | undefined,
): Promise<Parsed> {
  switch (kind.kind) {
    case 'pdf':
      return (await import('./pdf.ts')).parsePdf(name, bytes, progress)
    case 'docx':
      return without(await (await import('./docx.ts')).parseDocx(name, bytes))
    case 'xlsx':
    case 'csv':
      return parseTables(name, (await sheetsOf(name, kind, bytes))!, options.columns)
    case 'html':
      return without((await import('./html.ts')).parseHtml(name, kind.text, options))
    case 'jsonl':
      return without(parseFaqJsonl(name, kind.text))
    case 'markdown':
      return without(parseMarkdown(name, kind.text))
    case 'text':
      return without(parsePlainText(name, kind.text))
    default:
      return kind satisfies never
  }
}

function without(documents: ParsedDocument[]): Parsed {
  return { documents, problems: [] }
}

/** The tables of a file; undefined of one that is no table. */
async function sheetsOf(name: string, kind: FileKind, bytes: Uint8Array): Promise<Sheet[] | undefined> {
  if (kind.kind === 'xlsx') return (await import('./xlsx.ts')).readXlsx(name, bytes)
  return kind.kind === 'csv' ? [{ name: '', ...readCsv(name, kind.text) }] : undefined
}

/** What a library throws at a file is the file's fault here; running out of stack too. */
async function unbroken<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof YingdaError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidInput('file_broken', `${name} cannot be read (${why}).`, {
      remedy: 'Open it in its own program and save it again.',
      cause,
    })
  }
}
