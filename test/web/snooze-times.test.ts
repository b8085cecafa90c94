import { expect, test } from 'vitest'
import { snoozeChoices, toLocalField } from '../../web/desk/tools/snooze-times.ts'

const at = (now: Date) => Object.fromEntries(snoozeChoices(now).map(({ key, at }) => [key, toLocalField(at)]))

test('later is in an hour, tomorrow at nine, and next Monday at nine, never today', () => {
  // A Thursday.
  expect(at(new Date(2026, 10, 26, 17, 40))).toEqual({
    hour: '2026-11-26T18:40',
    tomorrow: '2026-11-27T09:00',
    monday: '2026-11-30T09:00',
  })
})

test('on a Monday the next one is a week ahead, on a Sunday it is tomorrow; months and years end', () => {
  expect(at(new Date(2026, 10, 30, 8, 0)).monday).toBe('2026-12-07T09:00')
  expect(at(new Date(2026, 10, 29, 8, 0)).monday).toBe('2026-11-30T09:00')
  expect(at(new Date(2026, 11, 31, 23, 30))).toMatchObject({ hour: '2027-01-01T00:30', tomorrow: '2027-01-01T09:00' })
})
