import { describe, expect, it } from 'vitest'
import { createKnowledge } from '../../src/retrieval/search.ts'
import { ask, fakeEmbedder, faq, SHOP } from './passages.ts'

describe('lexical search', async () => {
  const knowledge = await createKnowledge(SHOP)

  it('finds the entry by another wording, by a synonym and through a typo', async () => {
    expect((await ask(knowledge, '邮费要多少钱', 'zh'))[0]?.key).toBe('shipping-fee')
    expect((await ask(knowledge, 'what is the postage', 'en'))[0]?.key).toBe('shipping-fee')
    expect((await ask(knowledge, 'chnage my pasword', 'en'))[0]?.key).toBe('password')
  })

  it('is sure of a question that it has word for word, but for punctuation and politeness', async () => {
    const [hit] = await ask(knowledge, 'hello,  how much is SHIPPING', 'en')
    expect(hit?.key).toBe('shipping-fee')
    expect(hit?.confidence).toBeGreaterThan(0.95)
  })

  it('gives what a hit is made of', async () => {
    const [hit] = await ask(knowledge, 'free delivery', 'en')
    expect(hit).toMatchObject({
      documentId: 'document en shipping-fee',
      title: 'How much is shipping?',
      matched: 'free delivery',
    })
    expect(hit?.scores.vector).toBeUndefined()
    expect(hit?.confidence).toBeGreaterThan(0.2)
  })

  it('has confidences that leave room for "nothing fits", and little for nonsense', async () => {
    const hits = await ask(knowledge, 'how do I return an item', 'en')
    expect(hits.reduce((sum, hit) => sum + hit.confidence, 0)).toBeLessThanOrEqual(1)
    const nonsense = await ask(knowledge, 'quantum chromodynamics lecture', 'en')
    expect(nonsense[0]?.confidence ?? 0).toBeLessThan(0.05)
    expect(await ask(knowledge, '???', 'en')).toEqual([])
  })

  it('gives one hit a key, the best of an article', async () => {
    const hits = await ask(knowledge, '新建盏怎么开盏', 'zh')
    expect(hits.filter(hit => hit.key === 'guide')).toHaveLength(1)
    expect(hits[0]).toMatchObject({ key: 'guide', title: '茶具养护 · 建盏开盏' })
  })

  it('gives each passage of an article where they are asked for', async () => {
    const query = { text: '茶具养护', normalized: '茶具养护', tokens: [], language: 'zh' as const }
    const hits = await knowledge.search(query, { limit: 5, language: 'zh', per: 'passage' })
    expect(hits.filter(hit => hit.key === 'guide')).toHaveLength(2)
    expect(hits.reduce((sum, hit) => sum + hit.confidence, 0)).toBeLessThanOrEqual(1)
  })

  it('searches the other language where the visitor has none', async () => {
    const chinese = await createKnowledge(SHOP.filter(passage => passage.language === 'zh'))
    expect((await ask(chinese, '退货', 'en'))[0]?.key).toBe('return')
  })

  it('answers from a mixed text with the words of both languages', async () => {
    expect((await ask(knowledge, '我的 password 忘了怎么 change', 'zh'))[0]).toMatchObject({
      key: 'password',
      language: 'zh',
    })
  })

  it('finds a passage by key in the wanted language, else in the other', () => {
    expect(knowledge.find('return', 'en')).toMatchObject({ language: 'en', confidence: 1 })
    expect(knowledge.find('only-zh', 'en')).toMatchObject({ language: 'zh' })
    expect(knowledge.find('gone', 'en')).toBeUndefined()
  })

  it('works empty', async () => {
    const empty = await createKnowledge([])
    expect(await ask(empty, 'hello', 'en')).toEqual([])
    expect(empty).toMatchObject({ size: 0, indexKind: 'lexical' })
  })
})

describe('changing documents', () => {
  it('finds what was added, the new text of what was replaced, and not what was removed', async () => {
    const knowledge = await createKnowledge(SHOP, { embedder: fakeEmbedder() })
    const invoice = faq('invoice', 'en', ['Can I have an invoice?'], 'The invoice comes by e-mail.')
    await knowledge.upsert(invoice.documentId, [invoice])
    expect((await ask(knowledge, 'I need an invoice', 'en'))[0]).toMatchObject({
      key: 'invoice',
      text: 'The invoice comes by e-mail.',
    })
    await knowledge.upsert(invoice.documentId, [{ ...invoice, passageId: 'new', text: 'The invoice comes on paper.' }])
    expect((await ask(knowledge, 'I need an invoice', 'en'))[0]).toMatchObject({
      passageId: 'new',
      text: 'The invoice comes on paper.',
    })
    expect(knowledge.size).toBe(SHOP.length + 1)
    await knowledge.remove(invoice.documentId)
    expect((await ask(knowledge, 'I need an invoice', 'en')).map(hit => hit.passageId)).not.toContain('new')
    expect(knowledge.size).toBe(SHOP.length)
  })
})

describe('search with vectors', async () => {
  const knowledge = await createKnowledge(SHOP, { embedder: fakeEmbedder() })

  it('finds by meaning, and says how near', async () => {
    const [hit] = await ask(knowledge, 'freight please', 'en')
    expect(hit?.key).toBe('shipping-fee')
    expect(hit?.scores.vector).toBeGreaterThan(0.9)
    expect(knowledge.indexKind).toBe('exact')
  })

  it('finds a document of the other language, and prefers the translation where there is one', async () => {
    expect((await ask(knowledge, 'receipt', 'en'))[0]).toMatchObject({ key: 'only-zh', language: 'zh' })
    expect((await ask(knowledge, 'credentials', 'en'))[0]).toMatchObject({ key: 'password', language: 'en' })
  })
})

describe('search in a base of the other language', async () => {
  const quoting = faq(
    'club',
    'zh',
    ['tell me where the lost parrots went 会员'],
    '口号是 "tell me where my lost parrot went",三个等级。',
  )
  const chinese = [...SHOP.filter(passage => passage.language === 'zh'), quoting]
  const knowledge = await createKnowledge(chinese, { embedder: fakeEmbedder() })

  it('goes by meaning, and not by a few words that a passage quotes', async () => {
    const [hit] = await ask(knowledge, 'tell me where my lost credentials went', 'en')
    expect(hit?.key).toBe('password')
    expect(hit?.confidence).toBeGreaterThan(0.8)
  })

  it('goes by the words where there is no embedder', async () => {
    const lexical = await createKnowledge(chinese)
    expect((await ask(lexical, 'where my parrot went', 'en'))[0]?.key).toBe('club')
  })
})

describe('calibration', () => {
  it('keeps the shipped weights for a base that is too small to say anything', async () => {
    const knowledge = await createKnowledge(SHOP)
    const before = await ask(knowledge, 'free delivery', 'en')
    expect((await knowledge.calibrate()).report).toEqual({})
    expect(await ask(knowledge, 'free delivery', 'en')).toEqual(before)
  })

  it('measures a larger base on its own questions, the same way each time', async () => {
    const topics = ['cup', 'pot', 'tray', 'lamp', 'desk', 'rug', 'vase', 'bowl', 'pan', 'fork']
    const base = topics.map(topic =>
      faq(
        topic,
        'en',
        [`What is the ${topic} made of?`, `${topic} material`, `is the ${topic} wood`],
        `The ${topic} is made of wood.`,
      ),
    )
    const first = await (await createKnowledge(base)).calibrate()
    const second = await (await createKnowledge(base)).calibrate()
    expect(first.report.en).toMatchObject({ asked: 30, rightFirst: 1 })
    expect(first).toEqual(second)
  })
})
