import { readChineseDay } from './date-zh-day.ts'
import { readNumeral } from './numeral.ts'
import { dayAt, daysFrom, type Point, timeOn, type When } from './wall-clock.ts'

/** Where a day or a time may begin. */
const BEGINS = /[今明昨前后去大当上这本下周星礼月年最近过未接往之凌双清早中午傍晚夜深半零〇一二两三四五六七八九十百\d]/g
/** 第一年, 每周三, 一周三次, 12345号: not the beginning of anything. */
const INSIDE =
  /(?:[\d第每零〇一二两三四五六七八九十百半a-zA-Z.]|(?<![周期拜])[\d零一二三四五六七八九十][-~到至]|[农阴]历)$/
const PARTS: Readonly<Record<string, readonly [from: number, to: number]>> = {
  // Source: Unicode CLDR 48, day periods of zh; 晚 and 夜 as 晚上.
  凌晨: [0, 5],
  半夜: [0, 5],
  深夜: [22, 24],
  清晨: [5, 8],
  早晨: [5, 8],
  早上: [5, 8],
  早: [5, 8],
  上午: [8, 12],
  中午: [12, 13],
  下午: [13, 19],
  午后: [13, 19],
  傍晚: [17, 19],
  晚上: [19, 24],
  夜里: [19, 24],
  晚间: [19, 24],
  晚: [19, 24],
  夜: [19, 24],
}
const PART = Object.keys(PARTS)
  .sort((a, b) => b.length - a.length)
  .join('|')
const HOUR = '(?:[01]?\\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[一二两三四五六七八九零])'
const MINUTE = '(?:[0-5]?\\d|[二三四五]?十[一二三四五六七八九]?|零?[一二三四五六七八九])'
const TIME = new RegExp(
  `[的 ]?(${PART})?(?:的? ?(?:(${HOUR})(?:点钟|[点时](?!间|候|尚)(?:(半|整|[一三]刻)|(${MINUTE})分?(?![\\d个件]))?)|([01]?\\d|2[0-4])[:：]([0-5]\\d)(?::[0-5]\\d)?(?![\\d:])))?`,
  'y',
)
/** 三点建议 are three points; a bare 三点 is a time after one of these. */
const TIME_AHEAD = /[在到至约从-]$/
const TIME_BEHIND = /^(?:前|之前|以前|后|之后|以后|左右)/
const POINTS = /^(?:建议|意见|问题|要求|原因|疑问|五|[零一二三四五六七八九])/
/** "我20号买的": a day of this month or the last one. */
const DAY_ONLY = /(\d{1,2}|[一二三十]{1,3})[号日](?![\d线楼店码院])/y
const BETWEEN = /^ ?(?:到|至|[-~—–]) ?$/

/** What a Chinese text says of days and times, in its order, none overlapping another. */
export function readChinese(text: string, now: Date): When[] {
  const found: When[] = []
  let free = 0
  for (const { index } of text.matchAll(BEGINS)) {
    if (index < free) continue
    const last = found.at(-1)
    const follows = last !== undefined && BETWEEN.test(text.slice(last.end, index))
    if (INSIDE.test(text.slice(Math.max(0, index - 3), index))) continue
    const when = readAt(text, index, now, follows ? last : undefined)
    if (when === undefined) continue
    free = when.end
    if (follows && last.to === undefined) Object.assign(last, joined(last, when))
    else found.push(when)
  }
  return found
}

function readAt(text: string, start: number, now: Date, last: When | undefined): When | undefined {
  const day = readChineseDay(text, start, now) ?? readDayOnly(text, start, now, last)
  if (day === undefined) return readTime(text, start, start, last?.from ?? { at: now, grain: 'day' }, last)
  if (day.to !== undefined || day.from.grain !== 'day') return day
  // 周一至周五 9:00-18:00: the hours are those of every day.
  if (last?.from.grain === 'day') return day
  return readTime(text, day.end, start, day.from, last) ?? day
}

