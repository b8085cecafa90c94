import { cleanText } from './normalize.ts'

/** In JSON only an escape can stand for what cannot be stored: the bytes themselves are refused by the parser. */
const SUSPECT = /\\u(0000|d[89a-f])/i

/**
 * A parsed JSON value with all its texts, keys too, as `cleanText` leaves them. `json` is the text that it was parsed
 * from: ordinary input costs one look at it. Throws RangeError on a value nested deeper than the stack.
 */
export function cleanValue(value: unknown, json: string): unknown {
  return SUSPECT.test(json) ? clean(value) : value
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (Array.isArray(value)) return value.map(clean)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), clean(inner)]))
}
