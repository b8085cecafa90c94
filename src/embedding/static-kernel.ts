/**
 * The arithmetic of a static model in WebAssembly with 128-bit SIMD (`static-kernel.wat`): the same numbers on every
 * machine, nothing native. Table and layer stand in its memory, the layer's weights as whole numbers: 16 bits are
 * multiplied several times as fast as float32, and are nearer to the model's bfloat16 than those are to what was trained.
 */
import { openWasm } from '../wasm.ts'
import { PROGRAM } from './static-kernel.wasm.ts'
import { MOST_UNITS, type QuantizedTable, type StaticLayer } from './static-model.ts'

/** float32 and int32 */
const BYTES = 4
/** Numbers that are computed together: lengths are filled up to a multiple of it with zeros. */
const BLOCK = 32
/** Numbers that go into a product are whole ones up to 2047 (`round`), weights up to this: `MOST_UNITS` products stay below 2^31. */
const MOST_WEIGHT = 1023

interface Exports {
  memory: WebAssembly.Memory
  sum(rows: number, end: number, factor: number, dims: number, scales: number, values: number, out: number): void
  round(given: number, end: number, out: number): number
  multiply(given: number, end: number, weights: number, out: number, outEnd: number): void
  add(sums: number, end: number, unit: number, scales: number, out: number): void
  rectify(at: number, end: number): void
}

/** What is returned is looked at before the next call, or copied. */
export interface Kernel {
  /** `rows` of the table summed up, times `factor`. */
  sum(rows: readonly number[], factor: number): Float32Array
  /** The pooled vector, as `sum` gave it or changed since, through the layer. */
  layer(pooled: Float32Array): Float32Array
}

/** `mostRows`: rows of one text, at most. */
export function createKernel(table: QuantizedTable, layer: StaticLayer, mostRows: number): Kernel {
  const { dims, scales, values } = table
  const { hidden } = layer
  const bias = filledUp(layer.bias)
  const widest = Math.max(dims, bias.length)
  const memory = createMemory()
  const rowsAt = memory.reserve(mostRows * BYTES)
  const pooledAt = memory.reserve(dims * BYTES)
  const activeAt = memory.reserve(widest * BYTES)
  const inputAt = memory.reserve(widest * 2)
  const sumsAt = memory.reserve(widest * BYTES)
  const scalesAt = memory.put(scales)
  const valuesAt = memory.put(values)
  const put = ({ weights, scales }: Packed) => ({
    weights: memory.put(weights),
    scales: memory.put(scales),
    outputs: scales.length,
  })
  const up = put(packed(layer.up, { outputs: hidden, inputs: dims, perOutput: dims, perInput: 1 }))
  const down = put(packed(layer.down, { outputs: dims, inputs: hidden, perOutput: 1, perInput: dims }))
  const { buffer, sum, round, multiply, add, rectify } = memory.open()
  const numbers = new Uint32Array(buffer, rowsAt, mostRows)
  const pooled = new Float32Array(buffer, pooledAt, dims)
  const active = new Float32Array(buffer, activeAt, widest)

  /** Adds a matrix times the `inputs` numbers at `from` to the numbers at `into`. */
  function through({ weights, scales, outputs }: Placed, from: number, inputs: number, into: number): void {
    const unit = round(from, from + inputs * BYTES, inputAt)
    multiply(inputAt, inputAt + inputs * 2, weights, sumsAt, sumsAt + outputs * BYTES)
    add(sumsAt, sumsAt + outputs * BYTES, unit, scales, into)
  }

  return {
    sum(rows, factor) {
      numbers.set(rows)
      pooled.fill(0)
      sum(rowsAt, rowsAt + rows.length * BYTES, factor, dims, scalesAt, valuesAt, pooledAt)
      return pooled
    },
    layer(given) {
      if (given !== pooled) pooled.set(given)
      active.set(bias)
      through(up, pooledAt, dims, activeAt)
      rectify(activeAt, activeAt + bias.length * BYTES)
      through(down, activeAt, bias.length, pooledAt)
      return pooled
    },
  }
}

/** Where a packed matrix stands in the memory. */
interface Placed {
  weights: number
  scales: number
  outputs: number
}

interface Packed {
  /** Block after block of outputs, in it pair after pair of inputs, in it output after output. */
  weights: Int16Array
  /** What 1 stands for, for each output. */
  scales: Float32Array
}

/** How numbers stand: the one of an output and an input is at `output * perOutput + input * perInput`. */
interface Layout {
  outputs: number
  inputs: number
  perOutput: number
  perInput: number
}

function packed(numbers: Float32Array, { outputs, inputs, perOutput, perInput }: Layout): Packed {
  if (inputs > MOST_UNITS) throw new RangeError(`${inputs} numbers cannot be summed up exactly, ${MOST_UNITS} at most`)
  const pairs = blocksOf(inputs) / 2
  const weights = new Int16Array(blocksOf(outputs) * pairs * 2)
  const scales = new Float32Array(blocksOf(outputs))
  for (let o = 0; o < outputs; o++) {
    const begin = o * perOutput
    let largest = 0
    for (let k = 0; k < inputs; k++) largest = Math.max(largest, Math.abs(numbers[begin + k * perInput]!))
    scales[o] = largest / MOST_WEIGHT
    const from = (Math.floor(o / BLOCK) * pairs * BLOCK + (o % BLOCK)) * 2
    for (let k = 0; k < inputs && largest > 0; k++)
      weights[from + (k >> 1) * BLOCK * 2 + (k & 1)] = Math.round(
        (numbers[begin + k * perInput]! / largest) * MOST_WEIGHT,
      )
  }
  return { weights, scales }
}

const blocksOf = (count: number): number => Math.ceil(count / BLOCK) * BLOCK

function filledUp(numbers: Float32Array): Float32Array {
  const filled = new Float32Array(blocksOf(numbers.length))
  filled.set(numbers)
  return filled
}

/** Places in the program's memory, on multiples of 16 bytes; what was put there is there when it opens. */
function createMemory() {
  const contents: [at: number, array: Float32Array | Uint8Array | Int16Array][] = []
  let end = 0
  function reserve(bytes: number): number {
    const at = end
    end += Math.ceil(bytes / 16) * 16
    return at
  }
  return {
    reserve,
    put(array: Float32Array | Uint8Array | Int16Array): number {
      const at = reserve(array.byteLength)
      contents.push([at, array])
      return at
    },
    open() {
      const { memory, ...program } = openWasm<Exports>(PROGRAM, end)
      for (const [at, { buffer, byteOffset, byteLength }] of contents)
        new Uint8Array(memory.buffer, at, byteLength).set(new Uint8Array(buffer, byteOffset, byteLength))
      return { buffer: memory.buffer, ...program }
    },
  }
}
