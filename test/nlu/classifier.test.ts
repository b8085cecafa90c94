import { expect, test } from 'vitest'
import { createClassifier, scoresOf, topClasses, weightOf, weightsOf } from '../../src/nlu/classifier.ts'

const CLASSES = 19
const COLUMNS = 1500
const weights = Int16Array.from({ length: COLUMNS * CLASSES }, (_, i) => ((i * 7919) % 2001) - 1000)
const classifier = createClassifier(
  weights,
  Float32Array.from({ length: CLASSES }, (_, k) => 0.001 * (k + 1)),
  Float32Array.from({ length: CLASSES }, (_, k) => k / 10),
)

test('a score is the bias and the weighted sum, for long vectors with a tail as well', () => {
  const columns = Array.from({ length: 1400 }, (_, p) => p)
  const values = columns.map(p => (p % 5) / 10)
  const tail = Float32Array.from({ length: 100 }, (_, j) => (j % 3) / 10)
  const scores = scoresOf(classifier, { columns, values }, tail)
  for (let k = 0; k < CLASSES; k++) {
    let sum = 0
    columns.forEach((column, p) => {
      sum += values[p]! * weights[column * CLASSES + k]!
    })
    tail.forEach((value, j) => {
      sum += value * weights[(1400 + j) * CLASSES + k]!
    })
    expect(scores[k]).toBeCloseTo(sum * 0.001 * (k + 1) + k / 10, 1)
  }
  expect(scoresOf(classifier, { columns: [], values: [] })[3]).toBeCloseTo(0.3)
})

test('the weights come back as they were given, one by one from both ends', () => {
  expect(weightsOf(classifier)).toEqual(weights)
  expect(weightOf(classifier, 2, 1)).toBeCloseTo(weights[2 * CLASSES + 1]! * 0.002)
  expect(weightOf(classifier, -1, 0)).toBeCloseTo(weights[(COLUMNS - 1) * CLASSES]! * 0.001)
})

test('the best classes come in order, earlier ones first among equals', () => {
  expect(topClasses([1, 5, 3, 5, 0], 3)).toEqual([1, 3, 2])
  expect(topClasses([2], 4)).toEqual([0])
})
