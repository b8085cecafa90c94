import { expect, test } from 'vitest'
import { adapt } from '../../src/embedding/adapt.ts'
import { packAdaptation, unpackAdaptation } from '../../src/embedding/adaptation.ts'
import { createStaticEmbedder } from '../../src/embedding/static-encoder.ts'
import { createStaticEngine } from '../../src/embedding/static-engine.ts'
import { quantize, type StaticManifest } from '../../src/embedding/static-model.ts'
import { createRandom } from '../../src/random.ts'

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const pieces = ['▁', ...[...LETTERS].flatMap(letter => [letter, `▁${letter}`])]
const random = createRandom(3)
const numbers = (count: number, size: number) => Float32Array.from({ length: count }, () => size * (random() - 0.5))
const engine = createStaticEngine({
  manifest: { name: 'tiny', version: '1' } as StaticManifest,
  hash: 'base',
  pieces,
  scores: Float32Array.from(pieces, () => -5),
  pairs: new Float64Array(0),
  table: quantize(numbers((pieces.length + 1024) * 32, 1), 32),
  layer: { hidden: 8, up: numbers(256, 1), bias: numbers(8, 1), down: numbers(256, 0.1) },
})

const cosine = async (embedder: ReturnType<typeof createStaticEmbedder>, a: string, b: string) => {
  const [x, y] = await embedder.embed([a, b], 'query')
  return x!.reduce((sum, value, i) => sum + value * y![i]!, 0)
}

test('what means the same comes together; texts that nobody mentioned stay as they were', async () => {
  const groups = Array.from({ length: 12 }, (_, i) => [LETTERS[i]!, LETTERS[25 - i]!])
  const base = createStaticEmbedder(engine)
  const bytes = await adapt(engine, Array.from({ length: 60 }, () => groups).flat())
  const adapted = await base.adapted!(bytes)
  const mean = async (embedder: typeof base) => {
    let sum = 0
    for (const [a, b] of groups) sum += await cosine(embedder, a!, b!)
    return sum / groups.length
  }
  expect(await mean(adapted)).toBeGreaterThan((await mean(base)) + 0.05)
  expect(await adapted.embed(['m n'], 'query')).toEqual(await base.embed(['m n'], 'query'))
  expect(adapted.identity).not.toBe(base.identity)
})

test('changes come back from their bytes nearly as they were', () => {
  const changes = numbers(64, 0.3)
  const { places, scales, values } = unpackAdaptation(packAdaptation([7, 90], changes, 32))
  expect([...places]).toEqual([
    [7, 0],
    [90, 1],
  ])
  changes.forEach((change, i) => {
    expect(scales[i >> 5]! * values[i]!).toBeCloseTo(change, 2)
  })
})

test('nothing to learn from changes nothing', async () => {
  const base = createStaticEmbedder(engine)
  const adapted = await base.adapted!(await adapt(engine, [['alone'], []]))
  expect(await adapted.embed(['alone'], 'query')).toEqual(await base.embed(['alone'], 'query'))
})
