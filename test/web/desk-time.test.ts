import { describe, expect, test } from 'vitest'
import { formatAgo, formatDay, formatMoment, formatPercent, formatWait, waitLevel } from '../../web/shared/time.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

describe('a waiting time', () => {
  test.each([
    [0, '0s', '0 秒'],
    [59 * SECOND, '59s', '59 秒'],
    [3 * MINUTE + 5 * SECOND, '3m 05s', '3 分 05 秒'],
    [HOUR + 5 * MINUTE, '1h 05m', '1 小时 05 分'],
    [51 * HOUR, '2d 3h', '2 天 3 小时'],
    [-5 * SECOND, '0s', '0 秒'],
  ])('of %d ms reads %s', (ms, en, zh) => {
    expect(formatWait(ms, 'en')).toBe(en)
    expect(formatWait(ms, 'zh')).toBe(zh)
  })

  test('turns orange after a minute and red after three', () => {
    expect([29, 30, 59, 60].map(seconds => waitLevel(seconds * SECOND))).toEqual(['calm', 'warn', 'warn', 'late'])
    expect([9, 10, 20].map(seconds => waitLevel(seconds * SECOND, 20 * SECOND))).toEqual(['calm', 'warn', 'late'])
  })
})

describe('a moment', () => {
  const now = new Date(2026, 4, 4, 15, 30).getTime()
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()

  test('of today is the time alone', () => {
    expect(formatMoment(at(2026, 4, 4, 9, 5), 'en', now)).toBe('09:05')
  })

  test('of another day names the day, of another year the year', () => {
    expect(formatMoment(at(2026, 4, 1, 9, 5), 'en', now)).toMatch(/1 May/)
    expect(formatMoment(at(2025, 4, 1, 9, 5), 'zh', now)).toMatch(/2025/)
  })

  test('parts days by today, yesterday, then the date', () => {
    expect(formatDay(at(2026, 4, 4, 0, 1), 'zh', now)).toBe('今天')
    expect(formatDay(at(2026, 4, 3, 23, 59), 'en', now)).toBe('yesterday')
    expect(formatDay(at(2026, 3, 20, 12, 0), 'en', now)).toMatch(/20 April/)
  })

  test('is told as how long ago', () => {
    expect(formatAgo(new Date(now - 3 * MINUTE).toISOString(), 'en', now)).toBe('3 minutes ago')
    expect(formatAgo(new Date(now - 2 * HOUR).toISOString(), 'zh', now)).toBe('2小时前')
    // A clock that is a little ahead must not speak of the future.
    expect(formatAgo(new Date(now + 5 * SECOND).toISOString(), 'en', now)).toBe('now')
  })
})

test('a share is shown in whole percent', () => {
  expect([0, 0.005, 0.674, 1].map(formatPercent)).toEqual(['0%', '1%', '67%', '100%'])
})
