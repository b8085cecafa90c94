/**
 * When people are at the desks of an inbox: by the clock on the wall of its time zone, each week alike, with exceptions
 * for single days. Pure. An inbox without business hours is always open.
 */
import Type, { type Static } from 'typebox'
import { InvalidInput } from '../../errors.ts'
import { clockChange, DAY_MS, isTimeZone, MINUTE_MS, wallTimeAt } from './zone-clock.ts'

const Clock = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$',
  description: '`09:00`, up to `24:00`.',
})
const Day = Type.String({ format: 'date', description: '`2026-10-01`' })

export const OpenInterval = Type.Object(
  { from: Clock, to: Clock },
  { additionalProperties: false, description: 'Open from, and closed again at, this time; within one day.' },
)
export type OpenInterval = Static<typeof OpenInterval>

const Intervals = Type.Array(OpenInterval, { maxItems: 6 })

export const BusinessHours = Type.Object(
  {
    timeZone: Type.String({ maxLength: 64, description: 'IANA name, e.g. `Asia/Shanghai`.' }),
    week: Type.Array(Intervals, { minItems: 7, maxItems: 7, description: 'Monday first; an empty day is closed.' }),
    exceptions: Type.Array(
      Type.Object(
        {
          from: Day,
          to: Day,
          name: Type.Optional(Type.String({ maxLength: 60 })),
          hours: Intervals,
        },
        { additionalProperties: false, description: 'From and to are both included; without hours: closed.' },
      ),
      { maxItems: 200, description: 'Holidays and days with other hours. Of several for a day, the shortest counts.' },
    ),
  },
  { additionalProperties: false },
)
export type BusinessHours = Static<typeof BusinessHours>

/** Longer than any holiday: who does not open within this does not open at all. */
const LOOKED_AHEAD_DAYS = 400
const OWED_MS = 4 * 3_600_000

/** Whether somebody should be at the desk at this moment, ms since 1970. */
export function isOpen(hours: BusinessHours | undefined, at: number): boolean {
  if (hours === undefined) return true
  const { date, weekday, minute } = wallTimeAt(at, hours.timeZone)
  return intervalsOn(hours, date, weekday).some(({ from, to }) => minutes(from) <= minute && minute < minutes(to))
}

/**
 * The first moment from `at` on that is open: `at` itself when it is. Undefined when it stays closed for more than a
 * year. Exact across changes of daylight saving: between two jumps of the clock, wall time runs as time does.
 */
export function nextOpening(hours: BusinessHours | undefined, at: number): number | undefined {
  return hours === undefined ? at : firstMoment(hours, at, true)
}

/** The first moment after `at` at which it closes, having been open; undefined when that is more than a year ahead. */
export function nextClosing(hours: BusinessHours, at: number): number | undefined {
  const opening = nextOpening(hours, at)
  return opening === undefined ? undefined : firstMoment(hours, opening, false)
}

function firstMoment(hours: BusinessHours, at: number, open: boolean): number | undefined {
  const end = at + LOOKED_AHEAD_DAYS * DAY_MS
  for (let now = at; now < end; ) {
    if (isOpen(hours, now) === open) return now
    const candidate = nextCandidate(hours, now)
    now = clockChange(now, candidate, hours.timeZone) ?? candidate
  }
  return undefined
}

/** When an answer that is owed should be worked on: at the next opening; while it is open, after four hours. */
export function dueAfter(hours: BusinessHours | undefined, now: number): number {
  const soon = isOpen(hours, now) ? now + OWED_MS : now
  return nextOpening(hours, soon) ?? now + DAY_MS
}

/** The next start or end of an interval today, else midnight, if no clock jumps until then. */
function nextCandidate({ timeZone, ...hours }: BusinessHours, now: number): number {
  const { date, weekday, minute } = wallTimeAt(now, timeZone)
  const edges = intervalsOn({ timeZone, ...hours }, date, weekday)
    .flatMap(({ from, to }) => [minutes(from), minutes(to)])
    .filter(edge => edge > minute)
  const thisMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS
  return thisMinute + (Math.min(24 * 60, ...edges) - minute) * MINUTE_MS
}

function intervalsOn({ week, exceptions }: BusinessHours, date: string, weekday: number): readonly OpenInterval[] {
  const covering = exceptions.filter(({ from, to }) => from <= date && date <= to)
  const shortest = covering.toSorted((a, b) => lengthOf(a) - lengthOf(b))[0]
  return shortest?.hours ?? week[weekday] ?? []
}

const lengthOf = ({ from, to }: { from: string; to: string }): number => Date.parse(to) - Date.parse(from)

function minutes(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

/** What no schema can say. @throws InvalidInput `time_zone_unknown`, `hours_invalid`. */
export function checkBusinessHours({ timeZone, week, exceptions }: BusinessHours): void {
  if (!isTimeZone(timeZone)) {
    throw new InvalidInput('time_zone_unknown', `${timeZone} is no time zone.`, {
      remedy: 'Use an IANA name, such as Asia/Shanghai or Europe/London.',
      value: timeZone,
    })
  }
  for (const intervals of [...week, ...exceptions.map(({ hours }) => hours)]) checkIntervals(intervals)
  for (const { from, to } of exceptions) if (from > to) throw hoursInvalid(`${from} – ${to}`)
}

function checkIntervals(intervals: readonly OpenInterval[]): void {
  const sorted = intervals.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  sorted.forEach(({ from, to }, i) => {
    const before = sorted[i - 1]
    if (from >= to || (before !== undefined && before.to > from)) throw hoursInvalid(`${from}–${to}`)
  })
}

const hoursInvalid = (value: string): InvalidInput =>
  new InvalidInput('hours_invalid', `${value} ends before it begins, or meets another interval of its day.`, {
    remedy:
      'Within a day, each interval begins before it ends and after the one before. For a night: until 24:00, and on from 00:00.',
    value,
  })
