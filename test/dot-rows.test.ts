import { expect, test } from 'vitest'
import { createDotRows, ONE } from '../src/dot-rows.ts'
import { createRandom } from '../src/random.ts'

const DIMS = 37
const random = createRandom(1)

function unitVector(): Float32Array {
  const vector = Float32Array.from({ length: DIMS }, () => random() - 0.5)
  const length = Math.hypot(...vector)
  return vector.map(x => x / length)
}

test('rows beyond one call and one page of memory keep their products', () => {
  const vectors = Array.from({ length: 5_000 }, unitVector)
  const rows = createDotRows(DIMS)
  vectors.forEach((vector, row) => {
    rows.set(row, vector)
  })
  const query = unitVector()
  const products = rows.products(query, vectors.length)
  vectors.forEach((vector, row) => {
    const exact = vector.reduce((sum, x, i) => sum + x * query[i]!, 0)
    expect(Math.abs(products[row]! / ONE - exact)).toBeLessThan(1e-4)
  })
})

test('the longest products, of equal and of opposite vectors, do not run over', () => {
  const rows = createDotRows(2)
  rows.set(0, Float32Array.of(1, 0))
  rows.set(1, Float32Array.of(-1, 0))
  expect([...rows.products(Float32Array.of(1, 0), 2)]).toEqual([ONE, -ONE])
})

test('a row is copied over another', () => {
  const rows = createDotRows(DIMS)
  const [a, b] = [unitVector(), unitVector()]
  rows.set(0, a)
  rows.set(1, b)
  rows.copy(1, 0)
  expect(rows.get(0)).toEqual(rows.get(1))
  b.forEach((x, i) => {
    expect(rows.get(0)[i]).toBeCloseTo(x, 3)
  })
})
