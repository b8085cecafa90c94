import type { WorkingHours } from './agents.ts'

const SPAN = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–—~至]\s*(([01]?\d|2[0-3]):([0-5]\d)|24:00)$/

export type Week = WorkingHours['week']

/** `09:00-12:00, 13:30-18:00`; nothing for a free day. */
export const dayText = (day: Week[number]): string => day.map(({ from, to }) => `${from}-${to}`).join(', ')

/** Undefined where it cannot be read, or ends before it begins. */
export function parseDay(text: string): Week[number] | undefined {
  const parts = text
    .replaceAll('：', ':')
    .split(/[,，;；、]/)
    .map(part => part.trim())
    .filter(part => part !== '')
  const spans = parts.map(parseSpan)
  return spans.every(span => span !== undefined) ? spans : undefined
}

function parseSpan(text: string): Week[number][number] | undefined {
  const found = SPAN.exec(text)
  if (found === null) return undefined
  const [, h = '', m = '', to = ''] = found
  const span = { from: `${h.padStart(2, '0')}:${m}`, to: to.padStart(5, '0') }
  return span.from < span.to ? span : undefined
}

const OFFICE = [{ from: '09:00', to: '18:00' }]

/** What somebody starts with who has none: the page's own time zone, Monday to Friday. */
export const usualHours = (): WorkingHours => ({
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
})

/** Monday to Sunday in the page's language. */
export function dayNames(language: string): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  // 1 January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(2024, 0, 1 + day))))
}

export const timeZones = (): string[] => Intl.supportedValuesOf('timeZone')
