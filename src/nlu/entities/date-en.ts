import { casual as english, type ParsedComponents, type ParsedResult } from 'chrono-node'
import { shift } from './date-shift.ts'
import { amountOf, LATIN_SPAN } from './duration.ts'
import { bars } from './entity-finder.ts'
import { ENGLISH_NUMERAL } from './numeral.ts'
import { daysFrom, mondayOf, type Point, timeOn, type When } from './wall-clock.ts'

/** Cheap signs that chrono, at 0.1 to 1 ms a text, is worth asking. */
const HINT =
  /\d[-/:.]\d|\d\s?(?:am|pm|st|nd|rd|th)\b|\b(?:ago|in|within|last|past|next|following)\s(?:[a-z]{1,9}\s|\d{1,4}\s){0,4}(?:year|month|week|day|hour|minute|min|hr)|\b(?:to|yester)day\b|\b(?:tomorrow|tonight|week|month|year|weekend|ago|noon|midnight)\b|\b(?:this|in the|last|every) (?:morning|afternoon|evening)|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:\b|uary|ruary|ch|il|ust|ember|ober)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:tue|wed|thu|fri)\b/i
/** Short names of days and months that are English words of their own: "I sat", "sun cream", "may I". */
const AMBIGUOUS = /^(?:sat|sun|mon|wed|mar|may|march|now|second|dec|sep|fri|noon|night|morning|afternoon|evening)$/i
const AMOUNT = `(\\d{1,4}|an?|half an?|a couple of|${ENGLISH_NUMERAL})`
/** "within 3 days", "the last two weeks": from now on, or up to now. */
const SPAN = new RegExp(
  String.raw`\b(within|(?:over |in |for |during )?(?:the )?(?:next|following|coming|last|past|previous)) (?:the next )?${AMOUNT}[ -](${LATIN_SPAN})\b`,
  'gi',
)
// Source: Unicode CLDR 48, day periods of en.
const PARTS: readonly [RegExp, number, number][] = [
  [/morning/i, 6, 12],
  [/afternoon/i, 12, 18],
  [/evening/i, 18, 21],
  [/tonight|night/i, 18, 24],
]
/** A span of time, which the durations read, and "last minute". */
const NO_DAY = /^(?:for|after)\b|^last (?:day|minute|second|hour)$/i
/** chrono reads "from 10 May" as ten o'clock. */
const FROM_DAY = /\bfrom (?=\d{1,2}(?:st|nd|rd|th)? [a-z])/gi
/** "24/7" and "1/2" are days only where the words before say so. */
const BARE_FRACTION = /^\d{1,2}[/.-]\d{1,2}$/
const DAY_AHEAD = /\b(?:on|by|from|since|until|till|before|after|for|date:?) $/i
const FUTURE = /\b(?:by|until|till|before|this|coming) (?:the )?$/i
const LOOKED_BACK = 16

type Read = Pick<ParsedResult, 'index' | 'text' | 'start'> & { end?: ParsedComponents | undefined }

/** What an English text says of days and times, in its order, none overlapping another. Source: chrono-node, and spans of our own. */
export function readEnglish(text: string, now: Date): When[] {
  if (!HINT.test(text)) return []
  const spans = [...text.matchAll(SPAN)].flatMap(match => spanOfNow(match, now))
  const masked = spans.reduce(
    (rest, { start, end }) => rest.slice(0, start) + '|'.repeat(end - start) + rest.slice(end),
    text,
  )
  const parsed = english
    .parse(masked.replace(FROM_DAY, bars), now)
    .map(withoutComma)
    .filter(result => isDate(masked, result))
    .map(result => whenOf(masked, result, now))
  return [...spans, ...parsed]
}

/** A comma behind a day is the sentence's. */
function withoutComma({ index, text, start, end }: ParsedResult): Read {
  return { index, text: text.replace(/[\s,]+$/, ''), start, end }
}

