/** A thread that holds some columns of the student's table: sums up the rows of texts, and takes the gradients back. */
import { workerData } from 'node:worker_threads'
import { answer } from '../../thread.ts'
import { adamStep, createAdam } from './adam.ts'
import type { TableData, TablePart, TableRequest } from './table-part.ts'

const { offsets, rows, pieces, batch, pooled, gradients, dims, from, to, table, saved } = workerData as TableData
const width = to - from
const count = table.length / dims
const weights = new Float32Array(count * width)
for (let row = 0; row < count; row++) weights.set(table.subarray(row * dims + from, row * dims + to), row * width)
const adam = createAdam(weights.length)
const updates = new Uint32Array(count)
if (saved !== undefined) {
  weights.set(saved.weights)
  adam.mean.set(saved.mean)
  adam.square.set(saved.square)
  updates.set(saved.updates)
}

/** Where a row's gradient of this step stands; -1: it has none. */
const places = new Int32Array(count).fill(-1)

answer((request: TableRequest) => {
  switch (request.op) {
    case 'pool':
      return pool(request.texts)
    case 'learn':
      return learn(request.texts, request.rate)
    case 'read':
      return { weights, mean: adam.mean, square: adam.square, updates } satisfies TablePart
    default:
      return request satisfies never
  }
})

/** sum of the rows / square root of the number of pieces */
function pool(texts: number): void {
  for (let t = 0; t < texts; t++) {
    const text = batch[t]!
    const at = t * dims + from
    pooled.fill(0, at, at + width)
    const scale = 1 / Math.sqrt(Math.max(1, pieces[text]!))
    for (let r = offsets[text]!; r < offsets[text + 1]!; r++) {
      const row = rows[r]! * width
      for (let i = 0; i < width; i++) pooled[at + i]! += scale * weights[row + i]!
    }
  }
}

function learn(texts: number, rate: number): void {
  const touched: number[] = []
  for (let t = 0; t < texts; t++) {
    const text = batch[t]!
    for (let r = offsets[text]!; r < offsets[text + 1]!; r++) {
      const row = rows[r]!
      if (places[row] === -1) places[row] = touched.push(row) - 1
    }
  }
  const sums = new Float32Array(touched.length * width)
  for (let t = 0; t < texts; t++) {
    const text = batch[t]!
    const at = t * dims + from
    const scale = 1 / Math.sqrt(Math.max(1, pieces[text]!))
    for (let r = offsets[text]!; r < offsets[text + 1]!; r++) {
      const place = places[rows[r]!]! * width
      for (let i = 0; i < width; i++) sums[place + i]! += scale * gradients[at + i]!
    }
  }
  for (let place = 0; place < touched.length; place++) {
    const row = touched[place]!
    places[row] = -1
    updates[row]!++
    adamStep(weights, adam, sums, {
      rate,
      updates: updates[row]!,
      from: row * width,
      to: (row + 1) * width,
      at: place * width,
    })
  }
}
