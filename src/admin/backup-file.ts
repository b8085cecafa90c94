/**
 * The file of a backup: gzip of lines. The first is the header, then each table's name and columns with its rows, one
 * JSON object a line; the last line holds the number of rows and the SHA-256 of all lines before it, so that a file
 * that was cut off or changed is told from a whole one.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import Type, { type Static } from 'typebox'
import { Check } from 'typebox/value'
import { InvalidInput } from '../errors.ts'
import { cannotRead, cannotWrite, isFolder } from './path-error.ts'

export const BACKUP_FORMAT = 1

const Header = Type.Object({
  kind: Type.Literal('yingda-backup'),
  format: Type.Integer(),
  /** Version of the schema that the rows are of. */
  schema: Type.Integer(),
  createdAt: Type.String(),
  library: Type.String(),
  database: Type.String(),
  /** Rows by table, in the order of the file. */
  counts: Type.Record(Type.String(), Type.Integer()),
})
export type BackupHeader = Static<typeof Header>

const Section = Type.Object({ table: Type.String(), columns: Type.Array(Type.String()) })
const End = Type.Object({ end: Type.Literal(true), rows: Type.Integer(), sha256: Type.String() })

/** A piece of the file in order: a table begins, or some of its rows follow as JSON texts. */
export type BackupPart = { kind: 'table'; table: string; columns: string[] } | { kind: 'rows'; rows: string[] }

/** Rows handed on at once, in characters. */
const PART_CHARS = 512 * 1024
/** Fast enough that an embedded database is not kept waiting for it; level 6 saves another tenth. */
const GZIP_LEVEL = 4

/**
 * Writes beside the place, then moves it there: whoever finds `file` finds a whole one. Returns its rows.
 * @throws NotFound `path_not_found`; InvalidInput `path_is_folder` or `path_denied`.
 */
export async function writeBackupFile(
  file: string,
  header: BackupHeader,
  parts: AsyncIterable<BackupPart>,
): Promise<number> {
  const beside = `${file}.part`
  const target = await openNew(beside, file)
  let rows = 0
  async function* lines(): AsyncGenerator<string> {
    const sum = createHash('sha256')
    const counted = (text: string): string => {
      sum.update(text)
      return text
    }
    yield counted(`${JSON.stringify(header)}\n`)
    for await (const part of parts) {
      if (part.kind === 'rows') rows += part.rows.length
      const text = part.kind === 'rows' ? part.rows.join('\n') : JSON.stringify({ ...part, kind: undefined })
      yield counted(`${text}\n`)
    }
    yield `${JSON.stringify({ end: true, rows, sha256: sum.digest('hex') })}\n`
  }
  try {
    await pipeline(Readable.from(lines()), createGzip({ level: GZIP_LEVEL }), target.createWriteStream({ flush: true }))
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  return rows
}

/**
 * Reads the whole file and compares it with its last line, before anything is done with it.
 * @throws NotFound `path_not_found`; InvalidInput `path_is_folder`, `path_denied`, `backup_damaged` or
 * `backup_format_unknown`.
 */
export async function verifyBackupFile(file: string): Promise<VerifiedBackup> {
  const header = await readHeader(file)
  for await (const _ of readBackupParts(file));
  return { file, header }
}

/** A file that was whole when it was last looked at. */
export interface VerifiedBackup {
  file: string
  header: BackupHeader
}

async function readHeader(file: string): Promise<BackupHeader> {
  await assertReadable(file)
  const lines = readLines(file)
  const first = await lines.next()
  await lines.return(undefined)
  const header: unknown = first.done ? undefined : parsed(first.value.toString('utf8'))
  if (!Check(Header, header)) throw damaged(file, 'it does not begin like a backup of Yingda')
  if (header.format === BACKUP_FORMAT) return header
  throw new InvalidInput('backup_format_unknown', `${file} has format ${header.format}; this code reads 1.`, {
    remedy: 'Restore it with the Yingda that wrote it, or a newer one.',
  })
}

/** The tables and rows of a file; the end is compared when it is reached, so that a caller must be ready to undo. */
export async function* readBackupParts(file: string): AsyncGenerator<BackupPart> {
  let rows: string[] = []
  let chars = 0
  for await (const line of readContent(file)) {
    const section = isSection(line) ? parsed(line) : undefined
    if (rows.length > 0 && (section !== undefined || chars > PART_CHARS)) {
      yield { kind: 'rows', rows }
      rows = []
      chars = 0
    }
    if (Check(Section, section)) yield { kind: 'table', ...section }
    else {
      rows.push(line)
      chars += line.length
    }
  }
  if (rows.length > 0) yield { kind: 'rows', rows }
}

/** Rows come from PostgreSQL, which writes a space after a colon. */
const isSection = (line: string): boolean => line.startsWith('{"table":"')

/** The lines between the header and the end, which is compared with them. */
async function* readContent(file: string): AsyncGenerator<string> {
  const sum = createHash('sha256')
  let rows = 0
  let before: Buffer | undefined
  let isHeader = true
  for await (const line of readLines(file)) {
    if (before !== undefined) {
      sum.update(before).update('\n')
      const text = before.toString('utf8')
      if (!isHeader) yield text
      if (!isHeader && !isSection(text)) rows++
      isHeader = false
    }
    before = line
  }
  const end = parsed(before?.toString('utf8') ?? '')
  if (!Check(End, end)) throw damaged(file, 'its end is missing')
  if (end.rows === rows && end.sha256 === sum.digest('hex')) return
  throw damaged(file, 'its content does not match its checksum')
}

/** Lines as bytes; ours end in \n only, while Node's readline also cuts at U+2028, which JSON may hold. */
async function* readLines(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file)
  const text = createGunzip()
  source.on('error', error => text.destroy(error))
  source.pipe(text)
  let pieces: Buffer[] = []
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      let from = 0
      for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
        yield Buffer.concat([...pieces, chunk.subarray(from, at)])
        pieces = []
        from = at + 1
      }
      if (from < chunk.length) pieces.push(chunk.subarray(from))
    }
  } catch (cause) {
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause)
  } finally {
    source.destroy()
    text.destroy()
  }
  if (pieces.length > 0) throw damaged(file, 'its last line is cut off')
}

const NEWLINE = 0x0a

/** Before any row is read: an embedded database waits meanwhile. */
async function openNew(path: string, file: string): Promise<FileHandle> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) throw isFolder(file)
  try {
    // Only for its owner: it holds what visitors wrote, password hashes and the key of their tokens.
    return await open(path, 'w', 0o600)
  } catch (cause) {
    throw cannotWrite(file, cause)
  }
}

async function assertReadable(file: string): Promise<void> {
  try {
    const handle = await open(file, 'r')
    // A folder can be opened; only reading it fails.
    await handle.read(new Uint8Array(1)).finally(() => handle.close())
  } catch (cause) {
    throw cannotRead(file, cause)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function damaged(file: string, why: string, cause?: unknown): InvalidInput {
  return new InvalidInput('backup_damaged', `${file} is not a whole backup: ${why}.`, {
    remedy: 'Copy the file again, or take another backup. Nothing was changed.',
    value: file,
    cause,
  })
}
