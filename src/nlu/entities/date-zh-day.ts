/** Days, weeks, months and years in Chinese words, each read where it begins. */

import { shift } from './date-shift.ts'
import { amountOf, HAN_SPAN, spanOf } from './duration.ts'
import { HAN_NUMERAL, readNumeral } from './numeral.ts'
import { dayAt, daysFrom, mondayOf, monthsFrom, type Point, type When } from './wall-clock.ts'

type Read = (match: RegExpExecArray, now: Date) => Omit<When, 'start' | 'end'> | undefined

const SMALL = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})'
const COUNT = `(?:\\d{1,4}(?:\\.\\d)?|${HAN_NUMERAL}|半)`
const UNIT = `(?:${HAN_SPAN}|日)`
const EDGE = '(?:初|底|末|中旬|上旬|下旬)'
const RELATIVE_YEARS: Readonly<Record<string, number>> = { 前年: -2, 去年: -1, 今年: 0, 明年: 1, 后年: 2 }
const RELATIVE_DAYS: Readonly<Record<string, number>> = {
  大前: -3,
  前: -2,
  昨: -1,
  今: 0,
  当: 0,
  明: 1,
  后: 2,
  大后: 3,
}
const TURNS: Readonly<Record<string, number>> = { 上上: -2, 上: -1, 这: 0, 本: 0, 当: 0, 下: 1, 下下: 2 }
const YEAR = '(\\d{4}|[一二][零〇一二三四五六七八九]{3}|今年|去年|明年|前年|后年)年?'

/** Longest reading first: where two begin at one place, the earlier rule wins. */
const RULES: readonly [string, Read][] = [
  [
    `${YEAR}[-/.](\\d{1,2})[-/.](\\d{1,2})(?!\\d|[-/.]\\d)`,
    (match, now) => readDay(yearOf(match[1]!, now), match[2]!, match[3]!),
  ],
  [`(?:${YEAR}的?)?(${SMALL})月(?:份)?(?:(${SMALL})[日号](?!线|楼|店)|(${EDGE}))?`, readMonth],
  [`(上上|上|这|本|当|下下|下)个?月(?:(${SMALL})[日号]|份?(${EDGE}))?`, readTurnedMonth],
  [`(?:${YEAR}的?)?双(十一|十二|11|12)`, readDoubleDay],
  [`月(${EDGE})`, (match, now) => edgeOfMonth(now, match[1]!)],
  [`(?:${YEAR})?年?(底|末|初|中)`, readYearEdge],
  [
    YEAR.replace('年?', '(?:(?<=年)|年(?!级|代|会|度|卡))'),
    (match, now) => pointOf(new Date(yearOf(match[1]!, now), 0, 1), 'year'),
  ],
  [
    '(大前|大后|前|昨|今|明|后|当)(?:[天日]|(?=[晚早夜]))',
    (match, now) => pointOf(daysFrom(now, RELATIVE_DAYS[match[1]!]!), 'day'),
  ],
  ['(上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-6])(?![\\d至到]{0}[年])', readWeekday],
  ['(上上|上|这|本|下下|下)?个?(?:周末|双休日)', readWeekend],
  [
    '(上上|上|这|本|下下|下)个?(?:周|星期|礼拜)',
    (match, now) => pointOf(daysFrom(mondayOf(now), 7 * TURNS[match[1]!]!), 'week'),
  ],
  [`(最近|近|过去|这|未来|接下来|今后|往后|之前)的?(${COUNT})个?(${UNIT})(?:[之以]?内|里)?`, readSpan],
  [`(${COUNT})个?(半)?(${UNIT})(?:[之以]?(后|前|内)|之?里|(?=之间))(?!的?无理由)`, readOffset],
]

const COMPILED = RULES.map(([source, read]) => ({ pattern: new RegExp(source, 'y'), read }))

/** What is said of a day, week, month or year at `start`; undefined when nothing is. */
export function readChineseDay(text: string, start: number, now: Date): When | undefined {
  for (const { pattern, read } of COMPILED) {
    pattern.lastIndex = start
    const match = pattern.exec(text)
    const when = match === null ? undefined : read(match, now)
    if (when !== undefined) return { start, end: start + match![0].length, ...when }
  }
  return undefined
}

const pointOf = (at: Date, grain: When['from']['grain']) => ({ from: { at, grain } })
const numberOf = (word: string) => Number(readNumeral(word))

function yearOf(word: string | undefined, now: Date): number {
  if (word === undefined) return now.getFullYear()
  const relative = RELATIVE_YEARS[word]
  return relative === undefined ? numberOf(word) : now.getFullYear() + relative
}

function readDay(year: number, month: string, day: string) {
  const at = dayAt(year, numberOf(month), numberOf(day))
  return at && pointOf(at, 'day')
}