/** A part of the day or a time at `from`, on the day said before; `start` is where the whole begins. */
function readTime(text: string, from: number, start: number, day: Point, last: When | undefined): When | undefined {
  TIME.lastIndex = from
  const match = TIME.exec(text)
  if (match === null || match[0].trim() === '') return undefined
  const [whole, part, spoken, extra, minutes, digits, digitMinutes] = match
  const end = from + whole.length
  if (spoken === undefined && digits === undefined) {
    return part === undefined ? undefined : inPart(text, { start, end }, day, part, from > start)
  }
  const word = spoken ?? digits!
  // 早一点 is "a little earlier".
  if (part?.length === 1 && word === '一' && extra === undefined) return undefined
  if (part === undefined && from === start && digits === undefined && !isTime(text, start, end, word, extra))
    return undefined
  const minute = digitMinutes ?? (minutes && readNumeral(minutes.replace(/^零/, '')))
  const said = extra === '半' ? 30 : extra === '一刻' ? 15 : extra === '三刻' ? 45 : Number(minute ?? 0)
  const hour = hourOf(Number(readNumeral(word)), part, last, said)
  if (hour > 24 || said > 59) return undefined
  const precise = digits !== undefined || minutes !== undefined || (extra !== undefined && extra !== '整')
  return { start, end, from: { at: timeOn(day.at, hour, said), grain: precise ? 'minute' : 'hour' } }
}

/** 明天下午 is from 13 to 19 o'clock; 晚 or 早 alone is no time of today: 晚点 and 早就 are words. */
function inPart(text: string, span: { start: number; end: number }, day: Point, part: string, afterDay: boolean) {
  if (!afterDay && (part.length === 1 || part === '半夜')) return undefined
  if (/[好安]/.test(text[span.end] ?? '')) return undefined
  if (afterDay && part.length === 1 && /[就饭餐点]/.test(text[span.end] ?? '')) return undefined
  const [from, to] = PARTS[part]!
  return {
    ...span,
    from: { at: timeOn(day.at, from), grain: 'hour' as const },
    to: { at: timeOn(day.at, to), grain: 'hour' as const },
  }
}

function isTime(text: string, start: number, end: number, word: string, extra: string | undefined): boolean {
  if (POINTS.test(text.slice(end, end + 2))) return false
  if (text[end - 1] === '时' && !/^\d/.test(word)) return false
  return (
    /^\d/.test(word) ||
    extra !== undefined ||
    text.endsWith('钟', end) ||
    TIME_AHEAD.test(text.slice(0, start)) ||
    TIME_BEHIND.test(text.slice(end, end + 2))
  )
}

/** 下午三点 is 15; 三点到五点 ends after it begins, in the afternoon too. */
function hourOf(hour: number, part: string | undefined, last: When | undefined, minute: number): number {
  if (part === undefined) {
    const before = last?.from.at
    const later = before !== undefined && last?.from.grain !== 'day' && hour < 12
    return later && hour * 60 + minute <= before.getHours() * 60 + before.getMinutes() ? hour + 12 : hour
  }
  const [from] = PARTS[part]!
  if (from === 12) return hour < 3 ? hour + 12 : hour
  if (from < 12) return hour === 12 && from === 0 ? 0 : hour
  if (hour === 12) return from >= 17 ? 24 : 12
  return hour < 12 ? hour + 12 : hour
}

/** A day up to a week ahead is of this month, a later one was in the last: people speak of what they bought. */
function readDayOnly(text: string, start: number, now: Date, last: When | undefined): When | undefined {
  DAY_ONLY.lastIndex = start
  const match = DAY_ONLY.exec(text)
  if (match === null) return undefined
  const day = Number(readNumeral(match[1]!))
  const end = start + match[0].length
  const near = last?.from.at ?? new Date(now.getFullYear(), now.getMonth() - (day > now.getDate() + 7 ? 1 : 0), 1)
  const at = dayAt(near.getFullYear(), near.getMonth() + 1, day)
  return at && { start, end, from: { at, grain: 'day' } }
}

/** 周一到周五 and 5号到8号: the end is never before the beginning. */
function joined(first: When, second: When): When {
  const until = second.to ?? second.from
  const early = until.at < first.from.at && until.grain === 'day'
  return {
    start: first.start,
    end: second.end,
    from: first.from,
    to: early ? { ...until, at: daysFrom(until.at, 7) } : until,
  }
}
