/** The bytes of a text file -> its characters. */
import { InvalidInput } from '../errors.ts'

/** What a text may be written in. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030'

export interface DecodedText {
  text: string
  encoding: Encoding
}

/**
 * UTF-8 with or without a byte order mark, UTF-16 with one, else GB18030 (which holds GBK and GB2312), as Chinese
 * spreadsheets write it.
 * @throws InvalidInput `text_broken` naming the first byte that fits none.
 */
export function decodeText(name: string, bytes: Uint8Array): DecodedText {
  const marked = byMark(bytes)
  if (marked !== undefined) return { text: decode(name, bytes, marked), encoding: marked }
  const utf8 = tryDecode(bytes, 'utf-8')
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8' }
  const gb = tryDecode(bytes, 'gb18030')
  // Any pair of high bytes is some character of GB18030: one that nobody writes says that it was another encoding.
  if (gb !== undefined && !/[\uE000-\uF8FF\uFFFD]/.test(gb)) return { text: gb, encoding: 'gb18030' }
  throw broken(name, bytes, 'utf-8')
}

function byMark(bytes: Uint8Array): Encoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

function decode(name: string, bytes: Uint8Array, encoding: Encoding): string {
  const text = tryDecode(bytes, encoding)
  if (text === undefined) throw broken(name, bytes, encoding)
  return text
}

function tryDecode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function broken(name: string, bytes: Uint8Array, encoding: Encoding): InvalidInput {
  const at = firstBroken(bytes, encoding)
  const value = [...bytes.slice(at, at + 4)].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
  return new InvalidInput(
    'text_broken',
    `${name} is no ${encoding.toUpperCase()} text: byte ${at} is broken (${value}).`,
    {
      remedy: 'Save the file as UTF-8.',
      value,
      params: { byte: at, encoding },
    },
  )
}

/** How far the text can be read, halving: a decoder tells that it failed, not where. */
function firstBroken(bytes: Uint8Array, encoding: Encoding): number {
  let [good, bad] = [0, bytes.length]
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (readable(bytes.subarray(0, middle), encoding)) good = middle
    else bad = middle
  }
  return good
}

function readable(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    // A character cut in two at the end is no fault of the text.
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
