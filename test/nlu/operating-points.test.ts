import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JudgedLine, operatingPoints } from '../../src/nlu/operating-points.ts'

const line = (confidence: number, right: boolean): JudgedLine => ({ language: 'en', confidence, right })

test('the lowest threshold that is right often enough answers most', () => {
  const lines = [
    ...Array.from({ length: 90 }, (_, i) => line(0.99 - i / 1000, true)),
    ...Array.from({ length: 10 }, (_, i) => line(0.5 - i / 1000, i % 2 === 0)),
  ]
  const [at90, at95, at98] = operatingPoints(lines)
  expect(at90).toMatchObject({ wanted: 0.9, coverage: 1, precision: 0.95 })
  expect(at95!.coverage).toBe(1)
  expect(at98).toMatchObject({ coverage: 0.93 })
  expect(at98!.threshold).toBeCloseTo(0.498, 6)
})

test('what is never right enough is never answered', () => {
  const [point] = operatingPoints([line(0.9, false), line(0.8, true)])
  expect(point).toMatchObject({ coverage: 0, threshold: 1.01, low: 0, high: 1 })
})

test('a threshold keeps its promise on the lines it was made of, and its interval holds the share', () => {
  const lines = fc.array(fc.record({ confidence: fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.9), right: fc.boolean() }), {
    minLength: 1,
  })
  fc.assert(
    fc.property(lines, given => {
      for (const { threshold, wanted, coverage, precision, low, high } of operatingPoints(
        given.map(one => line(one.confidence, one.right)),
      )) {
        const answered = given.filter(({ confidence }) => confidence >= threshold)
        expect(coverage).toBeCloseTo(answered.length / given.length, 9)
        if (answered.length === 0) continue
        expect(precision).toBeCloseTo(answered.filter(({ right }) => right).length / answered.length, 9)
        expect(precision).toBeGreaterThanOrEqual(wanted)
        expect(low <= precision + 1e-9 && precision <= high + 1e-9).toBe(true)
      }
    }),
  )
})
