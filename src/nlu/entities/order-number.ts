import type { Entity } from '../understanding.ts'
import { type EntityFinder, entityAt, overlaps } from './entity-finder.ts'

/** One to four letters and eight to twenty digits, in any shop; a company's own shapes are patterns of `order_number`. */
const LETTERED = /(?<![a-z0-9])[a-z]{1,4}-?\d{8,20}(?![a-z0-9])/gi
/** Digits alone are an order number only after the word for it. */
const NAMED =
  /(?:订单号码|订单编号|订单号|订单|单号|order (?:number|no\.?|id)|order)[ :#是为号]{0,4}(?:is )?#?(\d{6,20})(?!\d)/gi

/** Order numbers: `AB-12345678`, and "order no. 123456"; the value is in capitals without separators. */
export const findOrderNumbers: EntityFinder = text => {
  const found: Entity[] = []
  for (const match of text.matchAll(LETTERED)) add(text, found, match.index, match[0])
  for (const match of text.matchAll(NAMED))
    add(text, found, match.index + match[0].length - match[1]!.length, match[1]!)
  return found
}

/** `qh-2026 1123` and `QH20261123` are one order: capitals, no separators. */
export function orderNumberValue(word: string): string {
  return word.replace(/[ -]/g, '').toUpperCase()
}

function add(text: string, found: Entity[], start: number, word: string): void {
  const entity = entityAt(text, 'order_number', start, start + word.length, orderNumberValue(word))
  if (!found.some(other => overlaps(entity, other))) found.push(entity)
}
