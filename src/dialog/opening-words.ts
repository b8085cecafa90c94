/** When the desk opens again, in words: `明天 9:00`, `on Monday at 9:00 (GMT+8)`. By the clock of the company's zone. */
import type { Language } from '../message.ts'
import type { Closed } from './state.ts'

const DAY_MS = 86_400_000
/** A weekday's name is clear for so many days. */
const WEEK_DAYS = 6

/** Undefined when it does not open within a year. */
export function openingWords({ now, opensAt, timeZone }: Closed, language: Language): string | undefined {
  if (opensAt === undefined) return undefined
  const days = Math.round((midnight(opensAt, timeZone) - midnight(now, timeZone)) / DAY_MS)
  const time = new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', minute: '2-digit' })
    .format(opensAt)
    .replace(/^0(\d)/, '$1')
  return language === 'zh'
    ? `${dayZh(opensAt, days, timeZone)} ${time}${zoneZh(opensAt, timeZone)}`
    : `${dayEn(opensAt, days, timeZone)} at ${time} (${zoneOf(opensAt, timeZone)})`
}

function dayZh(at: number, days: number, timeZone: string): string {
  if (days < 3) return ['今天', '明天', '后天'][days]!
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('zh-CN', { timeZone, ...options }).format(at)
  const weekday = format({ weekday: 'short' })
  return days <= WEEK_DAYS ? weekday : `${format({ month: 'long', day: 'numeric' })}（${weekday}）`
}

function dayEn(at: number, days: number, timeZone: string): string {
  if (days < 2) return ['today', 'tomorrow'][days]!
  const options = days <= WEEK_DAYS ? ({ weekday: 'long' } as const) : ({ month: 'long', day: 'numeric' } as const)
  return `on ${new Intl.DateTimeFormat('en-GB', { timeZone, ...options }).format(at)}`
}

/** Whoever reads Chinese takes China's time for granted. */
function zoneZh(at: number, timeZone: string): string {
  const zone = zoneOf(at, timeZone)
  return zone === 'GMT+8' ? '' : `（${zone}）`
}

function zoneOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at)
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone).replace(/^GMT[+-]0$/, 'GMT')
}

/** The day there, as ms since 1970 of its midnight in UTC: only differences count. */
function midnight(at: number, timeZone: string): number {
  return Date.parse(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at))
}
