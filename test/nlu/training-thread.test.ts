import { describe, expect, test } from 'vitest'
import type { Embedder } from '../../src/embedder.ts'
import { load } from '../../src/nlu/artifact.ts'
import { parse } from '../../src/nlu/parse.ts'
import { trainInThread } from '../../src/nlu/training-thread.ts'
import { sampleLines } from './sample-lines.ts'

const lengths: Embedder = {
  identity: 'lengths',
  dims: 4,
  name: 'lengths',
  embed: async texts => texts.map(text => Float32Array.of(text.length % 7, 1, 0, 0)),
  close: async () => {},
}

describe('training on a thread of its own', () => {
  test('gives the model as bytes, and says how far it is', async () => {
    const steps = new Set<string>()
    const { bytes, manifest, report } = await trainInThread(sampleLines, { onProgress: (_, step) => steps.add(step) })
    const model = load(bytes)
    expect(model.manifest).toEqual(manifest)
    expect(parse(model, '我要退款').intents[0]!.name).toBe('request_refund')
    expect(report.accuracy).toBeGreaterThan(0.5)
    expect([...steps]).toEqual(expect.arrayContaining(['reading', 'cross_validation', 'out_of_scope']))
  })

  test('asks this thread for the vectors, and passes on what the embedder throws', async () => {
    const { bytes } = await trainInThread(sampleLines, { embedder: lengths })
    expect(load(bytes, lengths).manifest.embedder).toBe('lengths')
    const broken = { ...lengths, embed: () => Promise.reject(new Error('out of memory')) }
    await expect(trainInThread(sampleLines, { embedder: broken })).rejects.toThrow('out of memory')
  })

  test('leaves the event loop free', async () => {
    let turns = 0
    const counting = setInterval(() => turns++, 5)
    await trainInThread(sampleLines)
    clearInterval(counting)
    // On this thread it would be a handful.
    expect(turns).toBeGreaterThan(20)
  })

  test('stops at once when it is told to', async () => {
    const stop = new AbortController()
    const training = trainInThread(sampleLines, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    })
    await expect(training).rejects.toThrow('enough')
  })

  test('refuses lines that cannot be trained, with their code', async () => {
    await expect(trainInThread(sampleLines.slice(0, 1))).rejects.toMatchObject({ code: 'training_lines_invalid' })
  })
})
