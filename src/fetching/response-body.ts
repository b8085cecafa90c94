/** The bytes of a response, unpacked, never more than the limit in memory: a small gzip can hold terabytes. */
import type { IncomingMessage } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip } from 'node:zlib'
import { failed, tooLarge } from './fetch-error.ts'

/** What we ask for, and all that we unpack. */
export const ACCEPT_ENCODING = 'gzip, br'

const UNPACKERS = { gzip: createGunzip, 'x-gzip': createGunzip, br: createBrotliDecompress }

/** Throws `fetch_too_large`, or `fetch_failed` for a strange compression or a body that breaks off. */
export async function readBody(response: IncomingMessage, url: string, maxBytes: number): Promise<Uint8Array> {
  const unpack = unpackerOf(response, url)
  if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(url, maxBytes)
  const chunks: Buffer[] = []
  let size = 0
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes) return
      chunks.push(chunk)
    }
  }
  try {
    if (unpack) await pipeline(response, unpack(), collect)
    else await pipeline(response, collect)
  } catch (error) {
    // Leaving early ends the pipeline with an error of its own.
    if (size <= maxBytes) throw failed(url, 'body', error)
  }
  if (size > maxBytes) throw tooLarge(url, maxBytes)
  return Buffer.concat(chunks)
}

/** undefined for a body that comes as it is. One layer only: several are a bomb, or a mistake. */
function unpackerOf(response: IncomingMessage, url: string) {
  const encoding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  if (encoding === 'identity' || encoding === '') return undefined
  if (Object.hasOwn(UNPACKERS, encoding)) return UNPACKERS[encoding as keyof typeof UNPACKERS]
  throw failed(url, 'encoding')
}
