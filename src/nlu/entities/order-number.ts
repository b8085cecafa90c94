import type { Entity } from '../understanding.ts'
import { type EntityFinder, halfWidth } from './entity-finder.ts'

/** The sample shop's numbers: QH, the day, three digits; a space or hyphen after QH is forgiven. */
const SHOP = /(?<![a-z0-9])qh[ -]?(\d{11})(?!\d)/gi
/** One to four letters and eight to twenty digits, in any shop. */
const LETTERED = /(?<![a-z0-9])[a-z]{1,4}-?\d{8,20}(?![a-z0-9])/gi
/** Digits alone are an order number only after the word for it. */
const NAMED =
  /(?:订单号码|订单编号|订单号|订单|訂單號|訂單編號|訂單|单号|單號|order (?:number|no\.?|id)|order)[ :：#是为為号]{0,4}(?:is )?#?(\d{6,20})(?!\d)/gi

/** Order numbers: `QH20261123001`, `AB-12345678`, and "order no. 123456"; the value is in capitals without separators. */
export const findOrderNumbers: EntityFinder = text => {
  const plain = halfWidth(text)
  const found: Entity[] = []
  for (const pattern of [SHOP, LETTERED])
    for (const match of plain.matchAll(pattern)) add(text, found, match.index, match[0])
  for (const match of plain.matchAll(NAMED))
    add(text, found, match.index + match[0].length - match[1]!.length, match[1]!)
  return found.sort((a, b) => a.start - b.start)
}

function add(text: string, found: Entity[], start: number, word: string): void {
  const end = start + word.length
  if (found.some(entity => start < entity.end && entity.start < end)) return
  const value = word.replace(/[ -]/g, '').toUpperCase()
  found.push({ kind: 'order_number', text: text.slice(start, end), start, end, value })
}
