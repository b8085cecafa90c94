/** The model that every installation has: what it promises in its card, on texts of this test's own. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from '../../src/embedder.ts'
import { BUILT_IN, openEmbedder } from '../../src/embedding/open.ts'
import { createStaticEmbedder } from '../../src/embedding/static-encoder.ts'
import { createStaticEngine } from '../../src/embedding/static-engine.ts'
import { readStaticModel } from '../../src/embedding/static-model.ts'

let embedder: Embedder
beforeAll(async () => {
  embedder = (await openEmbedder(['built-in']))!
})

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
async function nearestOf(query: string, texts: readonly string[]): Promise<string> {
  const [asked, ...vectors] = await embedder.embed([query, ...texts], 'query')
  const cosines = vectors.map(vector => dot(asked!, vector))
  return texts[cosines.indexOf(Math.max(...cosines))]!
}

describe('the built-in model', () => {
  const CHINESE = ['怎么申请退货', '快递什么时候到', '怎样修改密码', '可以开发票吗', '有没有优惠券']
  const ENGLISH = [
    'How do I return an item?',
    'When will my parcel arrive?',
    'How can I change my password?',
    'Can I get an invoice?',
    'Do you have any coupons?',
  ]

  test('finds the same question in the other language', async () => {
    for (const [i, text] of CHINESE.entries()) {
      expect(await nearestOf(text, ENGLISH)).toBe(ENGLISH[i])
      expect(await nearestOf(ENGLISH[i]!, CHINESE)).toBe(text)
    }
  })

  test.each([
    ['东西不想要了，想退掉', '怎么申请退货'],
    ['包裹几号能送到', '快递什么时候到'],
    ['I would like to send this back', 'How do I return an item?'],
    ['is there a discount code', 'Do you have any coupons?'],
  ])('finds “%s” in other words', async (asked, meant) => {
    expect(await nearestOf(asked, CHINESE.includes(meant) ? CHINESE : ENGLISH)).toBe(meant)
  })

  test('gives the same numbers everywhere', async () => {
    const raw = createStaticEmbedder(createStaticEngine(readStaticModel(BUILT_IN)))
    const [vector] = await raw.embed(['退款 how to get a refund'], 'query')
    expect(Array.from(vector!.slice(0, 6), x => x.toFixed(5))).toEqual(FIRST_NUMBERS)
  })

  test('fits into the repository, and says what it was made from', () => {
    const bytes = readdirSync(BUILT_IN).reduce((sum, file) => sum + statSync(join(BUILT_IN, file)).size, 0)
    expect(bytes).toBeLessThan(16e6)
    const { manifest } = readStaticModel(BUILT_IN)
    expect(manifest).toMatchObject({ dims: 256, madeFrom: { teachers: [{}, {}, {}] } })
  })

  test('survives odd texts', async () => {
    const vectors = await embedder.embed(
      ['', ' ', '😀'.repeat(3000), '退'.repeat(100_000), '\ud800', '日本語のテキスト'],
      'query',
    )
    for (const vector of vectors) expect(vector.every(Number.isFinite)).toBe(true)
  })
})

const FIRST_NUMBERS = ['0.13176', '0.04766', '0.11817', '-0.04232', '-0.02299', '-0.10276']
