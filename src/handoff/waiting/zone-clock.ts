/** What a clock on the wall of a time zone shows. Pure; times are milliseconds since 1970. */

export interface WallTime {
  /** `2026-10-01` */
  date: string
  /** 0 is Monday, 6 Sunday. */
  weekday: number
  /** Of the day, 0 to 1439. */
  minute: number
}

export const MINUTE_MS = 60_000
export const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

/** True for an IANA name that this machine knows, e.g. `Asia/Shanghai`. */
export function isTimeZone(name: string): boolean {
  // Intl also takes offsets ("+08:00") in newer versions: they know no daylight saving, and no older version reads them.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

export function wallTimeAt(at: number, timeZone: string): WallTime {
  const local = new Date(localMs(at, timeZone))
  return {
    date: local.toISOString().slice(0, 10),
    weekday: (local.getUTCDay() + 6) % 7,
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  }
}

/** How far the zone's clocks are ahead of UTC, ms. */
export function offsetAt(at: number, timeZone: string): number {
  return localMs(at, timeZone) - Math.floor(at / 1000) * 1000
}

/** The zone's wall time as if it were UTC, to the second. */
function localMs(at: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value)
  const { year, month, day, hour, minute, second } = parts as Record<string, number>
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!)
}

/** The first moment after `from`, up to `to`, at which the zone's clocks jump; undefined when they do not. */
export function clockChange(from: number, to: number, timeZone: string): number | undefined {
  const before = offsetAt(from, timeZone)
  if (offsetAt(to, timeZone) === before) return undefined
  let [early, late] = [from, to]
  while (late - early > 1000) {
    const middle = Math.floor((early + late) / 2)
    if (offsetAt(middle, timeZone) === before) early = middle
    else late = middle
  }
  return Math.floor(late / 1000) * 1000
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formats.set(timeZone, format)
  return format
}
