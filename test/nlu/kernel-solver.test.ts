import { expect, test } from 'vitest'
import { createDots } from '../../src/dots.ts'
import { solve } from '../../src/nlu/blend.ts'
import { createKernelSolver, kernelOf } from '../../src/nlu/kernel-solver.ts'
import { kernelMeaning } from '../../src/nlu/meaning.ts'
import { learnKernelBeside, learnKernelHere } from '../../src/nlu/meaning-learner.ts'
import { createRandom } from '../../src/random.ts'

const LINES = 150
const CLASSES = 6
const DIMS = 12
const RIDGE = 0.1
const random = createRandom(3)
const labels = Uint16Array.from({ length: LINES }, (_, i) => i % CLASSES)
/** Around a middle of each class, of length 1. */
const vectors = Array.from(labels, label => {
  const vector = Float32Array.from({ length: DIMS }, (_, d) => random() - 0.5 + (d === label ? 1 : 0))
  const length = Math.hypot(...vector)
  return vector.map(value => value / length)
})
const dense = createDots(vectors, DIMS)
const lesson = { dense, labels, classes: CLASSES }
const without = Uint8Array.from(labels, (_, i) => (i % 5 === 0 ? 1 : 0))
const awake = () => undefined

/** What the kernel and the ridge make of the pulls of one class, for the lines that are learned from. */
function promised(pulls: Float32Array, lines: readonly number[]): number[] {
  return lines.map(i => {
    const kernel = kernelOf(
      Float32Array.from(vectors, other => other.reduce((sum, x, d) => sum + x * vectors[i]![d]!, 0)),
    )
    return pulls.reduce((sum, pull, j) => sum + pull * kernel[j]!, RIDGE * pulls[i]!)
  })
}

test('with the ridge, each line gets what it should, its own class 1 and the others -1', async () => {
  const found = await createKernelSolver(lesson).solve(awake)
  const lines = Array.from(labels, (_, i) => i)
  found.forEach((pulls, k) => {
    const missed = promised(pulls, lines).map((value, i) => value - (labels[i] === k ? 1 : -1))
    expect(Math.hypot(...missed) / Math.sqrt(LINES)).toBeLessThan(0.021)
  })
})

test('a solution without some lines is that of the others alone', async () => {
  const solver = createKernelSolver(lesson)
  const all = await solver.solve(awake)
  const found = await solver.solve(awake, without, all)
  const lines = Array.from(labels, (_, i) => i).filter(i => without[i] === 0)
  const matrix = lines.map(i =>
    lines.map(
      j => Math.exp(2 * (vectors[i]!.reduce((sum, x, d) => sum + x * vectors[j]![d]!, 0) - 1)) + (i === j ? RIDGE : 0),
    ),
  )
  const [first] = found
  const exact = solve(
    matrix,
    lines.map(i => (labels[i] === 0 ? 1 : -1)),
  )
  expect([...first!].filter((_, i) => without[i] === 1).every(pull => pull === 0)).toBe(true)
  // Scores of lines that it did not see, to within the tolerance.
  const scores = kernelMeaning(createDots(found, LINES), dense).scores
  for (let i = 0; i < LINES; i += 5) {
    const kernel = kernelOf(dense.all(vectors[i]!).slice())
    const wanted = lines.reduce((sum, line, at) => sum + exact[at]! * kernel[line]!, 0)
    expect(Math.abs(scores(vectors[i]!)[0]! - wanted)).toBeLessThan(0.1)
  }
})

test('learns the same on a thread beside, with all lines and without some', async () => {
  const here = await learnKernelHere(lesson, awake)
  const beside = await learnKernelBeside(lesson)
  const [one, other] = [await here.without(without), await beside.without(without)]
  for (const vector of vectors.slice(0, 20)) {
    expect(beside.found.scores(vector)).toEqual(here.found.scores(vector))
    expect(other(vector)).toEqual(one(vector))
  }
  await Promise.all([here.close(), beside.close()])
})

test('a line is nearer to its own class than to any other', async () => {
  const { found } = await learnKernelHere(lesson, awake)
  const right = vectors.filter((vector, i) => {
    const scores = found.scores(vector)
    return scores.indexOf(Math.max(...scores)) === labels[i]
  })
  expect(right).toHaveLength(LINES)
})
