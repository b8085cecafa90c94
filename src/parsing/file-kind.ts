/** What a file is, by its content: a name may lie. Only between texts, which have no marks, the name helps. */
import { InvalidInput, TooLarge } from '../errors.ts'
import { decodeText } from './decode-text.ts'
import { fileEnding } from './file-name.ts'
import { looksLikeTable } from './rows.ts'
import { checkZip } from './zip-guard.ts'

/** A text file comes with its text. */
export type FileKind =
  | { kind: 'pdf' | 'docx' | 'xlsx'; mediaType: string }
  | { kind: 'html' | 'csv' | 'jsonl' | 'markdown' | 'text'; mediaType: string; text: string }
type TextKind = Extract<FileKind, { text: string }>['kind']

/** In bytes. */
export const MAX_BYTES = 50_000_000

const MEDIA_TYPES: Record<FileKind['kind'], string> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html',
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  markdown: 'text/markdown',
  text: 'text/plain',
}
const KINDS = 'PDF, DOCX, XLSX, HTML, CSV, JSON lines, Markdown and plain text'

interface Refused {
  what: string
  remedy: string
  /** Bytes (latin1) that it begins with, or has at an offset. */
  marks: readonly (string | [at: number, mark: string])[]
  /** The mark is also how a text may begin: only with a NUL behind it. */
  binary?: true
}
const REFUSED: readonly Refused[] = [
  {
    what: 'an image',
    remedy: 'Write its text into a document: text in images is not read yet.',
    marks: [
      '\x89PNG',
      '\xFF\xD8\xFF',
      'GIF8',
      'II*\0',
      'MM\0*',
      [8, 'WEBP'],
      [4, 'ftypavif'],
      [4, 'ftyphei'],
      [4, 'ftypmif1'],
    ],
  },
  { what: 'an image', remedy: 'Write its text into a document.', marks: ['BM'], binary: true },
  {
    what: 'a recording',
    remedy: 'Write its text into a document.',
    marks: ['ID3', 'OggS', '\x1AE\xDF\xA3', [4, 'ftyp'], [8, 'WAVE'], [8, 'AVI ']],
    binary: true,
  },
  {
    what: 'a program',
    remedy: `Use one of ${KINDS}.`,
    marks: ['MZ', '\x7FELF', '\xCA\xFE\xBA\xBE', '\xCF\xFA\xED\xFE', '\0asm'],
    binary: true,
  },
  { what: 'a program', remedy: `Use one of ${KINDS}.`, marks: ['#!/'] },
  {
    what: 'an archive',
    remedy: 'Unpack it and upload the files in it.',
    marks: ['\x1F\x8B', 'BZh', '\xFD7zXZ', '7z\xBC\xAF', 'Rar!'],
  },
  { what: 'a document in RTF', remedy: 'Save it as .docx.', marks: ['{\\rtf'] },
]
const ZIP = ['PK\x03\x04', 'PK\x05\x06']
const OLE = '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1'
/** A PDF may begin after some bytes of others: readers look this far. */
const PDF_WITHIN = 1024
const HTML_START =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|div|h[1-6]|table|p|ul|ol)\b/i
const ENDS: Record<string, TextKind> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.md': 'markdown',
  '.markdown': 'markdown',
}

/**
 * @throws InvalidInput `file_kind_unknown` with what it seems to be and what to do instead, `file_empty`, `text_broken`,
 * or what `checkZip` throws; TooLarge `file_too_large`.
 */
export async function fileKind(name: string, bytes: Uint8Array): Promise<FileKind> {
  if (bytes.byteLength === 0)
    throw new InvalidInput('file_empty', `${name} is empty.`, { remedy: 'Put at least one document into it.' })
  if (bytes.byteLength > MAX_BYTES) throw tooLarge(name, bytes.byteLength)
  const head = Buffer.from(bytes.subarray(0, PDF_WITHIN)).toString('latin1')
  if (head.startsWith('%PDF-') || /%PDF-\d\.\d/.test(head)) return ofKind('pdf')
  if (ZIP.some(mark => head.startsWith(mark))) return zipKind(name, bytes)
  if (head.startsWith(OLE)) throw oldOffice(name, bytes)
  const refused = REFUSED.find(one => isMarked(head, one))
  if (refused !== undefined) throw unknown(name, refused.what, refused.remedy)
  return textKind(name, bytes)
}

