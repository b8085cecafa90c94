import { expect, test } from 'vitest'
import { areaUnderCurve, fitScope, outOfScope } from '../../src/nlu/out-of-scope.ts'

test('the area under the curve is 1 for a clean split, 0.5 for ties and 0 for the reverse', () => {
  expect(areaUnderCurve([0.1, 0.2], [0.8, 0.9])).toBe(1)
  expect(areaUnderCurve([0.5, 0.5], [0.5, 0.5])).toBe(0.5)
  expect(areaUnderCurve([0.8, 0.9], [0.1, 0.2])).toBe(0)
})

test('the judge follows the signal that separates, and ignores one that never changes', () => {
  const rows = (base: number) => Array.from({ length: 50 }, (_, i) => Float64Array.of(base + (i % 7) / 10, 3))
  const model = fitScope(rows(2), rows(0), [])
  expect(outOfScope(model, Float64Array.of(2.3, 3))).toBeLessThan(0.1)
  expect(outOfScope(model, Float64Array.of(0.3, 3))).toBeGreaterThan(0.9)
  expect(model.weights[1]).toBeCloseTo(0)
})
