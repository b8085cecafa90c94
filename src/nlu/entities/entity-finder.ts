import type { Entity } from '../understanding.ts'

/**
 * Finds the entities of one kind, in the order of the text. The text is as received, but at most MAX_SCANNED code units
 * long; offsets are in it. Expressions must have bounded repetitions only, so that any text takes linear time.
 */
export type EntityFinder = (text: string, now: Date) => Entity[]

/** Longest part of a text that is searched, in UTF-16 code units. */
export const MAX_SCANNED = 2000

/** Full-width digits, letters and signs as half-width ones, character for character, so that offsets hold. */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, found => String.fromCharCode(found.charCodeAt(0) - 0xfee0))
    .replaceAll('\u3000', ' ')
}
