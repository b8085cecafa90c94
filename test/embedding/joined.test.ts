import { describe, expect, it } from 'vitest'
import type { Embedder } from '../../src/embedder.ts'
import { centred } from '../../src/embedding/centred.ts'
import { joinEmbedders } from '../../src/embedding/joined.ts'

/** Two dimensions: how long a text is, and a constant that says nothing. */
function fake(name: string): Embedder & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    identity: name,
    name,
    dims: 2,
    async embed(texts) {
      asked.push(...texts)
      return texts.map(text => Float32Array.of(Math.sin(text.length), Math.cos(text.length)))
    },
    close: async () => {},
  }
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe('joined embedders', () => {
  const both = fake('both')
  const zh = fake('zh')
  const en = fake('en')
  const joined = joinEmbedders([
    { embedder: both, language: undefined },
    { embedder: zh, language: 'zh' },
    { embedder: en, language: 'en' },
  ])

  it('ask for each text the models that know its language, and give unit vectors', async () => {
    const [chinese, english] = await joined.embed(['怎么退货', 'how to return'], 'query')
    expect([both.asked, zh.asked, en.asked]).toEqual([['怎么退货', 'how to return'], ['怎么退货'], ['how to return']])
    expect(dot(chinese!, chinese!)).toBeCloseTo(1)
    expect(dot(english!, english!)).toBeCloseTo(1)
    expect(joined.dims).toBe(6)
  })

  it('say how near texts of two languages can be: by the models that know both', async () => {
    const [chinese, english] = await joined.embed(['四个汉字', 'four'], 'query')
    // Two thirds of the Chinese text's, a fifth of the English one's.
    expect(dot(chinese!, english!)).toBeCloseTo(Math.sqrt((2 / 3) * 0.2))
    expect(joined.crossLanguage).toBeCloseTo(Math.sqrt((2 / 3) * 0.2))
    const more = joinEmbedders([
      { embedder: both, language: undefined },
      { embedder: fake('second'), language: undefined },
      { embedder: zh, language: 'zh' },
      { embedder: en, language: 'en' },
    ])
    // Together they count the same.
    expect(more.crossLanguage).toBeCloseTo(Math.sqrt((2 / 3) * 0.2))
    expect(joinEmbedders([{ embedder: zh, language: 'zh' }])).toBe(zh)
  })

  it('read a language that none knows with all they have', async () => {
    const [vector] = await joinEmbedders([
      { embedder: zh, language: 'zh' },
      { embedder: fake('zh2'), language: 'zh' },
    ]).embed(['hello'], 'query')
    expect(dot(vector!, vector!)).toBeCloseTo(1)
  })

  it('have an identity of all their parts, in order', () => {
    const parts = [
      { embedder: zh, language: 'zh' as const },
      { embedder: en, language: 'en' as const },
    ]
    expect(joinEmbedders(parts).identity).not.toBe(joinEmbedders(parts.toReversed()).identity)
  })
})

describe('centred vectors', () => {
  it('are unit vectors under an identity of their own', async () => {
    const embedder = await centred(fake('plain'))
    const [one] = await embedder.embed(['password'], 'query')
    expect(Math.hypot(...one!)).toBeCloseTo(1)
    expect(embedder.identity).not.toBe('plain')
  })
})
