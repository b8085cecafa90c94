import { readEnglish } from './date-en.ts'
import { readChinese } from './date-zh.ts'
import { type EntityFinder, entityAt, overlaps } from './entity-finder.ts'
import { isoOf, type When } from './wall-clock.ts'

/** Without one of these a text says no day in Chinese. */
const HINT_ZH = /[今明昨前后周天礼期早晚月年点时午夜号日内双]|\d[-/.:]\d/

/**
 * Days and times in zh and en, relative to `now`: 明天下午三点, 下周五, 三天内, 月底, "last Friday", 2026-11-05. A `date` is a
 * point, in ISO 8601 as exact as it was said (`2026-11`, `2026-W48`, `2026-11-24T15:00`); a `date_range` an interval with
 * both ends included. The longer of two readings wins. Source: chrono-node for English; Chinese is our own.
 */
export const findDates: EntityFinder = (text, now) => {
  const read = [...(HINT_ZH.test(text) ? readChinese(text, now) : []), ...readEnglish(text, now)]
  const kept: When[] = []
  for (const when of read.sort((a, b) => b.end - b.start - (a.end - a.start))) {
    if (!kept.some(other => overlaps(when, other))) kept.push(when)
  }
  return kept.map(when => ({
    ...entityAt(text, when.to === undefined ? 'date' : 'date_range', when.start, when.end, isoOf(when)),
    granularity: when.from.grain,
  }))
}
