import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPieces } from '../../src/embedding/pieces.ts'
import { createStaticEmbedder } from '../../src/embedding/static-encoder.ts'
import { createStaticFeatures, pairKeys } from '../../src/embedding/static-features.ts'
import { createLayer } from '../../src/embedding/static-layer.ts'
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

test('the layer in WebAssembly is the layer in plain numbers', () => {
  const [dims, hidden] = [8, 6]
  const layer = { hidden, up: numbers(48), bias: numbers(6), down: numbers(48) }
  const pooled = numbers(dims)
  const wanted = pooled.slice()
  for (let u = 0; u < hidden; u++) {
    let active = layer.bias[u]!
    for (let i = 0; i < dims; i++) active += layer.up[u * dims + i]! * pooled[i]!
    for (let i = 0; i < dims; i++) wanted[i]! += Math.max(0, active) * layer.down[u * dims + i]!
  }
  const through = createLayer(layer, dims)
  for (const _ of [1, 2]) {
    const found = through(pooled)
    for (let i = 0; i < dims; i++) expect(found[i]).toBeCloseTo(wanted[i]!, 5)
  }
})

describe('a model on disk', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'static-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const save = (bits: 4 | 8) => {
    const table = quantize(numbers((pieces.size + 1) * 16), 16, bits)
    const layer = { hidden: 4, up: numbers(64), bias: numbers(4), down: numbers(64) }
    const pairs = Float64Array.of(pairKeys(pieces.cut('怎么退款'), pieces.size)[1]!)
    const manifest = { name: 'tiny', version: '1', madeFrom: {} }
    const parts = { pieces: PIECES, scores: Float32Array.from(SCORES), pairs, table, layer }
    return saveStaticModel(folder, { manifest, ...parts })
  }

  test.each([4, 8] as const)('comes back as it was, with %i bits, and embeds unit vectors', async bits => {
    save(bits)
    const embedder = createStaticEmbedder(readStaticModel(folder))
    const [a, again, other, empty] = await embedder.embed(['怎么退款', '怎麼退款', 'how to refund', ''], 'query')
    expect(a).toEqual(again)
    expect(a).not.toEqual(other)
    expect(Math.hypot(...a!)).toBeCloseTo(1, 5)
    expect(empty!.every(x => Number.isFinite(x))).toBe(true)
    expect(embedder.dims).toBe(16)
  })

  test('keeps the direction of a row, with eight bits better than with four', () => {
    const row = numbers(64)
    const error = (bits: 4 | 8) => {
      const { scales, values } = quantize(row, 64, bits)
      const value = (i: number) =>
        bits === 8 ? (values[i]! << 24) >> 24 : ((values[i >> 1]! >> (i % 2 === 0 ? 0 : 4)) & 15) - 8
      return Math.hypot(...row.map((x, i) => x - scales[0]! * value(i))) / Math.hypot(...row)
    }
    expect(error(8)).toBeLessThan(0.01)
    expect(error(4)).toBeLessThan(0.12)
  })

  test.each([
    ['manifest.json', '{'],
    ['manifest.json', '{"kind":"other"}'],
    ['manifest.json', '{"kind":"yingda-static-embedder","format":99}'],
    ['pieces.tsv', 'changed'],
    ['weights.bin', ''],
  ])('is refused when its %s is %s, by its path', (file, content) => {
    save(4)
    writeFileSync(join(folder, file), content)
    expect(() => readStaticModel(folder)).toThrow(
      expect.objectContaining({ code: 'embedder_directory_invalid', message: expect.stringContaining(folder) }),
    )
  })

  test('has another identity when a weight has changed', () => {
    save(4)
    const before = readStaticModel(folder).hash
    save(8)
    expect(readStaticModel(folder).hash).not.toBe(before)
    expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toContain('"tiny"')
  })
})
