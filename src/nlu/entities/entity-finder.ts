import { toSimplified } from '../../text/normalize.ts'
import type { Entity } from '../understanding.ts'

/**
 * Finds the entities of one kind, in the order of the text. The text is a plain form (see `plainForm`) of at most
 * MAX_SCANNED code units; offsets are in it. `now` is the wall clock that relative dates count from: its local fields.
 * Expressions must have bounded repetitions only, so that any text takes linear time.
 */
export type EntityFinder = (text: string, now: Date) => Entity[]

/** Longest part of a text that is searched, in UTF-16 code units. */
export const MAX_SCANNED = 2000

/** No number of anything, and the phone and date libraries take half a second for 4,000 of them. */
const ENDLESS_DIGITS = /\d{25,}/g

/** Half width and simplified, character for character, so that offsets hold; where they would not, half width only. */
export function plainForm(text: string): string {
  const half = halfWidth(text.slice(0, MAX_SCANNED)).replace(ENDLESS_DIGITS, bars)
  const simplified = toSimplified(half)
  return simplified.length === half.length ? simplified : half
}

/** What stands in the place of words that are taken: no finder reads it. */
export function bars(text: string): string {
  return '|'.repeat(text.length)
}

/** In lower case, with every offset kept: 'İ' would become two characters. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text.replace(/[A-Z]/g, letter => letter.toLowerCase())
}

/** An entity of this text from `start` to `end`. */
export function entityAt(text: string, kind: string, start: number, end: number, value: string): Entity {
  return { kind, text: text.slice(start, end), start, end, value }
}

export function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end
}

function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, found => String.fromCharCode(found.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}
