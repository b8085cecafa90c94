import { expect, it } from 'vitest'
import { SITE_TEXTS } from '../../web/site/texts.ts'
import { fill, TEXTS, timeOf } from '../../web/widget/texts.ts'

const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(match => match[0]).sort()

it.each([
  ['the widget', TEXTS],
  ['the demo shop', SITE_TEXTS],
] as const)('%s says everything in both languages, with the same blanks to fill', (_name, { zh, en }) => {
  expect(Object.keys(zh)).toEqual(Object.keys(en))
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    expect((zh[key] as string).trim()).not.toBe('')
    expect(holes(zh[key])).toEqual(holes(en[key]))
  }
})

it('fills blanks, and leaves unknown ones as they are', () => {
  expect(fill('{name} has {n}', { name: '小王', n: 0 })).toBe('小王 has 0')
  expect(fill('{other}', {})).toBe('{other}')
})

it('says when in as few words as it takes', () => {
  const now = new Date(2026, 10, 23, 12, 0)
  const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString()
  expect(timeOf(at(2026, 10, 23, 9, 5), 'en', false, now)).toBe('09:05')
  expect(timeOf(at(2026, 10, 23, 0, 5), 'en', true, now)).toBe('Today 00:05')
  expect(timeOf(at(2026, 10, 22, 23, 59), 'zh', true, now)).toBe('昨天 23:59')
  expect(timeOf(at(2026, 2, 2, 14, 5), 'zh', true, now)).toContain('3月2日')
  expect(timeOf(at(2025, 2, 2, 14, 5), 'en', true, now)).toContain('2025')
})
