import { type Span, spanOf } from './duration.ts'
import { daysFrom, monthsFrom, type Point } from './wall-clock.ts'

/** `amount` units (negative: back) from now: to the day, or to the minute for units below a day. Half units are rounded down to the next smaller. */
export function shift(now: Date, amount: number, unit: string): Point {
  const span = spanOf(unit)
  switch (span) {
    case 'year':
      return { at: monthsFrom(now, Math.round(amount * 12)), grain: 'day' }
    case 'month':
      return { at: daysFrom(monthsFrom(now, Math.trunc(amount)), Math.trunc((amount % 1) * 30)), grain: 'day' }
    case 'week':
      return { at: daysFrom(now, Math.round(amount * 7)), grain: 'day' }
    case 'day':
      return Number.isInteger(amount)
        ? { at: daysFrom(now, amount), grain: 'day' }
        : { at: new Date(now.getTime() + amount * MILLISECONDS.day), grain: 'minute' }
    case 'hour':
    case 'quarter':
    case 'minute':
    case 'second':
      return { at: new Date(now.getTime() + amount * MILLISECONDS[span]), grain: 'minute' }
    default:
      return span satisfies never
  }
}

const MILLISECONDS: Record<Exclude<Span, 'year' | 'month' | 'week'>, number> = {
  day: 86_400_000,
  hour: 3_600_000,
  quarter: 900_000,
  minute: 60_000,
  second: 1000,
}
