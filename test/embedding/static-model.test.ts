import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPieces } from '../../src/embedding/pieces.ts'
import { createStaticEmbedder } from '../../src/embedding/static-encoder.ts'
import { createStaticEngine } from '../../src/embedding/static-engine.ts'
import { createStaticFeatures, pairKeys } from '../../src/embedding/static-features.ts'
import { createKernel } from '../../src/embedding/static-kernel.ts'
import { quantize, readStaticModel, saveStaticModel } from '../../src/embedding/static-model.ts'
import { createRandom } from '../../src/random.ts'

const PIECES = ['▁', '▁how', '▁to', '▁re', 'fund', '退款', '怎么', '退', '款', '怎']
const SCORES = [-3, -4, -4, -6, -7, -6, -5, -9, -9, -9]
const pieces = createPieces(PIECES, SCORES)
const random = createRandom(1)
const numbers = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5)

describe('pieces', () => {
  const named = (text: string) => pieces.cut(text).map(piece => PIECES[piece] ?? '?')

  test('are the likeliest cut', () => {
    expect(named('How to refund')).toEqual(['▁how', '▁to', '▁re', 'fund'])
    expect(named('怎么退款')).toEqual(['怎么', '退款'])
  })

  test('see full width, traditional characters and capitals as one', () => {
    expect(named('ＨＯＷ　ＴＯ')).toEqual(named('how to'))
    expect(named('怎麼退款')).toEqual(named('怎么退款'))
  })

  test('stand in for what no piece has, the same for the same character', () => {
    expect(named('退☃')).toEqual(['退', '?'])
    expect(pieces.cut('☃')).toEqual(pieces.cut('☃'))
    expect(pieces.cut('☃☂').every(piece => piece < pieces.size)).toBe(true)
  })

  test('of nothing are none, of a million characters a few thousand at most', () => {
    expect(pieces.cut('  \u0000 ')).toEqual([])
    expect(pieces.cut('退'.repeat(1_000_000)).length).toBeLessThanOrEqual(2001)
  })
})

describe('features', () => {
  test('are the pieces and the pairs that the table has', () => {
    const cut = pieces.cut('怎么退款')
    const keys = pairKeys(cut, pieces.size)
    const features = createStaticFeatures(pieces, [12345, keys[1]!])
    expect(features.of('怎么退款')).toEqual({ rows: [...cut, pieces.size + 1], pieces: 2 })
    expect(features.rows).toBe(pieces.size + 2)
  })
})

test('the arithmetic in WebAssembly is the arithmetic in plain numbers', () => {
  const [dims, hidden] = [64, 38]
  const table = quantize(numbers(3 * dims), dims)
  const layer = { hidden, up: numbers(dims * hidden), bias: numbers(hidden), down: numbers(dims * hidden) }
  const value = (row: number, i: number) => {
    const at = row * dims + i
    return table.scales[row]! * (((table.values[at >> 1]! >> (i % 2 === 0 ? 0 : 4)) & 15) - 8)
  }
  const pooled = Array.from({ length: dims }, (_, i) => 0.5 * (value(2, i) + value(0, i) + value(2, i)))
  const exact = (numbers: readonly number[]) => numbers
  const inWhole = (most: number) => (numbers: readonly number[]) => {
    const unit = Math.max(...numbers.map(Math.abs)) / most
    return numbers.map(x => unit * Math.round(x / unit))
  }
  const through = (input: typeof exact, weights: typeof exact) => {
    const dot = (row: readonly number[], given: readonly number[]) =>
      weights(row).reduce((sum, x, i) => sum + x * given[i]!, 0)
    const rowOf = (u: number) => Array.from(layer.up.subarray(u * dims, (u + 1) * dims))
    const given = input(pooled)
    const active = input(Array.from(layer.bias, (bias, u) => Math.max(0, bias + dot(rowOf(u), given))))
    const columnOf = (i: number) => Array.from({ length: hidden }, (_, u) => layer.down[u * dims + i]!)
    return pooled.map((x, i) => x + dot(columnOf(i), active))
  }
  const wanted = through(inWhole(2047), inWhole(1023))
  const ideal = through(exact, exact)
  const kernel = createKernel(table, layer, 8)
  for (const _ of [1, 2]) {
    const found = kernel.layer(kernel.sum([2, 0, 2], 0.5))
    for (let i = 0; i < dims; i++) expect(found[i]).toBeCloseTo(wanted[i]!, 4)
    const largest = Math.max(...ideal.map(Math.abs))
    for (let i = 0; i < dims; i++) expect(Math.abs(found[i]! - ideal[i]!) / largest).toBeLessThan(1e-3)
  }
})

describe('a model on disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'static-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const save = () => {
    const table = quantize(numbers((pieces.size + 1) * 32), 32)
    const layer = { hidden: 4, up: numbers(128), bias: numbers(4), down: numbers(128) }
    const pairs = Float64Array.of(pairKeys(pieces.cut('怎么退款'), pieces.size)[1]!)
    const manifest = { name: 'tiny', version: '1', madeFrom: {} }
    const parts = { pieces: PIECES, scores: Float32Array.from(SCORES), pairs, table, layer }
    return saveStaticModel(folder, { manifest, ...parts })
  }

  test('comes back as it was, and embeds unit vectors', async () => {
    save()
    const embedder = createStaticEmbedder(createStaticEngine(readStaticModel(folder)))
    const [a, again, other, empty] = await embedder.embed(['怎么退款', '怎麼退款', 'how to refund', ''], 'query')
    expect(a).toEqual(again)
    expect(a).not.toEqual(other)
    expect(Math.hypot(...a!)).toBeCloseTo(1, 5)
    expect(empty!.every(x => Number.isFinite(x))).toBe(true)
    expect(embedder.dims).toBe(32)
  })

  test('keeps the direction of a row', () => {
    const row = numbers(64)
    const { scales, values } = quantize(row, 64)
    const value = (i: number) => scales[0]! * (((values[i >> 1]! >> (i % 2 === 0 ? 0 : 4)) & 15) - 8)
    expect(Math.hypot(...row.map((x, i) => x - value(i))) / Math.hypot(...row)).toBeLessThan(0.12)
  })

  test.each([
    ['manifest.json', '{'],
    ['manifest.json', '{"kind":"other"}'],
    ['manifest.json', '{"kind":"yingda-static-embedder","format":99}'],
    ['pieces.tsv', 'changed'],
    ['weights.bin', ''],
  ])('is refused when its %s is %s, by its path', (file, content) => {
    save()
    writeFileSync(join(folder, file), content)
    expect(() => readStaticModel(folder)).toThrow(
      expect.objectContaining({ code: 'embedder_directory_invalid', message: expect.stringContaining(folder) }),
    )
  })

  test.each([
    ['hidden', 1056],
    ['dims', 0],
    ['hidden', 'many'],
    ['dims', undefined],
  ])('is refused when its manifest has no usable size: %s %s', (name, size) => {
    save()
    const file = join(folder, 'manifest.json')
    const manifest = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...manifest, [name]: size }))
    expect(() => readStaticModel(folder)).toThrow(
      expect.objectContaining({
        code: 'embedder_directory_invalid',
        message: expect.stringContaining(`${size} as “${name}”`),
      }),
    )
  })

  test('has another identity when a weight has changed', () => {
    save()
    const before = readStaticModel(folder).hash
    save()
    expect(readStaticModel(folder).hash).not.toBe(before)
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toContain('"tiny"')
  })
})
