import { casual as english, type ParsedResult } from 'chrono-node'
import { hans } from 'chrono-node/zh'
import { toSimplified } from '../../text/normalize.ts'
import type { Entity } from '../understanding.ts'
import { type EntityFinder, halfWidth } from './entity-finder.ts'

/** Cheap signs that chrono, at 0.1 to 1 ms a language, is worth asking. */
const HINT_ZH = /[今明昨前后日号周天礼期早晚月年点]|\d[-/.:]\d/
const HINT_EN =
  /\d[-/.:]\d|\d\s?(?:am|pm|st|nd|rd|th|days?|weeks?|months?)\b|\b(?:to|yester)?day\b|\b(?:tomorrow|tonight|weeks?|months?|days|ago|noon)\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:\b|uary|ruary|ch|il|ust|ember|ober)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:tue|wed|thu|fri)\b/i
/** Short names of days and months that are English words of their own: "I sat", "sun cream", "may I". */
const AMBIGUOUS = /^(?:sat|sun|mon|wed|mar|may|march|now|second|dec|sep|fri)$/i
/** "我20号买的": a day of this month or the last one; chrono's Chinese needs the month. */
const DAY_ONLY = /(?<![\d月号QH-])(\d{1,2})[号日](?![\d线楼店码])/g

/**
 * Dates in zh and en, relative to `now`: 明天, 下周三, 11月5号, 20号, "last Friday", 2026-11-05. The value is an ISO day,
 * with hours and minutes where the text names them (local time of the server). Source: chrono-node, zh and en.
 */
export const findDates: EntityFinder = (text, now) => {
  const half = halfWidth(text)
  const simplified = toSimplified(half)
  const plain = simplified.length === half.length ? simplified : half
  const chinese = HINT_ZH.test(plain)
  const latin = HINT_EN.test(plain)
  if (!chinese && !latin) return []
  const found: Entity[] = []
  const parsed = [...(chinese ? hans.parse(plain, now) : []), ...(latin ? english.parse(plain, now) : [])]
  const results = parsed.filter(result => isDate(plain, result))
  for (const result of results.sort((a, b) => b.text.length - a.text.length)) {
    add(text, found, result.index, result.text.length, isoOf(result))
  }
  for (const match of plain.matchAll(DAY_ONLY)) {
    const day = dayOfMonth(Number(match[1]), now)
    if (day !== undefined) add(text, found, match.index, match[0].length, day)
  }
  return found.sort((a, b) => a.start - b.start)
}

/** Not digits inside a longer number or code, and not a word that is more often something else. */
function isDate(text: string, result: ParsedResult): boolean {
  const [before, after] = [text[result.index - 1] ?? '', text[result.index + result.text.length] ?? '']
  if (AMBIGUOUS.test(result.text.trim())) return false
  if (/[a-z0-9]/i.test(before) && /^[a-z0-9]/i.test(result.text)) return false
  return !(/\d/.test(after) && /\d$/.test(result.text))
}

function isoOf(result: ParsedResult): string {
  const { start } = result
  const [year, month, day] = [start.get('year') ?? 0, start.get('month') ?? 1, start.get('day') ?? 1]
  const date = `${year}-${two(month)}-${two(day)}`
  return start.isCertain('hour') ? `${date}T${two(start.get('hour') ?? 0)}:${two(start.get('minute') ?? 0)}` : date
}

/** A day up to a week ahead is of this month, a later one was in the last: people speak of what they bought. */
function dayOfMonth(day: number, now: Date): string | undefined {
  const back = day > now.getDate() + 7 ? 1 : 0
  const date = new Date(now.getFullYear(), now.getMonth() - back, day)
  if (day < 1 || date.getDate() !== day) return undefined
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(day)}`
}

function add(text: string, found: Entity[], start: number, length: number, value: string): void {
  const end = start + length
  if (found.some(entity => start < entity.end && entity.start < end)) return
  found.push({ kind: 'date', text: text.slice(start, end), start, end, value })
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
