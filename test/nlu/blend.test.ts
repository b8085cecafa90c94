import { expect, test } from 'vitest'
import { blended, fitBlend, JUDGES, KERNEL_PRIOR, LINEAR_PRIOR, type Opinions } from '../../src/nlu/blend.ts'

/** Two classes; each judge gives the first the number beside its name. */
const opinion = (given: Partial<Record<(typeof JUDGES)[number], number>>): Opinions => ({
  classes: [0, 1],
  rows: [Float64Array.from(JUDGES, name => given[name] ?? 0), new Float64Array(JUDGES.length)],
})

test('a judge that is right three times of four is trusted to three quarters', () => {
  const opinions = Array.from({ length: 2000 }, () => opinion({ classifier: 1 }))
  const blend = fitBlend(
    opinions,
    opinions.map((_, i) => (i % 4 === 0 ? 1 : 0)),
    LINEAR_PRIOR,
  )
  expect(blended(opinions[0]!, blend)[0]).toBeCloseTo(0.75, 1)
})

test('a judge that is right outweighs one that guesses', () => {
  const opinions = Array.from({ length: 400 }, (_, i) =>
    opinion({ classifier: i % 2 ? 1 : -1, similarMeaning: i % 3 ? 1 : -1 }),
  )
  const blend = fitBlend(
    opinions,
    opinions.map((_, i) => (i % 2 ? 0 : 1)),
    LINEAR_PRIOR,
  )
  expect(blend[0]).toBeGreaterThan(5)
  expect(blend[3]).toBeLessThan(3)
})

test('without lines, and with lines whose intent is not even likely, the default stays', () => {
  for (const prior of [LINEAR_PRIOR, KERNEL_PRIOR]) {
    expect(fitBlend([], [], prior)).toEqual(prior.blend)
    expect(fitBlend([opinion({ classifier: 1 })], [7], prior)).toEqual(prior.blend)
  }
})

test('weights that are held by a strong prior promise no more than they hold', () => {
  const opinions = Array.from({ length: 2000 }, () => opinion({ meaning: 0.3 }))
  const labels = opinions.map((_, i) => (i % 4 === 0 ? 1 : 0))
  const blend = fitBlend(opinions, labels, { ...KERNEL_PRIOR, lines: 1e6 })
  expect(blended(opinions[0]!, blend)[0]).toBeCloseTo(0.75, 1)
  expect(blend[1]! / blend[0]!).toBeCloseTo(KERNEL_PRIOR.blend[1]! / KERNEL_PRIOR.blend[0]!, 1)
})
