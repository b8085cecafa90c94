import { type CompiledEntities, withRole } from './entities/custom-entities.ts'
import { findFuzzy, findListed } from './entities/custom-lists.ts'
import { findByPatterns } from './entities/custom-patterns.ts'
import { findDates } from './entities/date.ts'
import { findDurations } from './entities/duration.ts'
import { findEmails } from './entities/email.ts'
import { bars, type EntityFinder, overlaps, plainForm } from './entities/entity-finder.ts'
import { findMoney } from './entities/money.ts'
import { findNumbers } from './entities/number.ts'
import { NUMERIC } from './entities/numeral.ts'
import { findOrderNumbers } from './entities/order-number.ts'
import { findPercents } from './entities/percent.ts'
import { findPhones } from './entities/phone.ts'
import { findPlaces } from './entities/place.ts'
import { findQuantities } from './entities/quantity.ts'
import { findUrls } from './entities/url.ts'
import { wallClock } from './entities/wall-clock.ts'
import type { Entity } from './understanding.ts'

export interface EntityOptions {
  /** A company's own entities; default none. */
  custom?: CompiledEntities | undefined
  /** IANA time zone that dates are said in; default that of the server. */
  zone?: string | undefined
}

/** Each has the kinds that it finds, for a company that turns one off. */
interface Step {
  kinds: readonly string[]
  find: EntityFinder
}

const builtIn = (find: EntityFinder, ...kinds: string[]): Step => ({ kinds, find })
/** Most messages name no number: their expressions, 10 µs each, need not run. */
const counting = (find: EntityFinder, ...kinds: string[]): Step =>
  builtIn((text, now) => (NUMERIC.test(text) ? find(text, now) : []), ...kinds)

/** The most specific reading comes first: where two claim the same words, the earlier one keeps them. */
const ADDRESSES = [builtIn(findUrls, 'url'), builtIn(findEmails, 'email')]
const SPECIFIC = [
  builtIn(findOrderNumbers, 'order_number'),
  builtIn(findPhones, 'phone'),
  counting(findMoney, 'money'),
  counting(findPercents, 'percent'),
  builtIn(findDates, 'date', 'date_range'),
  counting(findDurations, 'duration'),
  counting(findQuantities, 'quantity'),
  builtIn(findPlaces, 'place'),
]
const LEAST = [counting(findNumbers, 'number')]

/**
 * The things of known kinds in a text, in its order, none overlapping another. The order of precedence: url, email, the
 * company's own patterns, its own lists, order_number, phone, money, percent, date and date_range, duration, quantity,
 * place, its own lists with a slip, number. Offsets are UTF-16 in the text as received; only its first 2,000 code units
 * are searched. `now` is the instant that relative dates are counted from.
 */
export function findEntities(text: string, now: Date, { custom, zone }: EntityOptions = {}): Entity[] {
  const clock = wallClock(now, zone)
  const plain = plainForm(text)
  const found: Entity[] = []
  let free = plain
  for (const { kinds, find } of stepsOf(custom)) {
    for (const entity of find(free, clock)) {
      if (kinds.length > 0 && custom?.off.has(entity.kind)) continue
      if (found.some(other => overlaps(entity, other))) continue
      found.push(entity)
      free = free.slice(0, entity.start) + bars(entity.text) + free.slice(entity.end)
    }
  }
  const named = custom === undefined ? found : found.map(entity => withRole(custom, plain, entity))
  return named
    .map(entity => ({ ...entity, text: text.slice(entity.start, entity.end) }))
    .sort((a, b) => a.start - b.start)
}

const SHIPPED = [...ADDRESSES, ...SPECIFIC, ...LEAST]

function stepsOf(custom: CompiledEntities | undefined): readonly Step[] {
  if (custom === undefined) return SHIPPED
  const own = (find: EntityFinder): Step => ({ kinds: [], find })
  const steps = [
    ...ADDRESSES,
    own(text => findByPatterns(custom.patterns, text)),
    own(text => findListed(custom.lists, text)),
    ...SPECIFIC,
    own(text => findFuzzy(custom.lists, text)),
    ...LEAST,
  ]
  return steps.filter(({ kinds }) => kinds.length === 0 || !kinds.every(kind => custom.off.has(kind)))
}
