/**
 * How long those who wait will probably wait, as a range that holds the true wait in most cases. Pure, and the same
 * for the same facts.
 *
 * The queue ahead is played through many times, from what is measured of this tenant: each conversation that an agent
 * holds lasts as long as one of the recent ones that lasted at least as long as it has by now (W. Whitt, "Predicting
 * Queueing Delays", Management Science 45(6), 1999: elapsed service times sharpen the prediction); each place that
 * becomes free is taken by the next in line, after the time that agents usually take for it. Without ages and with
 * exponential service times that is the queue-length estimator (QL) of R. Ibrahim and W. Whitt, "Real-Time Delay
 * Estimation Based on Delay History", M&SOM 11(3), 2009, of which the wait of whoever entered last (LES) is the
 * cheaper rival. Who gives up ahead of others makes their wait shorter, at the measured rate.
 *
 * Where the routing lets an agent take some only, each place that becomes free is taken by the first in line whom its
 * agent may take then; services, takings and places are measured for each crew (crews.ts) of its own conversations.
 *
 * It knows nothing of shifts that begin or end, nor of those who will come later with a higher priority.
 */
import { createRandom } from '../../random.ts'
import { type Crew, crewsOf } from './crews.ts'
import type { PastHandoff, QueueFacts } from './queue-facts.ts'
import { createTimeHeap, type TimeHeap } from './time-heap.ts'
import { usedCapacity } from './used-capacity.ts'

/** In whole minutes; from 0 to 1 means that it takes less than a minute. */
export interface WaitRange {
  from: number
  to: number
}

/** With fewer measured conversations nothing is said. */
export const MEASURED_AT_LEAST = 20
/** So many of the last ones are looked at. */
export const MEASURED_AT_MOST = 300
const DRAWS = 200
/** The shortest range with so much of the played waits: `npm run bench:waiting -- --tuning`: 0.866 in range, 0.885 wide. */
const HELD = 0.82
/** Further back in the queue, the place alone is told. */
export const PLACES_AT_MOST = 300
/** The head of the queue waits longer than nine in ten did for a free agent: then those "free" agents do not take more. */
const SLOW_SHARE = 0.9
const SLOW_AT_LEAST_S = 60
/** A free agent who takes longer was not there: the night, a meeting. */
const NOBODY_THERE_S = 3600

/**
 * For each place of the queue its range, undefined where nobody may take it; nothing for anybody when too little is
 * measured, or nobody is there.
 */
export function estimateWaits(facts: QueueFacts, draws = DRAWS): (WaitRange | undefined)[] {
  const all = measure(facts.past)
  const places = Math.min(facts.queued.length, PLACES_AT_MOST)
  if (all === undefined || places === 0) return []
  const desks = crewsOf(facts).flatMap(crew => deskOf(crew, facts, all))
  if (desks.length === 0) return []
  const waits = Array.from({ length: places }, () => new Float64Array(draws).fill(Number.POSITIVE_INFINITY))
  const random = createRandom(1)
  const free = desks.map(({ slots, ages }) => createTimeHeap(slots + ages.length))
  for (let draw = 0; draw < draws; draw++) playOnce(desks, free, random, waits, draw)
  return waits.map(samples => toRange(shortestRange(samples.sort(), HELD)))
}

/** A crew and what is known of it. */
interface Desk {
  opens: Crew['opens']
  measured: Measured
  /** How many conversations they really hold at once. */
  slots: number
  /** How long each that they hold has lasted by now, seconds. */
  ages: readonly number[]
  stuck: boolean
}

/** Of a crew of which too little is measured, the whole inbox speaks. None where they take nothing. */
function deskOf({ agents, opens, past }: Crew, { now, queued, past: all }: QueueFacts, ofAll: Measured): Desk[] {
  const waiting = queued.filter((_, i) => opens[i] === 0)
  const slots = usedCapacity({ agents, past: all, queued: waiting }, past)
  if (slots <= 0) return []
  const measured = measure(past) ?? ofAll
  const ages = agents.flatMap(({ running }) => running.map(since => (now - since) / 1000))
  return [{ opens, measured, slots, ages, stuck: isStuck(waiting, now, measured) }]
}

interface Measured {
  /** Seconds, ascending. */
  services: readonly number[]
  /** Seconds from a free agent to the conversation being his, ascending. */
  takes: readonly number[]
  /** Those who give up, per second of waiting. */
  givingUp: number
}

function measure(past: readonly PastHandoff[]): Measured | undefined {
  const served = past.filter(isServed)
  if (served.length < MEASURED_AT_LEAST) return undefined
  const waited = past.reduce((sum, one) => sum + ((one.assignedAt ?? one.closedAt) - one.queuedAt) / 1000, 0)
  return {
    services: served.map(one => (one.closedAt - one.assignedAt) / 1000).sort(ascending),
    takes: takeDelays(served),
    givingUp: waited === 0 ? 0 : (past.length - served.length) / waited,
  }
}

