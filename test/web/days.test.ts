import { expect, it } from 'vitest'
import { dayOf, endOfDay, startOfDay } from '../../web/shared/days.ts'

it('gives back the days that were chosen', () => {
  for (const day of ['2026-02-28', '2026-12-31', '2028-02-29']) {
    expect(dayOf(startOfDay(day))).toBe(day)
    expect(dayOf(endOfDay(day), -1)).toBe(day)
  }
})

it('takes the end of a day as the next one’s beginning', () => {
  expect(endOfDay('2026-12-31')).toBe(startOfDay('2027-01-01'))
})

it('has no moment for no day', () => {
  expect([startOfDay(''), endOfDay(''), dayOf(undefined)]).toEqual([undefined, undefined, ''])
})
