import { expect, test } from 'vitest'
import { piecesOf } from '../../src/conversation/pieces.ts'
import { initialState } from '../../src/dialog/initial-state.ts'
import { DEFAULT_THRESHOLDS } from '../../src/dialog/thresholds.ts'
import { halvesOf, mattersIn } from '../../src/nlu/segments.ts'
import { hit, message, pieces, play } from './turns.ts'

const whole = { hits: [hit('invoice', 0.5), hit('shipping', 0.3)], intents: [{ name: 'track_order', confidence: 0.6 }] }
const invoice = { hits: [hit('invoice', 0.97)] }
const shipping = { hits: [hit('shipping', 0.96)] }
const order = { intents: [{ name: 'track_order', confidence: 0.97 }], outOfScope: 0.01 }
const decide = (...parts: Parameters<typeof pieces>) =>
  play(initialState('en'), message('one and another', { ...whole, outOfScope: 0.2 }, pieces(...parts))).decision

test('two matters that are each sure are answered in one message, each under its title and with its source', () => {
  const decision = decide(invoice, shipping)
  expect(decision).toMatchObject({ kind: 'answer', rule: 'several', documentId: 'document invoice' })
  const { text, sources } = decision as Extract<typeof decision, { kind: 'answer' }>
  expect(text).toBe('**Title of invoice**\n\nAnswer of invoice\n\n**Title of shipping**\n\nAnswer of shipping')
  expect(sources.map(({ documentId }) => documentId)).toEqual(['document invoice', 'document shipping'])
  expect((decision as { choices?: { id: string }[] }).choices ?? []).toEqual([])
})

test('an intent and a passage go together, with the source of the passage', () => {
  const decision = decide(order, invoice)
  expect(decision).toMatchObject({ rule: 'several', documentId: 'document invoice' })
  expect((decision as { text: string }).text).toContain('see the orders page')
})

test('one unsure piece, the same answer twice, or an answer that the whole message does not suggest leave it as one', () => {
  expect(decide(invoice, { hits: [hit('shipping', 0.3)] }).rule).not.toBe('several')
  expect(decide(invoice, invoice).rule).not.toBe('several')
  expect(decide(invoice, { hits: [hit('teapots', 0.98)] }).rule).not.toBe('several')
})

test('a complaint or a greeting is no answer among others', () => {
  for (const name of ['complaint', 'greet']) {
    const part = { intents: [{ name, confidence: 0.98 }], outOfScope: 0.01 }
    const event = message('…', { ...whole, ...part, hits: [hit('invoice', 0.3)] }, pieces(invoice, part))
    expect(play(initialState('en'), event).decision.rule).not.toBe('several')
  }
})

test('a message is looked at in pieces only where it says that it asks several things', () => {
  expect(mattersIn('我要退款,另外发票怎么开')).toEqual(['我要退款', '发票怎么开'])
  expect(mattersIn('怎么退货？运费谁出？')).toEqual(['怎么退货', '运费谁出'])
  expect(mattersIn('how do I return it? And who pays the postage?')).toHaveLength(2)
  expect(mattersIn('我买了茶壶，怎么清洗？')).toEqual([])
  expect(mattersIn('where is my order?')).toEqual([])
  expect(mattersIn('仓库说有使用痕迹,我还有哪些选择')).toEqual([])
  expect(mattersIn('Which third parties get to see my name and address?')).toEqual([])
})

test('a sentence that joins two things by one word has two halves', () => {
  expect(halvesOf('可以用花呗和礼品卡吗')).toEqual(['可以用花呗', '礼品卡吗'])
  expect(halvesOf('shipping cost and return postage')).toEqual(['shipping cost', 'return postage'])
  expect(halvesOf('A和B')).toEqual([])
  expect(halvesOf('black and white and red')).toEqual([])
  expect(halvesOf('where is my sandwich?')).toEqual([])
})

test('the halves are asked apart only where the whole has no answer', () => {
  const intents = new Map()
  const asked = (confidence: number) =>
    piecesOf(
      { ...message('gift cards and instalments', { hits: [hit('gift', confidence)] }) },
      intents,
      DEFAULT_THRESHOLDS,
    )
  expect(asked(0.2)).toEqual(['gift cards', 'instalments'])
  expect(asked(0.95)).toEqual([])
})

test('a message that is a question of the knowledge word for word is that question, however many it seems to ask', () => {
  const asked = (text: string) => {
    const event = message(text, { hits: [{ ...hit('shipping', 0.99), matched: '运费怎么算？满多少包邮？' }] })
    return piecesOf(event, new Map(), DEFAULT_THRESHOLDS)
  }
  expect(asked('请问运费怎么算?满多少包邮?')).toEqual([])
  expect(asked('运费怎么算?怎么退货?')).toEqual(['运费怎么算', '怎么退货'])
})
