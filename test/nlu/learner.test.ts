import { expect, it } from 'vitest'
import { learnBeside, learnHere } from '../../src/nlu/learner.ts'
import { toRows } from '../../src/nlu/sparse.ts'
import { createRandom } from '../../src/random.ts'

const CLASSES = 100
const LINES = 2100
const DIMS = 16
const NOTHING = { columns: [], values: [] }

it('learns the same on a thread beside, with all lines and without some', async () => {
  const random = createRandom(5)
  const labels = Uint16Array.from({ length: LINES }, (_, i) => i % CLASSES)
  const tails = Array.from({ length: LINES }, (_, i) =>
    Float32Array.from({ length: DIMS }, (_, j) => random() - 0.5 + ((labels[i]! >> (j % 7)) & 1)),
  )
  const rows = toRows(
    tails.map(() => NOTHING),
    0,
    tails,
  )
  const lesson = { rows, labels, classes: CLASSES }
  const here = await learnHere(lesson, () => undefined)
  const beside = await learnBeside(lesson, () => undefined)
  expect(beside.found.weights).toEqual(here.found.weights)
  const without = Uint8Array.from(labels, (_, i) => (i % 5 === 0 ? 1 : 0))
  const [one, other] = await Promise.all([here.without(without), beside.without(without)])
  for (const tail of tails.slice(0, 20)) expect(other(NOTHING, tail)).toEqual(one(NOTHING, tail))
  await Promise.all([here.close(), beside.close()])
})
