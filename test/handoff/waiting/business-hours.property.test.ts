/**
 * Openings against the plainest reading: every minute looked at, by the clock that another format of Intl shows. The
 * moments lie around changes of daylight saving: skipped and repeated hours, half an hour on Lord Howe, midnight in Cairo
 * and Santiago, and a day that Samoa never had.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BusinessHours, isOpen, nextOpening } from '../../../src/handoff/waiting/business-hours.ts'

const MINUTE = 60_000
const CHANGES: Record<string, string[]> = {
  'Europe/London': ['2026-03-29T01:00Z', '2026-10-25T01:00Z'],
  'America/New_York': ['2026-03-08T07:00Z', '2026-11-01T06:00Z'],
  'Australia/Lord_Howe': ['2026-04-04T15:00Z', '2026-10-03T15:30Z'],
  'Africa/Cairo': ['2026-04-23T22:00Z', '2026-10-29T21:00Z'],
  'America/Santiago': ['2026-04-05T03:00Z', '2026-09-06T04:00Z'],
  'Pacific/Apia': ['2011-12-30T10:00Z'],
  'Asia/Kathmandu': ['2026-06-01T00:00Z'],
  'Asia/Shanghai': ['2026-10-01T00:00Z'],
}
const SCANNED_MINUTES = 2 * 1440

const clock = fc.integer({ min: 0, max: 1440 }).map(minute => {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
})
const interval = fc
  .tuple(clock, clock)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }))
const day = fc.array(interval, { maxLength: 2 })

interface Moment {
  hours: BusinessHours
  at: number
}
const moments: fc.Arbitrary<Moment> = fc
  .constantFrom(...Object.entries(CHANGES).flatMap(([zone, times]) => times.map(time => [zone, time] as const)))
  .chain(([timeZone, time]) =>
    fc.record({
      hours: fc.record({
        timeZone: fc.constant(timeZone),
        week: fc.array(day, { minLength: 7, maxLength: 7 }),
        exceptions: fc.array(
          day.map(hours => ({ from: time.slice(0, 10), to: time.slice(0, 10), hours })),
          { maxLength: 1 },
        ),
      }),
      at: fc.integer({ min: -1500, max: 1500 }).map(minutes => Date.parse(time) + minutes * MINUTE),
    }),
  )

const formats = new Map<string, Intl.DateTimeFormat>()

/** `2026-03-29 01:30` in the zone, the Swedish way. */
function onTheWall(at: number, timeZone: string): string {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
  formats.set(timeZone, format)
  return format.format(at)
}

function plainlyOpen({ timeZone, week, exceptions }: BusinessHours, at: number): boolean {
  const [date = '', time = ''] = onTheWall(at, timeZone).split(' ')
  const exception = exceptions.find(({ from }) => from === date)
  const weekday = (new Date(`${date}T00:00Z`).getUTCDay() + 6) % 7
  const intervals = exception?.hours ?? week[weekday]!
  return intervals.some(({ from, to }) => from <= time && time < to)
}

test('is open exactly in the minutes in which the clock on the wall is', () => {
  fc.assert(
    fc.property(moments, ({ hours, at }) => {
      expect(isOpen(hours, at)).toBe(plainlyOpen(hours, at))
    }),
    { numRuns: 2000 },
  )
})

test('the next opening is the first open minute from now on', () => {
  fc.assert(
    fc.property(moments, ({ hours, at }) => {
      const next = nextOpening(hours, at)
      let plain = at
      const end = at + SCANNED_MINUTES * MINUTE
      while (plain < end && !plainlyOpen(hours, plain)) plain += MINUTE
      if (plain < end) expect(next).toBe(plain)
      else expect(next ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(end)
    }),
    { numRuns: 400 },
  )
})

test('any moment within a minute has the same answer, and an opening begins on a full minute', () => {
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: MINUTE - 1 }), ({ hours, at }, within) => {
      expect(isOpen(hours, at + within)).toBe(isOpen(hours, at))
      const next = nextOpening(hours, at + within)
      if (next !== undefined && next !== at + within) expect(next % MINUTE).toBe(0)
    }),
    { numRuns: 500 },
  )
})
