import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { continuedFrom } from '../../../src/embedding/distil/continued.ts'
import type { Corpus } from '../../../src/embedding/distil/corpus.ts'
import type { Lexicon } from '../../../src/embedding/distil/lexicons.ts'
import { product } from '../../../src/embedding/distil/matrix.ts'
import { createTargets } from '../../../src/embedding/distil/targets.ts'
import type { TeacherVectors } from '../../../src/embedding/distil/teacher-vectors.ts'
import { addVariants } from '../../../src/embedding/distil/variants.ts'
import { createStaticEmbedder } from '../../../src/embedding/static-encoder.ts'
import { createStaticEngine } from '../../../src/embedding/static-engine.ts'
import { dequantize, quantize, readStaticModel, saveStaticModel } from '../../../src/embedding/static-model.ts'
import { createRandom } from '../../../src/random.ts'
import { chineseKinds, commonChineseWords } from '../../../src/text/lexicon.ts'

const corpusOf = (texts: string[]): Corpus => ({
  texts: [...texts],
  languages: texts.map(() => 'zh'),
  parallel: [],
  paraphrases: [],
  variants: [],
  written: texts.length,
  skipped: { broken: 0, length: 0, repeated: 0 },
})

/** Nouns are exchanged for 甲, or 乙 where a similar one is wanted. */
const lexicon: Lexicon = { language: 'zh', cut: chineseKinds, any: () => '甲', similar: () => '乙' }

describe('made-up texts', () => {
  test('are pairs of a text and the same with one change, behind what was written', () => {
    const corpus = corpusOf(['杯子多少钱', '快递什么时候到'])
    addVariants(corpus, lexicon, 200, createRandom(1))
    expect(corpus.written).toBe(2)
    expect(corpus.variants.length).toBeGreaterThan(100)
    expect(corpus.languages.length).toBe(corpus.texts.length)
    for (const [a, b] of corpus.variants) {
      expect(Math.min(a, b)).toBeGreaterThanOrEqual(corpus.written)
      expect(corpus.texts[a]).not.toBe(corpus.texts[b])
      expect(corpus.texts[a]).not.toBe('')
      expect(corpus.texts[b]).not.toBe('')
    }
    const seen = new Set(corpus.variants.map(([a, b]) => `${corpus.texts[a]} > ${corpus.texts[b]}`))
    // Left out, moved, another, a similar one, and strewn with another before.
    for (const expected of [
      '杯子多少钱 > 多少钱',
      '杯子多少钱 > 多少杯子钱',
      '杯子多少钱 > 乙多少钱',
      '甲多少钱 > 多少钱',
    ])
      expect(seen).toContain(expected)
  })

  test('are the same every time, and none where nothing was written in the language', () => {
    const [one, two] = [corpusOf(['杯子多少钱']), corpusOf(['杯子多少钱'])]
    for (const corpus of [one, two]) addVariants(corpus, lexicon, 20, createRandom(7))
    expect(one).toEqual(two)
    const english: Corpus = { ...corpusOf(['how much']), languages: ['en'] }
    addVariants(english, lexicon, 20, createRandom(7))
    expect(english.texts).toEqual(['how much'])
  })
})

test('Chinese words have kinds, and cut text is the text', () => {
  expect(
    chineseKinds('北京的杯子,很好看!')
      .map(({ word }) => word)
      .join(''),
  ).toBe('北京的杯子,很好看!')
  const kinds = new Map(chineseKinds('北京的杯子').map(({ word, kind }) => [word, kind]))
  expect(kinds.get('北京')).toBe('ns')
  expect(kinds.get('杯子')).toBe('n')
  expect(kinds.get('的')).toBeUndefined()
  const common = new Map(commonChineseWords().map(entry => [entry.word, entry]))
  expect(common.size).toBeGreaterThan(20_000)
  expect(common.get('杯子')?.frequency).toBeGreaterThan(100)
})

describe('a student that goes on', () => {
  const PIECES = ['退', '款', '多', '少', '钱', '快', '递', '到']
  const DIMS = 32
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'continued-'))
    const random = createRandom(3)
    const numbers = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5)
    const scores = Float32Array.from(PIECES, () => -3)
    const table = quantize(numbers((PIECES.length + 1024) * DIMS), DIMS)
    const layer = { hidden: 8, up: numbers(8 * DIMS), bias: numbers(8), down: numbers(8 * DIMS) }
    const manifest = { name: 'small', version: '1', madeFrom: {} }
    saveStaticModel(folder, { manifest, pieces: PIECES, scores, pairs: new Float64Array(0), table, layer })
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('begins with its table and its layer, and sees the teacher from where it stands', async () => {
    const model = readStaticModel(folder)
    const texts = PIECES.flatMap(a => PIECES.map(b => a + b))
    const corpus = corpusOf(texts)
    const embedder = createStaticEmbedder(createStaticEngine(model))
    const seen = await embedder.embed(texts, 'passage')
    // A teacher that says what the model says, turned round.
    const vectors = Int8Array.from(seen.flatMap(vector => Array.from(vector, x => Math.round(-127 * x))))
    const rows = Int32Array.from(texts, (_, t) => t)
    const teacher = { language: undefined } as unknown as TeacherVectors['teacher']
    const targets = createTargets([{ teacher, dims: DIMS, rows, vectors }], corpus.languages)
    const { table, dense } = await continuedFrom(model, corpus, targets)
    expect(table).toEqual(dequantize(model.table))
    const pooled = createStaticEngine(model).kernel.sum([3], 1)
    for (let i = 0; i < DIMS; i++) expect(table[3 * DIMS + i]).toBeCloseTo(pooled[i]!, 5)
    expect(dense.up.rows).toBe(DIMS)
    expect(dense.up.data[1 * 8 + 3]).toBe(model.layer.up[3 * DIMS + 1])
    const z = { rows: texts.length, columns: DIMS, data: Float32Array.from(seen.flatMap(vector => [...vector])) }
    const through = await product(z, dense.heads[0]!)
    const wanted = targets.of(targets.teachers[0]!, Uint32Array.from(rows), 'zh')
    let alike = 0
    for (let i = 0; i < through.data.length; i++) alike += through.data[i]! * wanted.data[i]!
    expect(alike / Math.hypot(...through.data) / Math.hypot(...wanted.data)).toBeGreaterThan(0.8)
  })
})