type Served = PastHandoff & { assignedAt: number }
const isServed = (one: PastHandoff): one is Served => one.assignedAt !== undefined
const ascending = (a: number, b: number): number => a - b

/** Since the last thing that made the taking possible: he came, the one before him was taken, or somebody became free. */
function takeDelays(served: readonly Served[]): number[] {
  const taken = served.toSorted((a, b) => a.assignedAt - b.assignedAt)
  const closings = served.map(one => one.closedAt).sort(ascending)
  let closed = 0
  const delays = taken.map(({ queuedAt, assignedAt }, i) => {
    while (closed < closings.length && closings[closed]! < assignedAt) closed++
    const possible = Math.max(queuedAt, taken[i - 1]?.assignedAt ?? 0, closings[closed - 1] ?? 0)
    return Math.max(0, assignedAt - possible) / 1000
  })
  const usual = delays.filter(delay => delay < NOBODY_THERE_S)
  return (usual.length === 0 ? delays : usual).sort(ascending)
}

/** One possible future: fills in each place's wait, seconds. */
function playOnce(
  desks: readonly Desk[],
  free: readonly TimeHeap[],
  random: () => number,
  waits: readonly Float64Array[],
  draw: number,
): void {
  for (const [i, desk] of desks.entries()) openPlaces(free[i]!, desk, random)
  const taken = new Uint8Array(waits.length)
  const heads = new Int32Array(desks.length)
  for (let left = waits.length; left > 0; ) {
    const next = earliest(free)
    const freeAt = free[next]!.pop()
    if (freeAt === Number.POSITIVE_INFINITY) return
    const { opens, measured } = desks[next]!
    while (taken[heads[next]!] === 1) heads[next]!++
    let place = heads[next]!
    let soonest = Number.POSITIVE_INFINITY
    for (; place < waits.length && (taken[place] === 1 || opens[place]! > freeAt); place++)
      if (taken[place] === 0 && opens[place]! < soonest) soonest = opens[place]!
    if (place === waits.length) {
      // Nobody for them yet: they look again when somebody is.
      free[next]!.push(soonest)
      continue
    }
    taken[place] = 1
    left--
    const takenAt = freeAt + pick(measured.takes, random)
    waits[place]![draw] = takenAt
    const patience = measured.givingUp === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - random()) / measured.givingUp
    free[next]!.push(patience < takenAt ? freeAt : takenAt + pick(measured.services, random))
  }
}

/** When the crew's places become free; one at least. */
function openPlaces(free: TimeHeap, { slots, ages, stuck, measured }: Desk, random: () => number): void {
  free.clear()
  for (const age of ages) free.push(remaining(measured.services, age, random))
  // More than they can hold: the first that end make nobody free.
  for (let over = ages.length - slots; over > 0; over--) free.pop()
  if (!stuck) for (let spare = slots - ages.length; spare > 0; spare--) free.push(0)
  if (free.size() === 0) free.push(0)
}

function earliest(free: readonly TimeHeap[]): number {
  let best = 0
  for (let i = 1; i < free.length; i++) if (free[i]!.first() < free[best]!.first()) best = i
  return best
}

/** Agents have room, and yet the first whom they may take waits: they hold as many as they will. */
function isStuck(queued: readonly number[], now: number, { takes }: Measured): boolean {
  const slow = Math.max(SLOW_AT_LEAST_S, takes[Math.floor(takes.length * SLOW_SHARE)] ?? 0)
  return (now - Math.min(...queued)) / 1000 > slow
}

/** What is left of a conversation that has lasted so long, seconds. */
function remaining(services: readonly number[], age: number, random: () => number): number {
  const from = firstAbove(services, age)
  // Longer than any that was measured: as if it began.
  if (from === services.length) return pick(services, random)
  return services[from + Math.floor(random() * (services.length - from))]! - age
}

const pick = (values: readonly number[], random: () => number): number =>
  values[Math.floor(random() * values.length)] ?? 0

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}

/** The narrowest pair of samples with this share of all between them. */
function shortestRange(sorted: Float64Array, share: number): { from: number; to: number } {
  const inside = Math.ceil(share * sorted.length) - 1
  let best = 0
  for (let i = 1; i + inside < sorted.length; i++) {
    if (sorted[i + inside]! - sorted[i]! < sorted[best + inside]! - sorted[best]!) best = i
  }
  return { from: sorted[best]!, to: sorted[best + inside]! }
}

/** As people say it: single minutes up to ten, then fives; always outwards. No range where too many futures have no end. */
function toRange({ from, to }: { from: number; to: number }): WaitRange | undefined {
  if (to === Number.POSITIVE_INFINITY) return undefined
  return {
    from: Math.floor(from / 60 / stepAt(from)) * stepAt(from),
    to: Math.max(1, Math.ceil(to / 60 / stepAt(to)) * stepAt(to)),
  }
}

const stepAt = (seconds: number): number => (seconds < 20 * 60 ? 1 : 5)
