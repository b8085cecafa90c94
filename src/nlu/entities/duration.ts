import { type EntityFinder, entityAt } from './entity-finder.ts'
import { AMOUNT, readAmount, readNumeral } from './numeral.ts'

/** Units as the parts of an ISO 8601 duration; those after T are shorter than a day. */
export const HAN_SPAN = '年|个?月|周|个?星期|个?礼拜|个?工作日|天|个?小时|个?钟头|分钟|秒钟?|刻钟'
export const LATIN_SPAN = 'years?|months?|weeks?|(?:working |business )?days?|hours?|hrs?|minutes?|mins?|seconds?|secs?'

/** Units, in the cheapest form. */
const HINT = /[年月周期拜天时头钟秒日]|year|month|week|day|hour|hr|min|sec/i
const NOT_COUNTED = '(?<!\\d[.,])(?<![\\d第每零〇一二两三四五六七八九十百千万亿a-z])'
/** 三个月 and not 三月; a rule of the shop (7天无理由) and its hours (24小时客服) are no durations that a visitor names. */
const SLOGAN = '(?!无理由|包退|包换|包邮|退换|不打烊|客服|服务|在线|营业|热线|人工|自助|值班|便利|级|纪|代|度|会员|卡)'
const CHINESE = new RegExp(
  `${NOT_COUNTED}(?:(${AMOUNT})[多来余]?(?: ?(个半)| ?|个[多来])(${HAN_SPAN.replace('个?月', '个月|(?<=[多来半])月')})(半)?|半个?(小时|钟头|天|月|年|分钟))${SLOGAN}`,
  'gi',
)
const ENGLISH = new RegExp(
  String.raw`(?<!\d[.,])(?<![\d/a-z])(?:(half an?|an?|a couple of|a few) |(${AMOUNT})( and a half)?[ -]?)(${LATIN_SPAN})( and a half)?(?![a-z0-9])(?!-| (?:ago|old|service|support|hotline|return|guarantee))`,
  'gi',
)
/** "half an hour" and "an hour" are; "a day" is one after these words or before those: "five cups a day", "a second account". */
const LONG_ENOUGH =
  /(?:\b(?:for|in|about|been|within|over|than|another|nearly|almost|only|just|around|after|whole|takes?|took|lasts?|lasted|waited|wait) |^)$/i
const SINCE = /^ (?:later|before|apart|passed|now)\b/i
const HALF_OR_HOUR = /^(?:half|a couple|an?\s(?:hour|minute))/i

/** How long something takes in zh and en: 半小时, 三个月, 一个半小时, "for 3 days"; the value is an ISO 8601 duration: `PT30M`, `P3D`. */
export const findDurations: EntityFinder = text => {
  if (!HINT.test(text)) return []
  const found = [...text.matchAll(CHINESE)].flatMap(match => {
    const [, number, oneAndHalf, unit, half, halfUnit] = match
    const value = halfUnit === undefined ? isoDurations(number!, oneAndHalf ?? half, unit!) : isoDuration(0.5, halfUnit)
    return value === undefined ? [] : [entityAt(text, 'duration', match.index, match.index + match[0].length, value)]
  })
  for (const match of text.matchAll(ENGLISH)) {
    const [, article, number, halfBefore, unit, halfAfter] = match
    if (article !== undefined && !isSpan(text, match)) continue
    const half = halfBefore ?? halfAfter
    const value =
      number === undefined ? isoDuration(articleAmount(article!, half), unit!) : isoDurations(number, half, unit!)
    if (value !== undefined) found.push(entityAt(text, 'duration', match.index, match.index + match[0].length, value))
  }
  return found
}

function isSpan(text: string, match: RegExpExecArray): boolean {
  const [words, start] = [match[0], match.index]
  if (HALF_OR_HOUR.test(words)) return true
  if (/sec/i.test(words)) return false
  const before = text.slice(Math.max(0, start - 10), start)
  return LONG_ENOUGH.test(before) || SINCE.test(text.slice(start + words.length))
}

/** `P3D`, and `P3D-P5D` from one to another. */
function isoDurations(words: string, half: string | undefined, unit: string): string | undefined {
  const amounts = readAmount(words)?.split('-').map(Number) ?? []
  const values = amounts.map(amount => isoDuration(amount + (half === undefined ? 0 : 0.5), unit))
  return values.length === 0 || values.includes(undefined) ? undefined : values.join('-')
}

/** `P3D`, `PT30M`, `P1.5Y` for whole and half units; undefined for a vague or unknown amount. Working days count as days. */
export function isoDuration(amount: number | undefined, unit: string): string | undefined {
  if (amount === undefined || !(amount > 0) || amount > 1e6) return undefined
  const { letter, factor, time } = SPANS[spanOf(unit)]
  const value = amount * factor
  if (letter === 'Y' && !Number.isInteger(value) && Number.isInteger(value * 12)) return `P${value * 12}M`
  if (Number.isInteger(value)) return `P${time ? 'T' : ''}${value}${letter}`
  const finer = FINER[letter]
  return time && finer !== undefined && Number.isInteger(value * 60)
    ? `PT${Math.floor(value) > 0 ? `${Math.floor(value)}${letter}` : ''}${(value * 60) % 60}${finer}`
    : `P${time ? 'T' : ''}${value}${letter}`
}

export type Span = 'year' | 'month' | 'week' | 'day' | 'hour' | 'quarter' | 'minute' | 'second'

/** The unit that a word of HAN_SPAN or LATIN_SPAN names. */
export function spanOf(word: string): Span {
  const lower = word.toLowerCase().replace(/^个/, '')
  if (lower.startsWith('年') || lower.startsWith('year')) return 'year'
  if (lower.startsWith('月') || lower.startsWith('month')) return 'month'
  if (/^(?:周|星期|礼拜|week)/.test(lower)) return 'week'
  if (/天|日$|days?$/.test(lower)) return 'day'
  if (/^(?:小时|钟头|hour|hr)/.test(lower)) return 'hour'
  if (lower === '刻钟') return 'quarter'
  return /^(?:秒|sec)/.test(lower) ? 'second' : 'minute'
}

const SPANS: Record<Span, { letter: string; factor: number; time?: true }> = {
  year: { letter: 'Y', factor: 1 },
  month: { letter: 'M', factor: 1 },
  week: { letter: 'W', factor: 1 },
  day: { letter: 'D', factor: 1 },
  hour: { letter: 'H', factor: 1, time: true },
  quarter: { letter: 'M', factor: 15, time: true },
  minute: { letter: 'M', factor: 1, time: true },
  second: { letter: 'S', factor: 1, time: true },
}
const FINER: Readonly<Record<string, string>> = { H: 'M', M: 'S' }

/** "two" or "2.5", with a half more where one is said; undefined for 两三. */
export function amountOf(number: string, half?: string): number | undefined {
  const value = Number(readNumeral(number))
  return Number.isNaN(value) ? undefined : value + (half === undefined ? 0 : 0.5)
}

function articleAmount(article: string, half?: string): number | undefined {
  const word = article.toLowerCase()
  if (word.startsWith('half')) return 0.5
  if (word === 'a couple of') return 2
  return word === 'a few' ? undefined : half === undefined ? 1 : 1.5
}
