import { describe, expect, test } from 'vitest'
import { arraysOf, back, createDense, forward, zerosLike } from '../../../src/embedding/distil/layer.ts'
import { closeness, direction, likeness, pairing } from '../../../src/embedding/distil/losses.ts'
import {
  leastSquares,
  type Matrix,
  matrix,
  normal,
  normalizeRows,
  product,
  transposed,
} from '../../../src/embedding/distil/matrix.ts'
import { createRandom } from '../../../src/random.ts'

const random = createRandom(5)
const unit = (rows: number, columns: number): Matrix => {
  const one = normal(rows, columns, 1, random)
  normalizeRows(one)
  return one
}
const copyOf = ({ rows, columns, data }: Matrix) => matrix(rows, columns, data.slice())

/** The slope of `loss` along some numbers of `at`, by moving each a little. */
async function slopes(at: Float32Array, loss: () => Promise<number>): Promise<[number, number][]> {
  const found: [number, number][] = []
  for (let i = 0; i < at.length; i += Math.ceil(at.length / 12)) {
    const kept = at[i]!
    at[i] = kept + 2e-3
    const above = await loss()
    at[i] = kept - 2e-3
    const below = await loss()
    at[i] = kept
    found.push([i, (above - below) / 4e-3])
  }
  return found
}

function agree(found: [number, number][], gradient: Float32Array): void {
  const scale = Math.max(...gradient.map(Math.abs))
  for (const [i, slope] of found) expect(Math.abs(gradient[i]! - slope) / scale).toBeLessThan(0.03)
}

describe('the gradient is the slope', () => {
  test('of the direction of a teacher, for the student and for the head', async () => {
    const z = unit(6, 8)
    const targets = unit(6, 5)
    const head = normal(8, 5, 0.4, random)
    const into = matrix(6, 8)
    const headInto = matrix(8, 5)
    await direction(z, targets, head, { into, headInto, weight: 1 })
    const loss = () => direction(z, targets, head, { into: matrix(6, 8), headInto: matrix(8, 5), weight: 1 })
    agree(await slopes(z.data, loss), into.data)
    agree(await slopes(head.data, loss), headInto.data)
  })

  test('of the likeness within a batch and across two', async () => {
    const weights = { squared: 10, ranking: 0.5, temperature: 0.2 }
    const a = unit(6, 8)
    const b = unit(6, 8)
    const t = unit(6, 4)
    const wanted = await product(t, transposed(t))
    const into = matrix(6, 8)
    await likeness([a, into], [a, into], wanted, weights)
    agree(await slopes(a.data, () => likeness([a, matrix(6, 8)], [a, matrix(6, 8)], wanted, weights)), into.data)
    const intoA = matrix(6, 8)
    const intoB = matrix(6, 8)
    await likeness([a, intoA], [b, intoB], wanted, weights)
    const loss = () => likeness([a, matrix(6, 8)], [b, matrix(6, 8)], wanted, weights)
    agree(await slopes(a.data, loss), intoA.data)
    agree(await slopes(b.data, loss), intoB.data)
  })

  test('of pairs', async () => {
    const a = unit(6, 8)
    const b = unit(6, 8)
    const intoA = matrix(6, 8)
    const intoB = matrix(6, 8)
    const weights = { weight: 0.5, sharpness: 5 }
    await pairing([a, intoA], [b, intoB], weights)
    const loss = () => pairing([a, matrix(6, 8)], [b, matrix(6, 8)], weights)
    agree(await slopes(a.data, loss), intoA.data)
    agree(await slopes(b.data, loss), intoB.data)
  })

  test('of the closeness of two rows', async () => {
    const a = unit(6, 8)
    const b = unit(6, 8)
    const wanted = Float32Array.from({ length: 6 }, () => random())
    const intoA = matrix(6, 8)
    const intoB = matrix(6, 8)
    closeness([a, intoA], [b, intoB], wanted, 10)
    const loss = async () => closeness([a, matrix(6, 8)], [b, matrix(6, 8)], wanted, 10)
    agree(await slopes(a.data, loss), intoA.data)
    agree(await slopes(b.data, loss), intoB.data)
  })

  test('through the layer, for the pooled rows and every weight', async () => {
    const pooled = normal(6, 8, 1, random)
    const dense = createDense(8, 10, [5], random)
    dense.down = normal(10, 8, 0.5, random)
    const targets = unit(6, 5)
    const gradients = zerosLike(dense)
    const passed = await forward(copyOf(pooled), dense)
    const dz = matrix(6, 8)
    await direction(passed.z, targets, dense.heads[0]!, { into: dz, headInto: gradients.heads[0]!, weight: 1 })
    const dPooled = await back(passed, dz, dense, gradients)
    const loss = async () => {
      const { z } = await forward(copyOf(pooled), dense)
      return direction(z, targets, dense.heads[0]!, { into: matrix(6, 8), headInto: matrix(8, 5), weight: 1 })
    }
    agree(await slopes(pooled.data, loss), dPooled.data)
    const all = arraysOf(gradients)
    for (const [i, weights] of arraysOf(dense).entries()) agree(await slopes(weights, loss), all[i]!)
  })
})

test('a linear map is found from what it makes of many rows', async () => {
  const map = normal(8, 5, 1, random)
  const x = normal(40, 8, 1, random)
  const found = await leastSquares(x, await product(x, map), 1e-4)
  found.data.forEach((value, i) => {
    expect(value).toBeCloseTo(map.data[i]!, 3)
  })
})
