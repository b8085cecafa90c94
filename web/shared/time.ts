import type { Language } from '../../src/message.ts'

/** By then a first reply should be there, where nobody says otherwise, milliseconds. */
export const FIRST_REPLY_MS = 60_000
/** From this share of it on a waiting visitor is shown in orange: before it is late. */
const WARN_SHARE = 0.5

export type WaitLevel = 'calm' | 'warn' | 'late'

/** How a wait stands against the time by which a first reply should be there. */
export function waitLevel(ms: number, targetMs = FIRST_REPLY_MS): WaitLevel {
  if (ms >= targetMs) return 'late'
  return ms >= targetMs * WARN_SHARE ? 'warn' : 'calm'
}

/** A waiting time at the precision that matters: 45 s · 3 m 05 s · 1 h 05 m · 2 d 3 h. Never negative. */
export function formatWait(ms: number, language: Language): string {
  const u = UNITS[language]
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days > 0) return `${days}${u.d}${hours % 24}${u.h}`.trim()
  if (hours > 0) return `${hours}${u.h}${two(minutes % 60)}${u.m}`.trim()
  if (minutes > 0) return `${minutes}${u.m}${two(seconds % 60)}${u.s}`.trim()
  return `${seconds}${u.s}`.trim()
}

/** When something was said: the time today, `yesterday`'s and older with the date, other years with the year. */
export function formatMoment(iso: string, language: Language, now = Date.now()): string {
  const at = new Date(iso)
  const today = new Date(now)
  const options: Intl.DateTimeFormatOptions = { ...TIME }
  if (dayNumber(at) !== dayNumber(today)) {
    options.month = language === 'zh' ? 'numeric' : 'short'
    options.day = 'numeric'
  }
  if (at.getFullYear() !== today.getFullYear()) options.year = 'numeric'
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at)
}

/** When something is due: the time today, `tomorrow 09:00`, else with weekday and date. */
export function formatDue(iso: string, language: Language, now = Date.now()): string {
  const at = new Date(iso)
  const ahead = dayNumber(at) - dayNumber(new Date(now))
  const time = new Intl.DateTimeFormat(LOCALES[language], TIME).format(at)
  if (ahead === 0) return time
  if (ahead === 1) {
    return `${new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' }).format(1, 'day')} ${time}`
  }
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', month: 'short', day: 'numeric', ...TIME }
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at)
}

/** The line between two days of a conversation: today, yesterday, Monday 4 May. */
export function formatDay(iso: string, language: Language, now = Date.now()): string {
  const at = new Date(iso)
  const ago = dayNumber(new Date(now)) - dayNumber(at)
  if (ago === 0 || ago === 1)
    return new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' }).format(-ago, 'day')
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', month: 'long', day: 'numeric' }
  if (at.getFullYear() !== new Date(now).getFullYear()) options.year = 'numeric'
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at)
}

/** How long ago, in words: 3 minutes ago. */
export function formatAgo(iso: string, language: Language, now = Date.now()): string {
  const seconds = Math.max(0, (now - new Date(iso).getTime()) / 1000)
  const words = new Intl.RelativeTimeFormat(LOCALES[language], { numeric: 'auto' })
  if (seconds < 45) return words.format(0, 'second')
  if (seconds < 3600) return words.format(-Math.max(1, Math.round(seconds / 60)), 'minute')
  if (seconds < 86_400) return words.format(-Math.round(seconds / 3600), 'hour')
  return words.format(-Math.round(seconds / 86_400), 'day')
}

/** Date and time in full, for titles and tables. */
export function formatFull(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'medium', timeStyle: 'short', hour12: false }).format(
    new Date(iso),
  )
}

/** Same calendar day on this machine's clock. */
export function sameDay(a: string, b: string): boolean {
  return dayNumber(new Date(a)) === dayNumber(new Date(b))
}

/** A share from 0 to 1 as whole percent. */
export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}%`
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hour12: false }
const LOCALES: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' }
const UNITS: Record<Language, { d: string; h: string; m: string; s: string }> = {
  zh: { d: ' 天 ', h: ' 小时 ', m: ' 分 ', s: ' 秒' },
  en: { d: 'd ', h: 'h ', m: 'm ', s: 's' },
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}

function dayNumber(at: Date): number {
  return Math.round(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()) / 86_400_000)
}