/** Without a year the nearest such month: in December 1月 is the next one. */
function readMonth([, year, monthWord, day, edge]: RegExpExecArray, now: Date) {
  const month = numberOf(monthWord!)
  if (!(month >= 1 && month <= 12)) return undefined
  const away = month - (now.getMonth() + 1)
  const turn = year !== undefined ? 0 : away > 6 ? -1 : away < -6 ? 1 : 0
  const at = new Date(yearOf(year, now) + turn, month - 1, 1)
  if (edge !== undefined) return edgeOfMonth(at, edge)
  return day === undefined ? pointOf(at, 'month') : readDay(at.getFullYear(), monthWord!, day)
}

/** The sales days 11.11 and 12.12: the nearest one. */
function readDoubleDay([, year, word]: RegExpExecArray, now: Date) {
  const month = String(numberOf(word!))
  const turn = year === undefined && now.getMonth() + 1 < Number(month) - 6 ? -1 : 0
  return readDay(yearOf(year, now) + turn, month, month)
}

function readTurnedMonth([, turn, day, edge]: RegExpExecArray, now: Date) {
  const at = monthsFrom(dayAt(now.getFullYear(), now.getMonth() + 1, 1)!, TURNS[turn!]!)
  if (edge !== undefined) return edgeOfMonth(at, edge)
  return day === undefined ? pointOf(at, 'month') : readDay(at.getFullYear(), String(at.getMonth() + 1), day)
}

/** 月初 is the first day, 月底 the last; a third of the month is ten days. */
function edgeOfMonth(at: Date, edge: string) {
  const [year, month] = [at.getFullYear(), at.getMonth()]
  const day = (of: number) => ({ at: new Date(year, month, of), grain: 'day' as const })
  const last = new Date(year, month + 1, 0).getDate()
  if (edge === '上旬') return { from: day(1), to: day(10) }
  if (edge === '中旬') return { from: day(11), to: day(20) }
  if (edge === '下旬') return { from: day(21), to: day(last) }
  return { from: day(edge === '初' ? 1 : last) }
}

function readYearEdge([whole, year, edge]: RegExpExecArray, now: Date) {
  if (!whole!.includes('年')) return undefined
  const [month, day] = edge === '初' ? [1, 1] : edge === '中' ? [6, 30] : [12, 31]
  const at = dayAt(yearOf(year, now), month, day)
  return at && pointOf(at, 'day')
}

/** Without 上 or 下 the nearest such day, three days back or forth. */
function readWeekday([, turn, word]: RegExpExecArray, now: Date) {
  const weekday = '一二三四五六日天'.includes(word!) ? Math.min('一二三四五六日天'.indexOf(word!), 6) : Number(word) - 1
  const at = daysFrom(mondayOf(now), weekday + 7 * (turn === undefined ? 0 : TURNS[turn]!))
  const away = Math.round((at.getTime() - daysFrom(now, 0).getTime()) / 86_400_000)
  const nearest = turn === undefined ? (away > 3 ? -7 : away < -3 ? 7 : 0) : 0
  return pointOf(daysFrom(at, nearest), 'day')
}

function readWeekend([, turn]: RegExpExecArray, now: Date) {
  const saturday = daysFrom(mondayOf(now), 5 + 7 * (turn === undefined ? 0 : TURNS[turn]!))
  return { from: { at: saturday, grain: 'day' as const }, to: { at: daysFrom(saturday, 1), grain: 'day' as const } }
}

/** 最近三天 ends now, 未来两周 begins now. */
function readSpan([, which, count, unit]: RegExpExecArray, now: Date) {
  const amount = count === '半' ? 0.5 : amountOf(count!)
  if (amount === undefined || amount <= 0) return undefined
  const ahead = /未来|接下来|今后|往后/.test(which!)
  const other = shift(now, ahead ? amount : -amount, unit!)
  const here = { at: now, grain: other.grain }
  return ahead ? { from: here, to: other } : { from: other, to: here }
}

/** 两年前 is a year and 三个月后 a month, as chrono reads them in English. */
function grainOf(amount: number, unit: string, { grain }: Point): Point['grain'] {
  const span = spanOf(unit)
  return Number.isInteger(amount) && (span === 'year' || span === 'month') ? span : grain
}

/** 三天后 and 三天前 are a day, 三天内 is from today to it. */
function readOffset([, count, half, unit, which]: RegExpExecArray, now: Date) {
  const amount = count === '半' ? 0.5 : amountOf(count!, half)
  if (amount === undefined || amount <= 0 || amount > 5000) return undefined
  const other = shift(now, which === '前' ? -amount : amount, unit!)
  if (which === '前' || which === '后') return { from: { at: other.at, grain: grainOf(amount, unit!, other) } }
  return { from: { at: now, grain: other.grain }, to: other }
}
