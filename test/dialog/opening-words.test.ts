import { expect, it } from 'vitest'
import { openingWords } from '../../src/dialog/opening-words.ts'

const now = Date.parse('2026-09-30T22:30+08:00')

it.each([
  ['2026-10-01T09:00+08:00', 'Asia/Shanghai', '明天 9:00', 'tomorrow at 9:00 (GMT+8)'],
  ['2026-09-30T23:00+08:00', 'Asia/Shanghai', '今天 23:00', 'today at 23:00 (GMT+8)'],
  ['2026-10-02T09:00+08:00', 'Asia/Shanghai', '后天 9:00', 'on Friday at 9:00 (GMT+8)'],
  ['2026-10-05T13:30+08:00', 'Asia/Shanghai', '周一 13:30', 'on Monday at 13:30 (GMT+8)'],
  ['2026-10-08T09:00+08:00', 'Asia/Shanghai', '10月8日（周四） 9:00', 'on 8 October at 9:00 (GMT+8)'],
  // 15:30 in London: the next morning is tomorrow, and the clock is another one.
  ['2026-10-01T09:00+01:00', 'Europe/London', '明天 9:00（GMT+1）', 'tomorrow at 9:00 (GMT+1)'],
])('%s in %s is %s, %s', (opens, timeZone, zh, en) => {
  const closed = { now, opensAt: Date.parse(opens), timeZone }
  expect(openingWords(closed, 'zh')).toBe(zh)
  expect(openingWords(closed, 'en')).toBe(en)
})

it('has no words for a desk that does not open', () => {
  expect(openingWords({ now, opensAt: undefined, timeZone: 'Etc/UTC' }, 'zh')).toBeUndefined()
})
