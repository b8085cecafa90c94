/**
 * The arithmetic of a static model in WebAssembly with 128-bit SIMD (`static-kernel.wat`): five times plain TypeScript,
 * the same numbers on every machine, nothing native. Table and layer stand in its memory.
 */
import { openWasm } from '../wasm.ts'
import { PROGRAM } from './static-kernel.wasm.ts'
import type { QuantizedTable, StaticLayer } from './static-model.ts'

/** float32 and int32 */
const BYTES = 4

interface Exports {
  memory: WebAssembly.Memory
  sum(rows: number, end: number, factor: number, dims: number, scales: number, values: number, out: number): void
  layer(dims: number, hidden: number, h: number, out: number, up: number, bias: number, down: number): void
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
  const { hidden, up, bias, down } = layer
  const lengths = [
    mostRows * BYTES,
    dims * BYTES,
    dims * BYTES,
    scales.byteLength,
    up.byteLength,
    bias.byteLength,
    down.byteLength,
  ]
  const starts = [0]
  for (const length of [...lengths, values.byteLength]) starts.push(Math.ceil((starts.at(-1)! + length) / 16) * 16)
  const [rowsAt, pooledAt, outAt, scalesAt, upAt, biasAt, downAt, valuesAt, end] = starts as Nine
  const { memory, sum, layer: through } = openWasm<Exports>(PROGRAM, end)
  const { buffer } = memory
  new Float32Array(buffer, scalesAt, scales.length).set(scales)
  new Float32Array(buffer, upAt, up.length).set(up)
  new Float32Array(buffer, biasAt, bias.length).set(bias)
  new Float32Array(buffer, downAt, down.length).set(down)
  new Uint8Array(buffer, valuesAt, values.length).set(values)
  const numbers = new Uint32Array(buffer, rowsAt, mostRows)
  const pooled = new Float32Array(buffer, pooledAt, dims)
  const out = new Float32Array(buffer, outAt, dims)
  return {
    sum(rows, factor) {
      numbers.set(rows)
      pooled.fill(0)
      sum(rowsAt, rowsAt + rows.length * BYTES, factor, dims, scalesAt, valuesAt, pooledAt)
      return pooled
    },
    layer(given) {
      if (given !== pooled) pooled.set(given)
      out.set(pooled)
      through(dims, hidden, pooledAt, outAt, upAt, biasAt, downAt)
      return out
    },
  }
}

type Nine = [number, number, number, number, number, number, number, number, number]
