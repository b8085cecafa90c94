/** Business hours as the form edits them. */
import type { BusinessHours, OpenInterval } from '../../../src/handoff/waiting/business-hours.ts'

export type { BusinessHours, OpenInterval }
export type HoursException = BusinessHours['exceptions'][number]

const WORKDAY: OpenInterval[] = [{ from: '09:00', to: '18:00' }]

/** What stands there when they are first switched on: Monday to Friday, in this browser's zone. */
export function firstHours(): BusinessHours {
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone
  return { timeZone, week: [WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, [], []], exceptions: [] }
}

/** A clock's field knows no 24:00: midnight at the end of a day is its 00:00. */
export const endOf = (to: string): string => (to === '24:00' ? '00:00' : to)
export const toEnd = (field: string): string => (field === '00:00' ? '24:00' : field)

/** After the last interval of a day, or nine to six. */
export function nextInterval(day: readonly OpenInterval[]): OpenInterval {
  const last = day.at(-1)
  if (last === undefined) return WORKDAY[0]!
  const hour = Math.min(23, Number(last.to.slice(0, 2)) + 1)
  const clock = (h: number) => (h >= 24 ? '24:00' : `${String(h).padStart(2, '0')}:00`)
  return { from: clock(hour), to: clock(hour + 3) }
}

/** Ends before it begins, or begins before the one above ends: the server would refuse it. */
export function isBadInterval(day: readonly OpenInterval[], i: number): boolean {
  const { from, to } = day[i]!
  const before = day[i - 1]
  return from >= to || (before !== undefined && before.to > from)
}

/** Whether the server would take it. */
export function isGood({ week, exceptions }: BusinessHours): boolean {
  const days = [...week, ...exceptions.map(({ hours }) => hours)]
  return (
    days.every(day => day.every((_, i) => !isBadInterval(day, i))) &&
    exceptions.every(({ from, to }) => from !== '' && from <= to)
  )
}

/** Every zone that this browser knows. */
export const timeZones = (): string[] => Intl.supportedValuesOf('timeZone')

/** `Asia/Shanghai (GMT+8)` */
export function zoneLabel(timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts()
  return `${timeZone.replaceAll('_', ' ')} (${parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''})`
}
