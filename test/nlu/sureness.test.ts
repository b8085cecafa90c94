import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JudgedLine } from '../../src/nlu/operating-points.ts'
import { surenessCurves, surenessPoints, surenessThreshold } from '../../src/nlu/sureness.ts'

const line = (confidence: number, right: boolean, more: Partial<JudgedLine> = {}): JudgedLine => ({
  language: 'zh',
  confidence,
  right,
  ...more,
})
const sure = Array.from({ length: 95 }, () => line(0.9, true))
const unsure = Array.from({ length: 20 }, (_, i) => line(0.4, i % 2 === 0))
const [curve] = surenessCurves([...sure, ...unsure])

test('a share of right answers is the lowest confidence that keeps it', () => {
  expect(surenessThreshold({ kind: 'right', share: 0.9 }, curve)).toBe(0)
  expect(surenessThreshold({ kind: 'right', share: 0.95 }, curve)).toBe(0.41)
  expect(surenessThreshold({ kind: 'from', confidence: 0.7 }, curve)).toBe(0.7)
})

test('what is never right often enough is above every confidence, and no measurement is no promise', () => {
  const [wrong] = surenessCurves([line(0.9, false), line(0.3, true)])
  expect(surenessThreshold({ kind: 'right', share: 0.95 }, wrong)).toBeGreaterThan(1)
  expect(surenessThreshold({ kind: 'right', share: 0.95 }, undefined)).toBeUndefined()
  expect(surenessThreshold(undefined, curve)).toBeUndefined()
})

test('a class that answers nothing counts only where an intent answers for it, and then as wrong', () => {
  const [with_] = surenessCurves([
    line(0.9, true),
    line(0.8, true, { aside: true, silent: true }),
    line(0.8, false, { aside: true }),
    line(0.8, false, { silent: true }),
  ])
  const [any] = surenessPoints(with_!)
  expect(with_!.lines).toBe(3)
  expect(any).toMatchObject({ coverage: 2 / 3, precision: 0.5 })
})

test('a higher confidence never answers more, and each interval holds its share', () => {
  const lines = fc.array(
    fc.record({
      confidence: fc.double({ min: 0, max: 1, noNaN: true }),
      right: fc.boolean(),
      language: fc.constant('en' as const),
    }),
    { minLength: 1 },
  )
  fc.assert(
    fc.property(lines, given => {
      const points = surenessPoints(surenessCurves(given)[0]!)
      expect(points).toHaveLength(101)
      points.forEach(({ coverage, precision, low, high }, i) => {
        expect(coverage).toBeLessThanOrEqual(points[i - 1]?.coverage ?? 1)
        expect(low).toBeLessThanOrEqual(precision + 1e-9)
        expect(high).toBeGreaterThanOrEqual(precision - 1e-9)
      })
    }),
  )
})