function isMarked(head: string, { marks, binary }: Refused): boolean {
  if (binary && !head.includes('\0')) return false
  return marks.some(mark => (typeof mark === 'string' ? head.startsWith(mark) : head.startsWith(mark[1], mark[0])))
}

function ofKind(kind: 'pdf' | 'docx' | 'xlsx'): FileKind {
  return { kind, mediaType: MEDIA_TYPES[kind] }
}

async function zipKind(name: string, bytes: Uint8Array): Promise<FileKind> {
  const parts = await checkZip(name, bytes)
  if (parts.has('word/document.xml')) return ofKind('docx')
  if (parts.has('xl/workbook.xml')) return ofKind('xlsx')
  if (parts.has('ppt/presentation.xml')) throw unknown(name, 'a presentation', 'Save it as .pdf.')
  if (parts.has('content.xml')) throw unknown(name, 'an OpenDocument file', 'Save it as .docx or .xlsx.')
  throw unknown(name, 'a zip', 'Unpack it and upload the files in it.')
}

/** Word and Excel before 2007; and newer ones with a password, whose zip lies encrypted in the old container. */
function oldOffice(name: string, bytes: Uint8Array): InvalidInput {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('EncryptedPackage', 0, 'utf16le')) {
    return new InvalidInput('file_encrypted', `${name} is protected by a password.`, {
      remedy: 'Save it without a password.',
    })
  }
  return unknown(name, 'a document of Office before 2007', 'Save it as .docx or .xlsx.')
}

function textKind(name: string, bytes: Uint8Array): FileKind {
  const { text, encoding } = decodeText(name, bytes)
  if (text.trim() === '') throw new InvalidInput('file_empty', `${name} is empty.`, { remedy: 'Put text into it.' })
  if (isBinary(text)) throw unknown(name, `binary (${encoding})`, `Use one of ${KINDS}.`)
  const kind = textKindOf(fileEnding(name), text)
  return { kind, mediaType: MEDIA_TYPES[kind], text }
}

function textKindOf(ending: string, text: string): TextKind {
  if (HTML_START.test(text.slice(0, 4000))) return 'html'
  const named = ENDS[ending]
  if (named !== undefined) return named
  if (isJsonLines(text)) return 'jsonl'
  if (/^---\r?\n[\s\S]{0,2000}?\r?\n---\s|^#{1,6} \S|^```/m.test(text.slice(0, 4000))) return 'markdown'
  return looksLikeTable(text) ? 'csv' : 'text'
}

/** A NUL, or many control characters, are in no text. */
function isBinary(text: string): boolean {
  const sample = text.slice(0, 100_000)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const control = sample.match(/[\u0001-\u0008\u000E-\u001A\u001C-\u001F\u007F]/g)?.length ?? 0
  return text.includes('\0') || control > sample.length / 100
}

function isJsonLines(text: string): boolean {
  const first = text.trimStart().split('\n', 1)[0]!
  if (!first.startsWith('{')) return false
  try {
    const value: unknown = JSON.parse(first)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}

function unknown(name: string, what: string, remedy: string): InvalidInput {
  return new InvalidInput('file_kind_unknown', `${name} is ${what}: it cannot be read.`, { remedy, value: name })
}

/** A file of more than MAX_BYTES. */
export function tooLarge(name: string, size: number): TooLarge {
  return new TooLarge('file_too_large', `${name} has ${size} bytes; ${MAX_BYTES} are allowed.`, {
    remedy: 'Split it into several files.',
    params: { bytes: size, most: MAX_BYTES },
  })
}
