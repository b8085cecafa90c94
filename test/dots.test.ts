import { expect, test } from 'vitest'
import { createDots } from '../src/dots.ts'
import { createRandom } from '../src/random.ts'

const DIMS = 37
const random = createRandom(1)
const vector = () => Float32Array.from({ length: DIMS }, () => random() - 0.5)
const rows = Array.from({ length: 9 }, vector)
const query = vector()
const plain = (row: Float32Array) => row.reduce((sum, value, j) => sum + value * query[j]!, 0)

test('all rows are multiplied with the query, whatever their length', () => {
  const products = createDots(rows, DIMS).all(query)
  rows.forEach((row, i) => {
    expect(products[i]).toBeCloseTo(plain(row), 5)
  })
})

test('rows asked for by number come in the order asked, and the rows themselves stay readable', () => {
  const dots = createDots(rows, DIMS)
  const products = dots.of(query, Uint32Array.of(7, 2))
  expect(products[0]).toBeCloseTo(plain(rows[7]!), 5)
  expect(products[1]).toBeCloseTo(plain(rows[2]!), 5)
  expect(dots.rows[4]).toEqual(rows[4])
})

test('no row at all is no fault', () => {
  expect(createDots([], DIMS).all(query)).toHaveLength(0)
})
