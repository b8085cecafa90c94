/**
 * A look into a zip before a library of others opens it: DOCX and XLSX are zips, and so are bombs. What is refused here
 * is never inflated by the parser.
 */
import type { Readable } from 'node:stream'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { InvalidInput, YingdaError } from '../errors.ts'

/** Of one zip, and of all its parts inflated, in bytes. A Word manual of 1,000 pages has 10 MB of XML. */
const MAX_ENTRIES = 5000
const MAX_INFLATED = 200_000_000
/** XML shrinks to a tenth, long tables to a hundredth; a bomb to a thousandth. Looked at from this size. */
const MAX_RATIO = 250
const RATIO_FROM = 20_000_000
/** Entities are read from a document's own type: billion laughs and files of the server. No Office writes one. */
const DOCUMENT_TYPE = /<!(?:DOCTYPE|ENTITY)/i
const XML_PART = /\.(xml|rels|vml)$/i
const TAIL = 16

/**
 * The names of the parts of a sound zip.
 * @throws InvalidInput `zip_broken`, `file_encrypted`, `zip_bomb` or `xml_doctype`.
 */
export async function checkZip(name: string, bytes: Uint8Array): Promise<Set<string>> {
  try {
    const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    if (zip.entryCount > MAX_ENTRIES) throw bomb(name, `${zip.entryCount} parts; ${MAX_ENTRIES} are allowed`)
    return await checkEntries(name, zip, bytes.byteLength)
  } catch (error) {
    if (error instanceof YingdaError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new InvalidInput('zip_broken', `${name} is a broken zip (${why}).`, {
      remedy: 'Open it in its own program and save it again.',
      cause: error,
    })
  }
}

async function checkEntries(name: string, zip: ZipFile, size: number): Promise<Set<string>> {
  const names = new Set<string>()
  let inflated = 0
  for await (const entry of zip.eachEntry()) {
    if (names.size >= MAX_ENTRIES) throw bomb(name, `more than ${MAX_ENTRIES} parts`)
    refuseEntry(name, entry, names)
    names.add(entry.fileName)
    if (entry.fileName.endsWith('/')) continue
    refuseSize(name, inflated + entry.uncompressedSize, size)
    const stream = await zip.openReadStreamPromise(entry)
    inflated += await checkPart(name, entry, stream, bytes => refuseSize(name, inflated + bytes, size))
  }
  return names
}

function refuseEntry(name: string, entry: Entry, before: ReadonlySet<string>): void {
  if (entry.isEncrypted()) {
    throw new InvalidInput('file_encrypted', `${name} is protected by a password.`, {
      remedy: 'Save it without a password.',
      value: entry.fileName,
    })
  }
  // Two parts of one name: the one that was checked need not be the one that is read.
  if (before.has(entry.fileName)) {
    throw new InvalidInput('zip_broken', `${name} has the part "${entry.fileName}" twice.`, {
      remedy: 'Open it in its own program and save it again.',
      value: entry.fileName,
    })
  }
}

function refuseSize(name: string, inflated: number, size: number): void {
  if (inflated > MAX_INFLATED) throw bomb(name, `more than ${MAX_INFLATED / 1e6} MB`)
  if (inflated > RATIO_FROM && inflated > MAX_RATIO * size) throw bomb(name, `more than ${MAX_RATIO} times its size`)
}

function bomb(name: string, what: string): InvalidInput {
  return new InvalidInput('zip_bomb', `${name} unpacks to ${what}.`, { remedy: 'Split it into several files.' })
}

/** Inflates one part piece by piece and keeps nothing; its size in bytes. */
async function checkPart(
  name: string,
  entry: Entry,
  stream: Readable,
  checkSize: (bytes: number) => void,
): Promise<number> {
  const isXml = XML_PART.test(entry.fileName) || entry.fileName === '[Content_Types].xml'
  let bytes = 0
  let tail = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    checkSize(bytes)
    if (!isXml) continue
    // Without NULs: XML may also be UTF-16.
    const text = tail + chunk.toString('latin1').replaceAll('\0', '')
    if (DOCUMENT_TYPE.test(text)) throw doctype(name, entry)
    tail = text.slice(-TAIL)
  }
  return bytes
}

function doctype(name: string, entry: Entry): InvalidInput {
  return new InvalidInput('xml_doctype', `${name} declares a document type in "${entry.fileName}".`, {
    remedy: 'Open it in its own program and save it again.',
    value: entry.fileName,
  })
}