/** Not digits inside a longer number or code, and not a word that is more often something else. */
function isDate(text: string, result: Read): boolean {
  const words = result.text.trim()
  const [before, after] = [text[result.index - 1] ?? '', text[result.index + result.text.length] ?? '']
  const lead = text.slice(Math.max(0, result.index - LOOKED_BACK), result.index)
  if (AMBIGUOUS.test(words) || NO_DAY.test(words)) return false
  if (BARE_FRACTION.test(words) && !DAY_AHEAD.test(lead)) return false
  // 1.5 and 3.14 are numbers, "version 2026" has no day.
  if (/^\d+\.\d+$/.test(words) || /\b(?:every|black) $/i.test(lead)) return false
  if (/[a-z0-9]/i.test(before) && /^[a-z0-9]/i.test(result.text)) return false
  return !(/[\d]/.test(after) && /\d$/.test(result.text))
}

function whenOf(text: string, result: Read, now: Date): When {
  const start = result.index
  const end = start + result.text.length
  const words = result.text
  const from = pointOf(result.start, words)
  if (/weekend/i.test(words)) return { start, end, ...weekend(words, now) }
  if (/\bthis week$/i.test(words)) return { start, end, from: { at: now, grain: 'week' } }
  if (result.end) return { start, end, from, to: pointOf(result.end, words) }
  const part = from.grain === 'day' ? PARTS.find(([pattern]) => pattern.test(words)) : undefined
  if (part !== undefined) {
    const hour = (of: number) => ({ at: timeOn(from.at, of), grain: 'hour' as const })
    return { start, end, from: hour(part[1]), to: hour(part[2]) }
  }
  const weekday = from.grain === 'day' && result.start.isCertain('weekday') && !result.start.isCertain('day')
  const late = weekday && from.at < daysFrom(now, 0)
  const ahead = late && FUTURE.test(text.slice(Math.max(0, start - LOOKED_BACK), start))
  return { start, end, from: ahead ? { at: daysFrom(from.at, 7), grain: 'day' } : from }
}

function pointOf(parts: ParsedComponents, words: string): Point {
  const day = new Date(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1)
  if (parts.isCertain('hour')) {
    const at = timeOn(day, parts.get('hour') ?? 0, parts.get('minute') ?? 0)
    return { at, grain: parts.isCertain('minute') && /:|ago|in /i.test(words) ? 'minute' : 'hour' }
  }
  if (/\b(?:last|next|this|past) week$/i.test(words)) return { at: mondayOf(day), grain: 'week' }
  if (parts.isCertain('day') || parts.isCertain('weekday')) return { at: day, grain: 'day' }
  if (parts.isCertain('month')) return { at: day, grain: 'month' }
  return { at: day, grain: parts.isCertain('year') ? 'year' : 'day' }
}

/** The coming one, or this one when it is the weekend; "last" and "next" are of the weeks before and after. */
function weekend(words: string, now: Date) {
  const turn = /last|past/i.test(words) ? -1 : /next/i.test(words) ? 1 : 0
  const saturday = daysFrom(mondayOf(now), 5 + 7 * turn)
  return { from: { at: saturday, grain: 'day' as const }, to: { at: daysFrom(saturday, 1), grain: 'day' as const } }
}

function spanOfNow(match: RegExpExecArray, now: Date): When[] {
  const [whole, which, count, unit] = match
  const amount = /half/i.test(count!) ? 0.5 : /couple/i.test(count!) ? 2 : /^an?$/i.test(count!) ? 1 : amountOf(count!)
  if (amount === undefined || amount > 5000) return []
  const back = /last|past|previous/i.test(which!)
  const other = shift(now, back ? -amount : amount, unit!.replace(/^(?:working|business) /i, ''))
  const here = { at: now, grain: other.grain }
  const span = { start: match.index, end: match.index + whole.length }
  return [back ? { ...span, from: other, to: here } : { ...span, from: here, to: other }]
}
