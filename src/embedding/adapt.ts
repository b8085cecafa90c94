/**
 * A static model moved by a company's own texts: what means the same there comes together, everything else stays as near
 * to each other as it was. Only rows of the table that the texts touch change, the layer never. Under a minute.
 */
import { createRandom, shuffled } from '../random.ts'
import { packAdaptation } from './adaptation.ts'
import { adamStep, createAdam } from './distil/adam.ts'
import { back, type DenseWeights, forward, zerosLike } from './distil/layer.ts'
import { likeness, pairing } from './distil/losses.ts'
import { type Matrix, matrix, product, rowsOf, stack, transposed } from './distil/matrix.ts'
import { factorOf, type StaticEngine } from './static-engine.ts'

export interface AdaptOptions {
  progress?: (share: number) => void
  signal?: AbortSignal
}

const ROUNDS = 6
/** Pairs a step. */
const BATCH = 256
const RATE = 2e-3
/** Pulls a change back to nothing, each step by this share. */
const DECAY = 2e-3
const PAIRING = { weight: 0.3, sharpness: 20 }
/** Keeps all cosines of a batch as they were before. */
const STAYING = { squared: 20, ranking: 0, temperature: 1 }
/** Pieces of a text that are looked at. */
const MOST_ROWS = 160

/** `groups`: texts that mean the same, e.g. a question, its other wordings, sentences of its answer. Returns the changes as bytes. */
export async function adapt(
  engine: StaticEngine,
  groups: readonly (readonly string[])[],
  { progress = () => {}, signal }: AdaptOptions = {},
): Promise<Uint8Array> {
  const random = createRandom(23)
  const usable = groups.filter(group => group.length > 1)
  const texts = new Map<string, Text>()
  for (const text of usable.flat()) if (!texts.has(text)) texts.set(text, read(engine, text))
  const changes = createChanges([...texts.values()], engine.model.table.dims)
  const dense = denseOf(engine)
  const steps = Math.ceil((ROUNDS * usable.length) / BATCH) || 0
  for (let step = 0; step < steps; step++) {
    signal?.throwIfAborted()
    const chosen = shuffled(usable.length, random)
      .slice(0, BATCH)
      .map(i => twoOf(usable[i]!, random))
    const batch = [...chosen.map(([a]) => texts.get(a)!), ...chosen.map(([, b]) => texts.get(b)!)]
    await learnStep(dense, changes, batch, RATE * (1 - step / steps))
    progress((step + 1) / steps)
  }
  return packAdaptation(changes.rows, changes.values, changes.dims)
}

interface Text {
  rows: number[]
  factor: number
  /** Before any change. */
  pooled: Float32Array
}

function read({ features, kernel }: StaticEngine, text: string): Text {
  const { rows, pieces } = features.of(text)
  const factor = factorOf(pieces)
  return { rows: rows.slice(0, MOST_ROWS), factor, pooled: kernel.sum(rows, factor).slice() }
}

function createChanges(texts: readonly Text[], dims: number) {
  const rows = [...new Set(texts.flatMap(text => text.rows))].sort((a, b) => a - b)
  const values = new Float32Array(rows.length * dims)
  return {
    rows,
    dims,
    values,
    places: new Map(rows.map((row, place) => [row, place])),
    adam: createAdam(values.length),
    updates: new Uint32Array(rows.length),
  }
}
type Changes = ReturnType<typeof createChanges>

async function learnStep(dense: DenseWeights, changes: Changes, batch: Text[], rate: number) {
  const { dims } = changes
  const before = await forward(
    stack(
      batch.map(({ pooled }) => pooled),
      dims,
    ),
    dense,
  )
  const wanted = await product(before.z, transposed(before.z))
  const passed = await forward(
    stack(
      batch.map(text => changed(text, changes)),
      dims,
    ),
    dense,
  )
  const gradient = matrix(batch.length, dims)
  const half = batch.length / 2
  const side = (from: number, to: number) => [rowsOf(passed.z, from, to), rowsOf(gradient, from, to)] as const
  await pairing(side(0, half), side(half, batch.length), PAIRING)
  const all = [passed.z, gradient] as const
  await likeness(all, all, wanted, STAYING)
  const pooledGradient = await back(passed, gradient, dense, zerosLike(dense))
  move(changes, batch, pooledGradient, rate)
}

function changed({ rows, factor, pooled }: Text, { places, values, dims }: Changes): Float32Array {
  const sum = pooled.slice()
  for (const row of rows) {
    const from = places.get(row)! * dims
    for (let i = 0; i < dims; i++) sum[i]! += factor * values[from + i]!
  }
  return sum
}

function move(
  { places, values, adam, updates, dims }: Changes,
  batch: readonly Text[],
  gradient: Matrix,
  rate: number,
) {
  const sums = new Map<number, Float32Array>()
  batch.forEach(({ rows, factor }, t) => {
    for (const row of rows) {
      const place = places.get(row)!
      const sum = sums.get(place) ?? new Float32Array(dims)
      sums.set(place, sum)
      for (let i = 0; i < dims; i++) sum[i]! += factor * gradient.data[t * dims + i]!
    }
  })
  for (const [place, sum] of sums) {
    const from = place * dims
    updates[place]!++
    adamStep(values, adam, sum, { rate, updates: updates[place]!, from, to: from + dims, at: 0 })
    for (let i = from; i < from + dims; i++) values[i]! *= 1 - DECAY
  }
}

function denseOf({ model: { layer, table } }: StaticEngine): DenseWeights {
  const { hidden, up, bias, down } = layer
  const copy = (numbers: Float32Array) => Float32Array.from(numbers)
  return {
    up: transposed(matrix(hidden, table.dims, copy(up))),
    bias: matrix(1, hidden, copy(bias)),
    down: matrix(hidden, table.dims, copy(down)),
    heads: [],
  }
}

/** Two different texts of a group, in random order. */
function twoOf(group: readonly string[], random: () => number): [string, string] {
  const [a, b] = shuffled(group.length, random)
  return [group[a!]!, group[b!]!]
}
