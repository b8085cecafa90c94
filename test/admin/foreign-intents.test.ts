import { describe, expect, test } from 'vitest'
import { intentName, readForeign, toIntents } from '../../src/admin/foreign-intents.ts'

const RASA = `version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - 你好
- intent: faq/Ask_Price
  examples: |
    - how much is [shipping](service)
    - what does [the blue mug]{"entity": "product"} cost
- intent: goodbye
  examples:
  - text: |
      bye
- synonym: mug
  examples: |
    - cup
responses:
  utter_greet:
  - text: Hello! How can I help?
`

describe('intents of other tools', () => {
  test('of Rasa: examples without their entities, in their languages, with the answer that fits', () => {
    const { intents, leftOut } = toIntents([readForeign('rasa', 'nlu.yml', RASA)])
    expect(intents.map(({ name }) => name)).toEqual(['greet', 'faq_ask_price', 'goodbye'])
    expect(intents[0]).toMatchObject({
      utterances: { zh: ['你好'], en: ['hello'] },
      answer: { zh: '', en: 'Hello! How can I help?' },
    })
    expect(intents[1]!.utterances.en).toEqual(['how much is shipping', 'what does the blue mug cost'])
    expect(intents[2]!.utterances.en).toEqual(['bye'])
    expect(leftOut).toBe(0)
  })

  test('of a table, whatever the order and names of its columns', () => {
    const table = readForeign('csv', 'a.csv', '\ufeff意图,说法\r\nrefund,"我要退款, 谢谢"\r\nrefund,money back\r\n')
    expect(toIntents([table]).intents[0]!.utterances).toEqual({ zh: ['我要退款, 谢谢'], en: ['money back'] })
  })

  test('of JSON lines, each utterance once; what cannot be an utterance is counted', () => {
    const rows = ['a', 'a', '', 'x'.repeat(501)].map(text => JSON.stringify({ text, intent: 'one two' }))
    const { intents, leftOut } = toIntents([readForeign('jsonl', 'a.jsonl', rows.join('\n'))])
    expect(intents).toMatchObject([{ name: 'one_two', utterances: { en: ['a'] } }])
    expect(leftOut).toBe(2)
  })

  test.each([
    ['rasa', 'nlu:\n  - intent: [', 2],
    ['rasa', 'just text', 1],
    ['rasa', 'nlu: 5', 1],
    ['csv', 'question,answer\n1,2', 1],
    ['jsonl', '{"text":"a","intent":"b"}\n{broken', 2],
    ['jsonl', '{"text":"a"}', 1],
  ] as const)('broken %s is refused with file and line: %j', (format, text, line) => {
    expect(() => readForeign(format, 'the.file', text)).toThrow(
      expect.objectContaining({ code: 'file_unreadable', params: { file: 'the.file', line } }),
    )
  })

  test.each([
    ['faq/ask_Price', 'faq_ask_price'],
    ['42', 'intent_42'],
    ['Refund?', 'refund'],
  ])('%s is named %s', (given, name) => {
    expect(intentName(given)).toBe(name)
  })

  test('Chinese names stay apart', () => {
    expect(intentName('退款')).not.toBe(intentName('发票'))
    expect(intentName('退款')).toMatch(/^intent_[a-z0-9]+$/)
  })
})
