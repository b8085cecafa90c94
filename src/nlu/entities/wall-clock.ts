/** Instants as the clock on a wall shows them, and the values of ISO 8601 with the precision that was said. */
import type { Granularity } from '../understanding.ts'

/** A day or time that was said; the local fields of `at` count, as far as `grain` goes. */
export interface Point {
  at: Date
  grain: Granularity
}

/** What a phrase about time means: a point, or the days and hours from one to another, both included. */
export interface When {
  start: number
  end: number
  from: Point
  to?: Point
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/**
 * The instant as a clock in `zone` (IANA name) shows it, in the local fields of the date that comes back; without a
 * zone the server's own. Throws RangeError on a zone that nobody knows.
 */
export function wallClock(now: Date, zone?: string): Date {
  if (zone === undefined) return now
  const clock = clocks.get(zone) ?? createClock(zone)
  const parts = new Map(clock.formatToParts(now).map(({ type, value }) => [type, Number(value)]))
  const field = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  return new Date(field('year'), field('month') - 1, field('day'), field('hour'), field('minute'), field('second'))
}

function createClock(zone: string): Intl.DateTimeFormat {
  const numeric = 'numeric' as const
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  clocks.set(zone, clock)
  return clock
}

/** `2026`, `2026-11`, `2026-W48`, `2026-11-24`, `2026-11-24T15:00`; an interval has a slash between two. */
export function isoOf({ from, to }: { from: Point; to?: Point }): string {
  return to === undefined ? isoPoint(from) : `${isoPoint(from)}/${isoPoint(to)}`
}

function isoPoint({ at, grain }: Point): string {
  const year = String(at.getFullYear()).padStart(4, '0')
  if (grain === 'year') return year
  if (grain === 'week') return isoWeek(at)
  const month = `${year}-${two(at.getMonth() + 1)}`
  if (grain === 'month') return month
  const day = `${month}-${two(at.getDate())}`
  return grain === 'day' ? day : `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** The week of ISO 8601: it begins on Monday and belongs to the year that its Thursday is in. */
function isoWeek(at: Date): string {
  const thursday = daysFrom(mondayOf(at), 3)
  const first = mondayOf(new Date(thursday.getFullYear(), 0, 4))
  const week = Math.round((mondayOf(at).getTime() - first.getTime()) / (7 * 86_400_000)) + 1
  return `${thursday.getFullYear()}-W${two(week)}`
}

/** Midnight of the day that is `days` later. */
export function daysFrom(at: Date, days: number): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() + days)
}

export function mondayOf(at: Date): Date {
  return daysFrom(at, -((at.getDay() + 6) % 7))
}

/** The same day `months` later, the last of the month where that day is missing: 31 January + 1 is 28 February. */
export function monthsFrom(at: Date, months: number): Date {
  const last = new Date(at.getFullYear(), at.getMonth() + months + 1, 0).getDate()
  return new Date(at.getFullYear(), at.getMonth() + months, Math.min(at.getDate(), last))
}

/** The day of a year and month (1 to 12), or undefined where there is none: 31 February. */
export function dayAt(year: number, month: number, day: number): Date | undefined {
  const at = new Date(year, month - 1, day)
  return month >= 1 && month <= 12 && at.getMonth() === month - 1 && at.getDate() === day ? at : undefined
}

/** `at` with another time of day; 24:00 is midnight after it. */
export function timeOn(at: Date, hour: number, minute = 0): Date {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate(), hour, minute)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
