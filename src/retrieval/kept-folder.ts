/**
 * What was made from the database and took long, kept in a folder for the next start. The database stays the truth: a file
 * that is missing, cut off, changed, or made by other means is as if not there, and what it held is made anew.
 *
 * A set of parts has a list, `<name>.json`, with the length and the hash of each part. Parts are named by their hash, so they
 * never change; the list is moved into place when all parts are on the disk. Processes that share a folder at worst
 * undo each other's work.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createBreath } from '../breath.ts'

export interface KeptFolder {
  /** The set of this name; undefined where there is none that was made by these means. */
  read(name: string, madeBy: string): Promise<KeptSet | undefined>
  /** Puts a set in the place of the one before: all of it, or nothing. @throws what the file system throws. */
  write(name: string, madeBy: string, parts: Readonly<Record<string, Part>>): Promise<void>
}

/** Bytes, or whatever writes them to a path. */
export type Part = readonly Uint8Array[] | ((path: string) => Promise<unknown>)

export interface KeptSet {
  has(part: string): boolean
  /** @throws NotAsKept */
  bytes(part: string): Promise<Uint8Array<ArrayBuffer>>
  /** @throws NotAsKept */
  json(part: string): Promise<unknown>
  /** A file that holds the part, for a library that reads files itself. @throws NotAsKept */
  path(part: string): Promise<string>
}

/** A part is gone, or not what was written. */
export class NotAsKept extends Error {}

interface List {
  madeBy: string
  parts: Record<string, { file: string; bytes: number; sha256: string }>
}

/** Sees the bytes of a file pass. */
type See = (chunk: Uint8Array, at: number) => void

/** Bytes that are hashed, or read, at once: some milliseconds. */
const STRETCH = 4_000_000
/** What nobody lists any more, and nobody can be about to list, is removed. */
const LEFT_OVER_MS = 3_600_000

/** The folder is made when something is first kept. */
export function openKeptFolder(folder: string): KeptFolder {
  async function readList(name: string): Promise<List | undefined> {
    try {
      return JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8')) as List
    } catch {
      // None, or one that cannot be read: the same to whoever asks.
      return undefined
    }
  }

  function openSet({ parts }: List): KeptSet {
    /** Its bytes are shown to what `prepare` gives, once there is a file of the right length. */
    async function check(part: string, prepare: (bytes: number) => See): Promise<string> {
      const listed = parts?.[part]
      if (listed === undefined) throw new NotAsKept(`there is no ${part}`)
      const path = join(folder, listed.file)
      const found = await stat(path).catch(() => undefined)
      if (found?.size !== listed.bytes) throw new NotAsKept(`${listed.file} is gone, or of another length`)
      const { bytes, sha256 } = await readThrough(path, listed.bytes, prepare(listed.bytes))
      if (bytes !== listed.bytes || sha256 !== listed.sha256) throw new NotAsKept(`${listed.file} is another file`)
      return path
    }
    async function bytes(part: string): Promise<Uint8Array<ArrayBuffer>> {
      let all = new Uint8Array(0)
      await check(part, size => {
        all = new Uint8Array(size)
        return (chunk, at) => all.set(chunk, at)
      })
      return all
    }
    return {
      has: part => parts?.[part] !== undefined,
      bytes,
      json: async part => JSON.parse(Buffer.from((await bytes(part)).buffer).toString()),
      path: part => check(part, () => () => {}),
    }
  }

  async function writePart(name: string, part: string, content: Part): Promise<List['parts'][string]> {
    const temporary = join(folder, `${name}-${part}.${randomUUID()}.new`)
    try {
      if (typeof content === 'function') await content(temporary)
      else await writeBytes(temporary, content)
      const { size } = await stat(temporary)
      const { bytes, sha256 } = await readThrough(temporary, size, () => {})
      await sync(temporary)
      const file = `${name}-${part}-${sha256.slice(0, 16)}`
      await rename(temporary, join(folder, file))
      return { file, bytes, sha256 }
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  }

  return {
    async read(name, madeBy) {
      const list = await readList(name)
      return list?.madeBy === madeBy ? openSet(list) : undefined
    },
    async write(name, madeBy, contents) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const before = await readList(name)
      const parts: List['parts'] = {}
      for (const [part, content] of Object.entries(contents)) parts[part] = await writePart(name, part, content)
      const temporary = join(folder, `${name}.${randomUUID()}.new`)
      await writeBytes(temporary, [Buffer.from(JSON.stringify({ madeBy, parts } satisfies List))])
      await sync(temporary)
      await rename(temporary, join(folder, `${name}.json`))
      await sync(folder)
      await removeOthers(folder, name, parts, before?.parts ?? {})
    },
  }
}

async function writeBytes(path: string, content: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (const bytes of content) {
      for (let at = 0; at < bytes.length; at += STRETCH) await writeAll(file, bytes.subarray(at, at + STRETCH))
    }
  } finally {
    await file.close()
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten
}

/** Length and hash of a file, of which at most `most` bytes are shown to `see`. @throws NotAsKept where it cannot be read. */
async function readThrough(path: string, most: number, see: See): Promise<{ bytes: number; sha256: string }> {
  const file = await open(path, 'r').catch(error => {
    throw new NotAsKept(`${path} cannot be read`, { cause: error })
  })
  try {
    return await hashOf(file, most, see)
  } finally {
    await file.close()
  }
}

async function hashOf(file: FileHandle, most: number, see: See) {
  const hash: Hash = createHash('sha256')
  const chunk = new Uint8Array(STRETCH)
  const breath = createBreath()
  let bytes = 0
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, STRETCH)
    // A file that goes on is another one already.
    if (bytesRead === 0 || bytes + bytesRead > most) return { bytes: bytes + bytesRead, sha256: hash.digest('hex') }
    hash.update(chunk.subarray(0, bytesRead))
    see(chunk.subarray(0, bytesRead), bytes)
    bytes += bytesRead
    await breath()
  }
}

/** Until it is on the disk, also through a power cut. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Removes the parts that the set had before, and what processes that were killed have left. */
async function removeOthers(folder: string, name: string, now: List['parts'], before: List['parts']): Promise<void> {
  const listed = new Set(Object.values(now).map(({ file }) => file))
  const replaced = new Set(Object.values(before).map(({ file }) => file))
  for (const file of await readdir(folder)) {
    if (listed.has(file) || !(file.startsWith(`${name}-`) || file.startsWith(`${name}.`)) || file === `${name}.json`)
      continue
    const path = join(folder, file)
    if (replaced.has(file) || (await isLeftOver(path))) await rm(path, { force: true })
  }
}

async function isLeftOver(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found !== undefined && Date.now() - found.mtimeMs > LEFT_OVER_MS
}
