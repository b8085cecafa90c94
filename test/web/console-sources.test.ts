import { describe, expect, test } from 'vitest'
import { groupProblems, ranges } from '../../web/console/sources/failure-words.ts'
import { findPassage } from '../../web/console/sources/highlight.ts'
import { askedQuestions, passagePath } from '../../web/console/sources/passages.ts'
import {
  fileKind,
  formatBytes,
  helpfulRate,
  type Ingestion,
  MAX_UPLOAD,
  type Source,
  someWorking,
  stateOf,
} from '../../web/console/sources/sources.ts'
import { assign, canUse } from '../../web/console/sources/table-preview.ts'
import { createUploads, refusal, type SendFile } from '../../web/console/sources/uploads.ts'

const ingestion = (change: Partial<Ingestion>): Ingestion => ({
  id: 'i',
  stage: 'done',
  share: 1,
  detail: null,
  error: null,
  result: null,
  createdAt: '',
  finishedAt: '2026-05-04T10:00:00Z',
  ...change,
})

describe('the state of a source', () => {
  test('is working until its reading has ended, and then what it ended with', () => {
    expect(stateOf({ version: 1, ingestion: ingestion({ stage: 'parsing', finishedAt: null }) })).toBe('working')
    expect(stateOf({ version: 1, ingestion: ingestion({ stage: 'failed' }) })).toBe('failed')
    expect(stateOf({ version: null, ingestion: ingestion({ stage: 'cancelled' }) })).toBe('cancelled')
    expect(stateOf({ version: 1, ingestion: ingestion({}) })).toBe('ready')
    expect(stateOf({ version: null, ingestion: null })).toBe('waiting')
  })

  test('asks for another look only while somebody works', () => {
    const source = (change: Partial<Ingestion>) => ({ version: 1, ingestion: ingestion(change) }) as Source
    expect(someWorking([source({})])).toBe(false)
    expect(someWorking([source({}), source({ finishedAt: null })])).toBe(true)
  })

  test('has a helpful rate only when somebody said so', () => {
    expect(helpfulRate({ helpful: 0, notHelpful: 0 })).toBeUndefined()
    expect(helpfulRate({ helpful: 3, notHelpful: 1 })).toBe(0.75)
  })

  test('names sizes and kinds as people do', () => {
    expect([512, 38_400, 2_848_587, 29_999_999].map(formatBytes)).toEqual(['512 B', '38 KB', '2.8 MB', '30 MB'])
    expect(fileKind('application/pdf', 'x.bin')).toBe('PDF')
    expect(fileKind('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'a')).toBe('Word')
    expect(fileKind(null, 'handbook.Docx')).toBe('DOCX')
  })
})

describe('problems', () => {
  test('of one kind are one line, with their pages as ranges', () => {
    const problems = [3, 4, 5, 9].map(page => ({ code: 'page_without_text', message: 'm', page }))
    expect(groupProblems([...problems, { code: 'field_missing', message: 'n', line: 2 }])).toEqual([
      { code: 'page_without_text', message: 'm', count: 4, pages: '3-5, 9', lines: '' },
      { code: 'field_missing', message: 'n', count: 1, pages: '', lines: '2' },
    ])
    expect(ranges([7, 1, 2, 2])).toBe('1-2, 7')
  })
})

const file = (name: string, size = 10) => ({ name, size }) as File
const source = (name: string) => ({ id: name, name }) as Source

/** Files that arrive when told to. */
function slowServer() {
  const waiting = new Map<string, { done(): void; fail(error: unknown): void; progress(share: number): void }>()
  const send: SendFile = (sent, _columns, progress, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      waiting.set(sent.name, { done: () => resolve(source(sent.name)), fail: reject, progress })
    })
  return { waiting, send }
}
const settled = () => new Promise(resolve => setTimeout(resolve))

describe('uploads', () => {
  test('go up three at a time, each with its own progress', async () => {
    const { waiting, send } = slowServer()
    const arrived: string[] = []
    const uploads = createUploads(send, one => arrived.push(one.name))
    for (const name of ['a', 'b', 'c', 'd']) uploads.add(file(name))
    expect(uploads.list().map(({ state }) => state)).toEqual(['sending', 'sending', 'sending', 'waiting'])
    waiting.get('b')!.progress(0.4)
    expect(uploads.list().map(({ share }) => share)).toEqual([0, 0.4, 0, 0])
    waiting.get('a')!.done()
    await settled()
    expect(uploads.list().map(({ state }) => state)).toEqual(['sent', 'sending', 'sending', 'sending'])
    expect(arrived).toEqual(['a'])
  })

  test('that fail stay, and can be tried again', async () => {
    const { waiting, send } = slowServer()
    const uploads = createUploads(send, () => {})
    uploads.add(file('a'))
    waiting.get('a')!.fail(new Error('no line'))
    await settled()
    expect(uploads.list()[0]).toMatchObject({ state: 'failed' })
    uploads.retry(uploads.list()[0]!.id)
    waiting.get('a')!.done()
    await settled()
    expect(uploads.list()[0]).toMatchObject({ state: 'sent', error: undefined })
  })

  test('that are taken back make room for the next', async () => {
    const { send } = slowServer()
    const uploads = createUploads(send, () => {})
    for (const name of ['a', 'b', 'c', 'd']) uploads.add(file(name))
    uploads.remove(uploads.list()[0]!.id)
    await settled()
    expect(uploads.list().map(({ name, state }) => `${name} ${state}`)).toEqual(['b sending', 'c sending', 'd sending'])
  })

  test('too large or empty are refused before a byte has gone up', () => {
    const { waiting, send } = slowServer()
    const uploads = createUploads(send, () => {})
    uploads.add(file('big', MAX_UPLOAD + 1))
    uploads.add(file('empty', 0))
    expect(uploads.list().map(({ state }) => state)).toEqual(['failed', 'failed'])
    expect(uploads.list().map(({ error }) => (error as { code: string }).code)).toEqual([
      'file_too_large',
      'file_empty',
    ])
    expect(waiting.size).toBe(0)
    expect(refusal({ name: 'fits', size: MAX_UPLOAD })).toBeUndefined()
  })
})

describe("a table's columns", () => {
  test('have one meaning each', () => {
    const mapping = { question: 'Q', answer: 'A', similar: 'S' }
    expect(assign(mapping, 'answer', 'S')).toEqual({ question: 'Q', answer: 'S' })
    expect(assign(mapping, 'similar', undefined)).toEqual({ question: 'Q', answer: 'A' })
  })

  test('are enough with questions and answers', () => {
    expect(canUse({ question: 'Q' })).toBe(false)
    expect(canUse({ question: 'Q', answer: 'A' })).toBe(true)
  })
})

describe('a passage', () => {
  const found = (pieces: string[], passage: string) => [...findPassage(pieces, passage)].sort((a, b) => a - b)

  test('is found on its page although lines are broken, hyphenated and spaced otherwise', () => {
    const pieces = [
      'Chapter 3',
      'Where this is not possible, sani-',
      'tization becomes  necessary.',
      'Another matter entirely.',
    ]
    expect(found(pieces, 'Where this is not possible, **sanitization** becomes necessary.')).toEqual([1, 2])
  })

  test('is found in Chinese where each sign is a piece of its own', () => {
    const pieces = [...'第三章收到商品后七天内可以无理由退货其他说明']
    expect(found(pieces, '收到商品后，七天内可以无理由退货。')).toEqual(Array.from({ length: 15 }, (_, i) => i + 3))
  })

  test('takes the number and the mark between its words, and leaves a phrase elsewhere alone', () => {
    const pieces = [
      '1.3.1',
      'Verify that all untrusted HTML input is sanitized',
      '1',
      'Verify that all cookies are flagged',
    ]
    expect(found(pieces, '| 1.3.1 | Verify that all untrusted HTML input is sanitized | 1 |')).toEqual([0, 1, 2])
  })

  test('that stands on another page is not found', () => {
    expect(found(['Nothing of that kind stands here at all'], 'Refunds arrive within five days.')).toEqual([])
    expect(found([], 'x')).toEqual([])
  })

  test('has a link when it was read from a source', () => {
    expect(passagePath({ passageId: 'p', documentId: 'd', sourceId: 's' })).toBe('/sources/s?document=d&passage=p')
    expect(passagePath({ passageId: 'p', documentId: 'd' })).toBeUndefined()
  })

  test('is asked as its own questions, not as its headings', () => {
    const passage = { passageId: 'p', text: '', questions: ['Fees', 'Shop Fees', 'What does it cost?'] }
    expect(askedQuestions('article', { ...passage, heading: 'Fees' })).toEqual(['What does it cost?'])
    expect(askedQuestions('faq', passage)).toEqual(passage.questions)
  })
})
