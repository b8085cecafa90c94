import { expect, test } from 'vitest'
import { explain } from '../../src/nlu/explain.ts'
import { testModel } from '../../src/nlu/test-model.ts'
import { train } from '../../src/nlu/train.ts'
import { validateLines } from '../../src/nlu/validate.ts'
import { sampleLines } from './sample-lines.ts'

const line = (text: string, intent: string, language: 'zh' | 'en' = 'en') => ({ text, intent, language })

test('findings name the line, what it clashes with, and their kind', async () => {
  const findings = await validateLines([
    ...sampleLines,
    line('I want a refund', 'track_order'),
    line('where is my package', 'track_order'),
    line('where is my package!', 'track_order'),
    line('ping', 'tiny'),
    line('pong', 'tiny'),
  ])
  const of = (kind: string) => findings.filter(finding => finding.kind === kind)
  expect(of('contradiction')).toContainEqual(
    expect.objectContaining({ intent: 'track_order', text: 'I want a refund', other: 'request_refund' }),
  )
  expect(of('duplicate')).toContainEqual(
    expect.objectContaining({ intent: 'track_order', text: 'where is my package!' }),
  )
  expect(of('small_class')).toContainEqual({ kind: 'small_class', intent: 'tiny', count: 2 })
  expect(of('unbalanced_languages')).toContainEqual({
    kind: 'unbalanced_languages',
    intent: 'tiny',
    other: 'zh',
    count: 0,
  })
})

test('a line under the wrong intent is suspected', async () => {
  const wrong = line('please give me the money of my order back, a refund', 'request_person')
  const findings = await validateLines([...sampleLines, wrong])
  expect(findings.filter(({ kind }) => kind === 'label_error').map(({ text }) => text)).toContain(wrong.text)
})

test('a test says what was mistaken, and what was told to be out of scope', async () => {
  const { model } = await train(sampleLines)
  const questions = [
    { text: '我要退款', intent: 'request_refund' },
    { text: 'my parcel, where is it', intent: 'track_order' },
    { text: 'refund my money', intent: 'track_order' },
    { text: 'who won the world cup', intent: 'nothing of ours' },
  ]
  const read = async (text: string) => ({ text: text.toLowerCase(), dense: undefined })
  const result = await testModel(model, questions, read)
  expect(result).toMatchObject({ questions: 3, outside: 1 })
  expect(result.confusions[0]).toMatchObject({ expected: 'track_order', given: 'request_refund' })
  expect(result.errors[0]!.nearGiven).toContain('refund')
  expect(result.figures.oosAuroc).toBe(1)
})

test('an explanation names the words and lines that decided', async () => {
  const { model } = await train(sampleLines)
  const { intents, reasons, judges, similar, signals } = explain(model, 'i want my money back please')
  expect(intents[0]!.name).toBe('request_refund')
  expect(reasons[0]!.weight).toBeGreaterThan(0)
  // Against the others, whatever the judges' own zero is; there is no sentence model.
  expect(judges.classifier).toBeGreaterThan(0)
  expect(judges.similarWords).toBeGreaterThan(0)
  expect(judges.meaning).toBe(0)
  expect(similar[0]).toMatchObject({ intent: 'request_refund' })
  expect(signals.unknownWords).toBeLessThan(0.5)
})
