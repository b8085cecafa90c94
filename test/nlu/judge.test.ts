import { expect, test } from 'vitest'
import { createDots } from '../../src/dots.ts'
import { blended, LINEAR_PRIOR } from '../../src/nlu/blend.ts'
import { featuresOf } from '../../src/nlu/features.ts'
import { judge } from '../../src/nlu/judge.ts'
import { createNeighbours } from '../../src/nlu/neighbours.ts'
import { toRows } from '../../src/nlu/sparse.ts'
import { countFeatures, fitVectorizer, type Vocabulary, vectorize } from '../../src/nlu/vectorizer.ts'

const lines = ['parcel', 'refund', 'invoice', 'address', 'coupon', 'password', 'size', 'gift']
/** Joined models have their parts in runs of 64: embedder.ts. */
const PART = 64
/** What models of both languages make of a text; on request beside a part that a model of its own language made. */
const meaning = (at: number, own = 0) =>
  Float32Array.from({ length: 3 * PART }, (_, i) => (i === at ? 1 : i < PART ? 0.01 : i < 2 * PART ? 0 : own))

/** One line a class; the classifiers like the first classes, whatever they are asked. */
function ask(text: string, dense: Float32Array) {
  const vocabulary: Vocabulary = new Map()
  const counted = lines.map(line => countFeatures(featuresOf(line), vocabulary, true))
  const vectorizer = fitVectorizer(counted, vocabulary.size)
  const rows = toRows(
    counted.map(line => vectorize(line, vectorizer)),
    vocabulary.size,
  )
  const labels = lines.map((_, k) => k)
  const descending = () => Float64Array.from(lines, (_, k) => -k)
  const { opinions } = judge(
    {
      vectorizer,
      neighbours: createNeighbours(
        rows,
        labels,
        lines.length,
        createDots(
          labels.map(k => meaning(k)),
          3 * PART,
        ),
      ),
      classify: descending,
      classifyMeaning: descending,
    },
    { counted: countFeatures(featuresOf(text), vocabulary, false), dense },
  )
  const shares = blended(opinions, LINEAR_PRIOR.blend)
  return { classes: opinions.classes, best: opinions.classes[shares.indexOf(Math.max(...shares))] }
}

test('a text in a language of no line is about what the most similar lines are about, whatever classifiers say', () => {
  expect(ask('礼物', meaning(7)).best).toBe(7)
  expect(ask('礼物', meaning(7, 0.05)).best).toBe(7)
})

test('in the language of the lines the classifiers say which classes are likely', () => {
  expect(ask('gift', meaning(7)).classes).toEqual([0, 1, 2, 3])
})
