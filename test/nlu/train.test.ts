import { beforeAll, describe, expect, test } from 'vitest'
import type { Embedder } from '../../src/embedder.ts'
import { weightsOf } from '../../src/nlu/classifier.ts'
import { createEngine, type Engine } from '../../src/nlu/engine.ts'
import { hashLines, type Trained, train } from '../../src/nlu/train.ts'
import type { TrainingLine } from '../../src/nlu/training-line.ts'
import { sampleLines } from './sample-lines.ts'

let trained: Trained
let engine: Engine
beforeAll(async () => {
  trained = await train(sampleLines, { now: () => new Date('2026-11-23T00:00:00Z') })
  engine = createEngine(trained.model)
})

const top = async (text: string) => (await engine.understand(text)).intents[0]!

describe('a trained model', () => {
  test.each([
    ['我的包裹走到哪里了呀', 'track_order'],
    ['where is my package now', 'track_order'],
    ['我的 order 到哪了', 'track_order'],
    ['我的包裹運到哪裡了', 'track_order'],
    ['想申請退款', 'request_refund'],
    ['i need my money back', 'request_refund'],
    ['收货地址写错了怎么改', 'change_address'],
    ['人工客服', 'request_person'],
  ])('understands %s', async (text, intent) => {
    expect((await top(text)).name).toBe(intent)
  })

  test('is sure of a training line, whatever its punctuation, width and politeness', async () => {
    for (const text of ['我要退款', '請問，我要退款！！', 'I want a  REFUND, please.', 'Ｉ ｗａｎｔ ａ refund']) {
      const { intents, outOfScope } = await engine.understand(text)
      expect(intents[0]).toEqual({ name: 'request_refund', confidence: 0.99 })
      expect(outOfScope).toBeLessThan(0.05)
    }
  })

  test('holds what nobody trained for out of scope, above what somebody did', async () => {
    const strange = ['write me a poem', '你们老板身高多少', 'asdfgh', '推荐一部电影', 'who won the world cup']
    const known = ['包裹到哪里了', 'refund my money', '发票抬头错了', 'change the address of my order']
    const scope = async (texts: string[]) =>
      Promise.all(texts.map(async text => (await engine.understand(text)).outOfScope))
    expect(Math.min(...(await scope(strange)))).toBeGreaterThan(Math.max(...(await scope(known))))
  })

  test('gives probabilities: at most ten, best first, and no more than 1 together', async () => {
    const { intents } = await engine.understand('退款 invoice 地址')
    const confidences = intents.map(intent => intent.confidence)
    expect(confidences).toEqual([...confidences].sort((a, b) => b - a))
    expect(confidences.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
  })

  test.each([
    '',
    ' ',
    '？？？',
    '😀'.repeat(3000),
    'a'.repeat(100_000),
    '退'.repeat(100_000),
    '\ud800',
    '__proto__ constructor',
  ])('survives odd texts', async text => {
    const { outOfScope, intents } = await engine.understand(text)
    expect(outOfScope).toBeGreaterThanOrEqual(0)
    expect(outOfScope).toBeLessThanOrEqual(1)
    for (const intent of intents) expect(intent.confidence).toBeGreaterThanOrEqual(0)
  })

  test('also says language, words, entities and the normalised form', async () => {
    const understood = await engine.understand('我的订单ＱＨ20261123001到哪了')
    expect(understood).toMatchObject({ language: 'zh', normalized: '我的订单qh20261123001到哪了' })
    expect(understood.tokens).toContain('订单')
    expect(understood.entities.map(entity => entity.value)).toEqual(['QH20261123001'])
  })
})

describe('several matters in one message', () => {
  const mattersOf = async (text: string) =>
    (await engine.matters(text)).map(({ name, start, end }) => [name, text.slice(start, end)])

  test('are told apart, with their spans', async () => {
    expect(await mattersOf('我要退款,另外人工客服在吗')).toEqual([
      ['request_refund', '我要退款'],
      ['request_person', '人工客服在吗'],
    ])
    expect(await mattersOf('where is my package? and I want a refund')).toEqual([
      ['track_order', 'where is my package'],
      ['request_refund', 'I want a refund'],
    ])
  })

  test.each([
    '我要退款',
    '我要退款，把钱退给我',
    '你好，我要退款',
    'refund, please',
    '，，，、、。',
    'a, b, c, d, e, f, g, h, i',
  ])('are not seen in %s', async text => {
    expect(await mattersOf(text)).toEqual([])
  })
})

describe('the report', () => {
  test('counts every line once', () => {
    const { perIntent, accuracy, byLanguage, folds } = trained.report
    expect(folds).toBe(5)
    expect(perIntent.map(intent => intent.support)).toEqual([16, 16, 16, 16, 16, 16])
    const right = perIntent.reduce((sum, intent) => sum + intent.recall * intent.support, 0)
    expect(right / 96).toBeCloseTo(accuracy, 9)
    expect((byLanguage.zh! + byLanguage.en!) / 2).toBeCloseTo(accuracy, 9)
    expect(accuracy).toBeGreaterThan(0.6)
  })

  test('names lines that stand under two intents, and the classifier decides them', async () => {
    const lines: TrainingLine[] = [...sampleLines, { text: '我要退款！', intent: 'greet', language: 'zh' }]
    const { report, model } = await train(lines)
    expect(report.conflicts).toEqual([{ text: '我要退款', intents: ['request_refund', 'greet'] }])
    expect((await createEngine(model).understand('我要退款')).intents[0]!.confidence).toBeLessThan(0.99)
  })
})

test('the same lines give the same model', async () => {
  const again = await train(sampleLines, { now: () => new Date('2026-11-23T00:00:00Z') })
  expect(weightsOf(again.model.classifier)).toEqual(weightsOf(trained.model.classifier))
  expect(again.model.classifier.bias).toEqual(trained.model.classifier.bias)
  expect(again.model.scope).toEqual(trained.model.scope)
  expect(hashLines([...sampleLines].reverse())).toBe(trained.model.manifest.dataHash)
})

test('a Chinese question to an English model is out of scope, not an error', async () => {
  const { model } = await train(sampleLines.filter(line => line.language === 'en'))
  const { outOfScope } = await createEngine(model).understand('我的快递到哪了')
  expect(outOfScope).toBeGreaterThan(0.5)
  expect(model.manifest.languages).toEqual(['en'])
})

test('two intents of two lines are enough', async () => {
  const lines = sampleLines.filter(line => line.intent === 'greet' || line.intent === 'request_refund')
  const few = [...lines.slice(0, 2), ...lines.slice(-2)]
  const { model, report } = await train(few)
  expect(report.outOfScope).toBeUndefined()
  expect((await createEngine(model).understand('我要退款')).intents[0]!.name).toBe('request_refund')
})

test.each([
  [[{ text: '', intent: 'a', language: 'zh' }], /Line 1 \(intent a\) is empty/],
  [[{ text: 'x', intent: '', language: 'zh' }], /Line 1 names no intent/],
  [[{ text: 'x', intent: 'a', language: 'fr' }], /unknown language fr/],
  [[{ text: 'x', intent: 'a', language: 'en' }], /at least 2 intents/],
  [[...sampleLines, { text: 'x', intent: 'lonely', language: 'en' }], /lonely has 1 utterance/],
])('lines that cannot be trained on are refused by intent and line: %#', async (lines, message) => {
  const promise = train(lines as TrainingLine[])
  await expect(promise).rejects.toThrow(message)
  await expect(promise).rejects.toMatchObject({ code: 'training_lines_invalid' })
})

test('training can be stopped, tells its progress and lets others run', async () => {
  const control = new AbortController()
  await expect(train(sampleLines, { signal: control.signal, onProgress: () => control.abort() })).rejects.toThrow()
  const shares: number[] = []
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  // Enough lines that it takes longer than one stretch on any machine.
  const many = Array.from({ length: 20 }, (_, n) => sampleLines.map(line => ({ ...line, text: `${line.text} ${n}` })))
  await train(many.flat(), { onProgress: done => shares.push(done) })
  clearInterval(timer)
  expect(turns).toBeGreaterThan(1)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect(shares.at(-1)).toBe(1)
})

test('with an embedder, meaning counts that no word shows', async () => {
  const embedder = fakeEmbedder()
  const { model } = await train(sampleLines, { embedder })
  const understood = await createEngine(model, { embedder }).understand('quiero mi dinero')
  expect(understood.intents[0]!.name).toBe('request_refund')
  expect(model.manifest.embedder).toBe('fake')
  expect(() => createEngine(model)).toThrow(/fake.*none/)
})

test('numbers and marks alone are no intent, whatever their vector is near to, unless a line is just that', async () => {
  const embedder = fakeEmbedder()
  const lines: TrainingLine[] = [
    { text: '退款 123', intent: 'request_refund', language: 'zh' },
    { text: '0', intent: 'request_person', language: 'zh' },
  ]
  const { model } = await train([...sampleLines, ...lines], { embedder })
  const engine = createEngine(model, { embedder })
  for (const text of ['123', '12345', '１２３', '3.50', '2026-11-27', '？？？', '¥ 99', '🜚'])
    expect([text, (await engine.understand(text)).outOfScope]).toEqual([text, 0.99])
  const zero = await engine.understand('0')
  expect([zero.intents[0]!.name, zero.outOfScope < 0.1]).toEqual(['request_person', true])
})

test('a sentence model that gives no numbers is named, with the line', async () => {
  const sound = fakeEmbedder()
  const broken: Embedder = {
    ...sound,
    embed: async (texts, side) =>
      (await sound.embed(texts, side)).map((vector, i) => (texts[i] === '我要退款' ? vector.fill(Number.NaN) : vector)),
  }
  await expect(train(sampleLines, { embedder: broken })).rejects.toMatchObject({
    code: 'vector_invalid',
    value: '我要退款',
    params: { name: 'fake', line: '我要退款' },
    message: expect.stringMatching(/fake.*我要退款/),
  })
})

/** Knows the words for money and parcels in three languages. */
function fakeEmbedder(): Embedder {
  const groups = [
    /退|refund|money|dinero/,
    /快递|包裹|物流|order|parcel|package|deliver/,
    /发票|invoice/,
    /地址|address/,
    /人|human|agent|person/,
    /./,
  ]
  const embed = (text: string) =>
    Float32Array.from(groups, (_, i) => (groups.findIndex(group => group.test(text)) === i ? 1 : 0))
  return {
    identity: 'fake',
    dims: groups.length,
    name: 'fake',
    embed: async texts => texts.map(embed),
    close: async () => {},
  }
}
