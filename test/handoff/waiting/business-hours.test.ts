import { expect, test } from 'vitest'
import {
  type BusinessHours,
  checkBusinessHours,
  isOpen,
  nextClosing,
  nextOpening,
} from '../../../src/handoff/waiting/business-hours.ts'

const WORKDAY = [
  { from: '09:00', to: '12:00' },
  { from: '13:30', to: '18:00' },
]
const shanghai: BusinessHours = {
  timeZone: 'Asia/Shanghai',
  week: [WORKDAY, WORKDAY, WORKDAY, WORKDAY, WORKDAY, [], []],
  exceptions: [
    { from: '2026-10-01', to: '2026-10-07', name: '国庆节', hours: [] },
    { from: '2026-10-04', to: '2026-10-04', hours: [{ from: '10:00', to: '12:00' }] },
    { from: '2026-10-10', to: '2026-10-10', name: '调休', hours: WORKDAY },
  ],
}
const at = (text: string) => Date.parse(text)
const opening = (hours: BusinessHours, from: string) => {
  const next = nextOpening(hours, at(from))
  return next === undefined ? undefined : new Date(next).toISOString()
}

test('an inbox without business hours is always open', () => {
  expect(isOpen(undefined, at('2026-10-01T00:00Z'))).toBe(true)
  expect(nextOpening(undefined, 5)).toBe(5)
})

test('opens at the first minute of an interval and is closed at its last', () => {
  expect(isOpen(shanghai, at('2026-09-28T08:59:59+08:00'))).toBe(false)
  expect(isOpen(shanghai, at('2026-09-28T09:00:00+08:00'))).toBe(true)
  expect(isOpen(shanghai, at('2026-09-28T11:59:59+08:00'))).toBe(true)
  expect(isOpen(shanghai, at('2026-09-28T12:00:00+08:00'))).toBe(false)
})

test('finds the next opening over lunch, night, weekend and holidays, to the minute', () => {
  expect(opening(shanghai, '2026-09-28T12:10:20+08:00')).toBe('2026-09-28T05:30:00.000Z')
  expect(opening(shanghai, '2026-09-28T20:00:00+08:00')).toBe('2026-09-29T01:00:00.000Z')
  expect(opening(shanghai, '2026-09-25T18:00:00+08:00')).toBe('2026-09-28T01:00:00.000Z')
  expect(opening(shanghai, '2026-09-30T18:00:00+08:00')).toBe('2026-10-04T02:00:00.000Z')
  expect(opening(shanghai, '2026-10-04T12:00:00+08:00')).toBe('2026-10-08T01:00:00.000Z')
  expect(opening(shanghai, '2026-10-09T18:30:00+08:00')).toBe('2026-10-10T01:00:00.000Z')
  expect(opening(shanghai, '2026-09-28T09:30:20+08:00')).toBe('2026-09-28T01:30:20.000Z')
})

test('says that there is no opening when a desk never opens', () => {
  expect(opening({ timeZone: 'UTC', week: [[], [], [], [], [], [], []], exceptions: [] }, '2026-10-01')).toBeUndefined()
})

test('a night until 24:00 goes on at 00:00', () => {
  const night = [{ from: '00:00', to: '24:00' }]
  const always = { timeZone: 'Europe/Paris', week: Array(7).fill(night), exceptions: [] }
  for (let minute = 0; minute < 2880; minute++) {
    expect(isOpen(always, at('2026-10-24T12:00Z') + minute * 60_000)).toBe(true)
  }
})

test.each<[string, Partial<BusinessHours>]>([
  ['time_zone_unknown', { timeZone: 'Mars/Base' }],
  ['time_zone_unknown', { timeZone: '+08:00' }],
  ['hours_invalid', { week: [[{ from: '18:00', to: '09:00' }], [], [], [], [], [], []] }],
  ['hours_invalid', { week: [[...WORKDAY, { from: '11:00', to: '14:00' }], [], [], [], [], [], []] }],
  ['hours_invalid', { exceptions: [{ from: '2026-10-07', to: '2026-10-01', hours: [] }] }],
])('refuses with %s: %j', (code, change) => {
  expect(() => checkBusinessHours({ ...shanghai, ...change })).toThrow(expect.objectContaining({ code }))
})

test('takes hours that make sense', () => {
  expect(() => checkBusinessHours(shanghai)).not.toThrow()
})

test('finds the next closing: of the interval of now or of the next one, over midnight and over a jump of the clock', () => {
  const closing = (hours: BusinessHours, from: string) => {
    const next = nextClosing(hours, at(from))
    return next === undefined ? undefined : new Date(next).toISOString()
  }
  expect(closing(shanghai, '2026-09-28T10:00:30+08:00')).toBe('2026-09-28T04:00:00.000Z')
  expect(closing(shanghai, '2026-09-28T12:00:00+08:00')).toBe('2026-09-28T10:00:00.000Z')
  expect(closing(shanghai, '2026-09-30T20:00:00+08:00')).toBe('2026-10-04T04:00:00.000Z')
  const night = [
    { from: '00:00', to: '06:00' },
    { from: '22:00', to: '24:00' },
  ]
  const nights = { timeZone: 'Europe/Berlin', week: Array(7).fill(night), exceptions: [] }
  expect(closing(nights, '2026-10-24T23:00:00+02:00')).toBe('2026-10-25T05:00:00.000Z')
  const always = { ...nights, week: Array(7).fill([{ from: '00:00', to: '24:00' }]) }
  expect(closing(always, '2026-10-24T23:00:00+02:00')).toBeUndefined()
  expect(closing({ ...nights, week: Array(7).fill([]) }, '2026-10-24T23:00:00+02:00')).toBeUndefined()
})
