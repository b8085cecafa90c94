/** A ZIP archive of a few files that fit into memory (PKWARE APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.16). */
import { deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** A plain name, in ASCII or UTF-8. */
  name: string
  bytes: Buffer
}

const VERSION = 20
/** General purpose bit 11: the name is UTF-8. */
const UTF8_NAME = 0x0800
const DEFLATED = 8

export function zipOf(entries: readonly ZipEntry[], at = new Date()): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const packed = deflateRawSync(bytes)
    const common = describe(name, bytes, packed, at)
    const local = Buffer.concat([signature(0x04034b50), common, Buffer.from(name, 'utf8'), packed])
    directory.push(directoryEntry(common, name, offset))
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  return Buffer.concat([...parts, listed, end(entries.length, listed.length, offset)])
}

/** What the local header and the directory say alike, from the version needed to the length of the extra field. */
function describe(name: string, bytes: Buffer, packed: Buffer, at: Date): Buffer {
  const { day, time } = dosTime(at)
  const out = Buffer.alloc(26)
  out.writeUInt16LE(VERSION, 0)
  out.writeUInt16LE(UTF8_NAME, 2)
  out.writeUInt16LE(DEFLATED, 4)
  out.writeUInt16LE(time, 6)
  out.writeUInt16LE(day, 8)
  out.writeUInt32LE(crc32(bytes), 10)
  out.writeUInt32LE(packed.length, 14)
  out.writeUInt32LE(bytes.length, 18)
  out.writeUInt16LE(Buffer.byteLength(name), 22)
  return out
}

function directoryEntry(common: Buffer, name: string, offset: number): Buffer {
  const madeBy = Buffer.alloc(2)
  madeBy.writeUInt16LE(VERSION)
  // Comment length, disk, attributes: nothing. Then where the local header begins.
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signature(0x02014b50), madeBy, common, rest, Buffer.from(name, 'utf8')])
}

function end(count: number, size: number, offset: number): Buffer {
  const out = Buffer.alloc(18)
  out.writeUInt16LE(count, 4)
  out.writeUInt16LE(count, 6)
  out.writeUInt32LE(size, 8)
  out.writeUInt32LE(offset, 12)
  return Buffer.concat([signature(0x06054b50), out])
}

function signature(value: number): Buffer {
  const out = Buffer.alloc(4)
  out.writeUInt32LE(value)
  return out
}

/** MS-DOS: two seconds are one, years count from 1980. */
const dosTime = (at: Date): { day: number; time: number } => ({
  day: ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
  time: (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1),
})

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!
  return (crc ^ 0xffffffff) >>> 0
}
