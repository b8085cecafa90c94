import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readCorpus } from '../../../src/embedding/distil/corpus.ts'
import { readVocabulary } from '../../../src/embedding/distil/vocabulary.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'corpus-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const put = (file: string, content: string | Buffer) => writeFileSync(join(folder, file), content)
const SAMPLE = { sentences: 3000, parallel: 100, questions: 100 }
const lines = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => `${prefix} number ${i}`).join('\n')

describe('a corpus', () => {
  test('is each text once, packed or plain, with its pairs', () => {
    put('en.txt.gz', gzipSync(lines(2500, 'sentence')))
    put('zh.txt', '今天天气好\n今天天气好\n你好吗\n')
    put('parallel.tsv', '你好吗\thow are you\n好\tx\n')
    put('qa.tsv', 'sentence number 1\tsentence number 2\ten\tparaphrase\nwhere is it\tover there\ten\tqa\n')
    const corpus = readCorpus(folder, SAMPLE)
    const textOf = ([a, b]: readonly [number, number]) => [corpus.texts[a], corpus.texts[b]]
    expect(new Set(corpus.texts).size).toBe(corpus.texts.length)
    expect(corpus.parallel.map(textOf)).toEqual([['你好吗', 'how are you']])
    expect(corpus.paraphrases.map(textOf)).toEqual([['sentence number 1', 'sentence number 2']])
    expect(corpus.texts).toContain('over there')
    expect(readCorpus(folder, SAMPLE)).toEqual(corpus)
  })

  test.each([
    ['nothing at all', undefined],
    ['an empty file', ''],
    ['one line', 'a sentence\n'],
    ['broken UTF-8', Buffer.from('\xff\xfe caf\xe9 \n'.repeat(3000), 'latin1')],
  ])('of %s is refused, with what was left out', (_, content) => {
    if (content !== undefined) put('en.txt', content)
    expect(() => readCorpus(folder, SAMPLE)).toThrow(
      expect.objectContaining({ code: 'corpus_unusable', message: expect.stringContaining(folder) }),
    )
  })

  test('packed badly is refused by the name of its file', () => {
    put('en.txt.gz', 'this is no gzip')
    expect(() => readCorpus(folder, SAMPLE)).toThrow(
      expect.objectContaining({ code: 'corpus_unusable', value: 'en.txt' }),
    )
  })

  test('needs a vocabulary', () => {
    expect(() => readVocabulary(folder)).toThrow(expect.objectContaining({ code: 'pieces_unusable' }))
    put('pieces.tsv', '<unk>\t0\n▁how\t-3.5\n')
    expect(readVocabulary(folder)).toEqual({ pieces: ['▁how'], scores: Float32Array.of(-3.5) })
  })
})
