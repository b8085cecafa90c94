import { findDates } from './entities/date.ts'
import { findEmails } from './entities/email.ts'
import { type EntityFinder, MAX_SCANNED } from './entities/entity-finder.ts'
import { findMoney } from './entities/money.ts'
import { findOrderNumbers } from './entities/order-number.ts'
import { findPhones } from './entities/phone.ts'
import type { Entity } from './understanding.ts'

/** Where two finders claim the same words, the earlier one keeps them; the later ones see bars in their place. */
const FINDERS: readonly EntityFinder[] = [findEmails, findOrderNumbers, findPhones, findMoney, findDates]

/** No number of anything, and the date and phone libraries take half a second for 4,000 of them. */
const ENDLESS_DIGITS = /\d{25,}/g

/**
 * The things of known kinds in a text, in its order, none overlapping another. Offsets are UTF-16 in the text as
 * received; only its first 2,000 code units are searched. `now` is what relative dates are counted from.
 */
export function findEntities(text: string, now: Date): Entity[] {
  const scanned = text.slice(0, MAX_SCANNED)
  const found: Entity[] = []
  let free = scanned.replace(ENDLESS_DIGITS, digits => '|'.repeat(digits.length))
  for (const find of FINDERS) {
    for (const entity of find(free, now)) {
      if (found.some(other => entity.start < other.end && other.start < entity.end)) continue
      found.push({ ...entity, text: text.slice(entity.start, entity.end) })
      free = free.slice(0, entity.start) + '|'.repeat(entity.end - entity.start) + free.slice(entity.end)
    }
  }
  return found.sort((a, b) => a.start - b.start)
}
