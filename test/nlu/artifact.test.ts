import { expect, test } from 'vitest'
import { load, manifest, save } from '../../src/nlu/artifact.ts'
import { createClassifier } from '../../src/nlu/classifier.ts'
import { linearMeaning } from '../../src/nlu/meaning.ts'
import type { Model } from '../../src/nlu/model.ts'
import { parse } from '../../src/nlu/parse.ts'
import { train } from '../../src/nlu/train.ts'
import { sampleLines } from './sample-lines.ts'

const { model } = await train(sampleLines)
const other = (change: Partial<Model['manifest']>): Uint8Array =>
  save({ ...model, manifest: { ...model.manifest, ...change } })

test('a saved model parses exactly as before', () => {
  const loaded = load(save(model))
  for (const text of ['我的包裹到哪了', 'give me the money', 'asdf', '', '我要退款']) {
    expect(parse(loaded, text)).toEqual(parse(model, text))
  }
})

const lengths = {
  identity: 'lengths',
  dims: 8,
  name: 'lengths',
  embed: async (texts: readonly string[]) => texts.map(text => vectorOf(text.length % 8)),
  close: async () => {},
}
const vectorOf = (at: number) => Float32Array.from({ length: 8 }, (_, i) => (i === at ? 1 : 0))

test('a saved model of sentence vectors parses exactly as before, with a kernel and with linear functions', async () => {
  const { model: kernel } = await train(sampleLines, { embedder: lengths })
  const { classifier } = kernel
  const weights = Int16Array.from({ length: 8 * classifier.classes }, (_, i) => (i * 7919) % 2001)
  const linear = { ...kernel, meaning: linearMeaning(createClassifier(weights, classifier.scale, classifier.bias)) }
  for (const saved of [kernel, linear]) {
    const loaded = load(save(saved), lengths)
    expect(loaded.meaning!.kind).toBe(saved.meaning!.kind)
    for (let at = 0; at < 8; at++)
      expect(parse(loaded, '我的包裹到哪了', vectorOf(at))).toEqual(parse(saved, '我的包裹到哪了', vectorOf(at)))
  }
  expect(kernel.meaning!.kind).toBe('kernel')
  expect(parse(kernel, '我的包裹到哪了', vectorOf(3))).not.toEqual(parse(linear, '我的包裹到哪了', vectorOf(3)))
})

test('the manifest says what the model is of', () => {
  expect(manifest(load(save(model)))).toMatchObject({
    format: 3,
    embedder: null,
    utterances: 96,
    languages: ['zh', 'en'],
    dataHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    libraryVersion: expect.stringMatching(/^\d+\.\d+/),
  })
})

test('bytes at an odd offset load as well', () => {
  const bytes = save(model)
  const moved = new Uint8Array(bytes.length + 3)
  moved.set(bytes, 3)
  expect(parse(load(moved.subarray(3)), '转人工')).toEqual(parse(model, '转人工'))
})

test.each([
  ['format', other({ format: 99 }), 'model_format_mismatch', /99.*3/],
  ['text version', other({ textVersion: 'old' }), 'model_text_mismatch', /old/],
  ['embedder', other({ embedder: 'abc' }), 'model_embedder_mismatch', /abc.*none/],
])('a model of another %s is refused, naming both', (_, bytes, code, message) => {
  expect(() => load(bytes)).toThrow(message)
  expect(() => load(bytes)).toThrow(expect.objectContaining({ code }))
})

test('a model without an embedder is used without it, also where there is one', () => {
  const embedder = { identity: 'x', dims: 2, name: 'x', embed: async () => [], close: async () => {} }
  expect(load(save(model), embedder).manifest.embedder).toBeNull()
})

test.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('this is not a model, it is a sentence of some length')],
  ['half a model', save(model).slice(0, 5000)],
  ['a flipped bit', save(model).map((byte, i) => (i === 9000 ? byte ^ 1 : byte))],
])('%s is not a model', (_, bytes) => {
  expect(() => load(bytes)).toThrow(expect.objectContaining({ code: 'model_damaged' }))
})
