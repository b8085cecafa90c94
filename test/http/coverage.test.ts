/** Coverage, what visitors asked in vain, the trial of an entry, and the export, over HTTP with the real bot. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CoveredQuestion } from '../../src/conversation/coverage.ts'
import { parseFaqJsonl } from '../../src/parsing/faq-jsonl.ts'
import { buildApp, type SignedIn, type TestApp } from '../helpers/app.ts'
import { FAQ } from '../helpers/shop.ts'

let shop: TestApp
let owner: SignedIn

beforeAll(async () => {
  shop = await buildApp()
  owner = await shop.signIn('owner')
}, 120_000)
afterAll(() => shop.close())

const NOWHERE = 'Do you sell coffee machines?'

async function cover(questions: string[]): Promise<(CoveredQuestion & { place?: unknown })[]> {
  const { status, body } = await owner.call('POST', '/coverage', { questions })
  expect(status).toBe(200)
  return (body as { results: CoveredQuestion[] }).results
}

describe('coverage', () => {
  test('tells for each question what answers it and where that stands, in their order', async () => {
    const known = FAQ[0]!
    const [answered, missed, person] = await cover([known.title, NOWHERE, 'talk to a human'])
    expect(answered).toMatchObject({ question: known.title, outcome: 'answered', title: known.title })
    expect(answered!.place).toMatchObject({ passageId: answered!.passageId, documentId: answered!.documentId })
    expect(missed).toMatchObject({ question: NOWHERE, outcome: 'unanswered' })
    expect(missed).not.toHaveProperty('documentId')
    expect(person!.outcome).toBe('person')
  })

  test('takes 500 questions at most, and at least one', async () => {
    for (const questions of [[], Array.from({ length: 501 }, () => 'x'), ['']]) {
      expect((await owner.call('POST', '/coverage', { questions })).status).toBe(400)
    }
  })

  test('never holds up the chat for long', async () => {
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    await cover(Array.from({ length: 100 }, (_, i) => `${FAQ[i % FAQ.length]!.title} ${i}`))
    clearInterval(timer)
    // Far above the 50 ms of an idle machine, far below the whole list in one go.
    expect(longest).toBeLessThan(1000)
  })
})

test('a hit of the search test comes with the place where it stands', async () => {
  const { body } = await owner.call('POST', '/search', { text: FAQ[0]!.title })
  const { hits, places } = body as {
    hits: { passageId: string; documentId: string }[]
    places: { passageId: string }[]
  }
  expect(places.map(({ passageId }) => passageId).sort()).toEqual(hits.map(({ passageId }) => passageId).sort())
  const one = await owner.call('GET', `/passages/${hits[0]!.passageId}`)
  expect(one.body).toEqual({ place: { passageId: hits[0]!.passageId, documentId: hits[0]!.documentId } })
})

describe('what visitors asked in vain', () => {
  test('comes in groups with every wording and the conversation of the newest', async () => {
    const first = await (await shop.newVisitor()).say('Do you sell coffee machines?')
    await (await shop.newVisitor()).say('do you sell any coffee machines')
    const { conversationId } = await (await shop.newVisitor()).say('do you sell coffee machines')
    await (await shop.newVisitor()).say('How tall is Mount Everest')
    const { status, body } = await owner.call('GET', '/unanswered')
    expect(status).toBe(200)
    const { groups, questions } = body as {
      groups: { count: number; wordings: string[]; conversationId: string }[]
      questions: number
    }
    expect(first.duplicate).toBe(false)
    expect(questions).toBe(4)
    expect(groups.map(({ count }) => count)).toEqual([3, 1])
    expect(groups[0]!.wordings).toHaveLength(2)
    expect(groups[0]!.conversationId).toBe(conversationId)
  })
})

describe('the trial of an entry', () => {
  const entry = { kind: 'faq', language: 'en', title: NOWHERE, similar: ['coffee maker'], body: 'No, only tea.' }

  test('shows what it would answer and what stays; nothing is kept of it', async () => {
    const known = FAQ.find(({ language }) => language === 'en') ?? FAQ[0]!
    const { status, body } = await owner.call('POST', '/documents/try', {
      document: entry,
      questions: [NOWHERE, known.title],
    })
    expect(status).toBe(200)
    const { results } = body as { results: { before: CoveredQuestion; after: CoveredQuestion; byEntry: boolean }[] }
    expect(results[0]).toMatchObject({
      before: { outcome: 'unanswered' },
      after: { outcome: 'answered', title: NOWHERE },
      byEntry: true,
    })
    expect(results[1]).toMatchObject({ before: { title: known.title }, after: { title: known.title }, byEntry: false })
    expect((await cover([NOWHERE]))[0]!.outcome).toBe('unanswered')
    const { body: list } = await owner.call('GET', '/documents?q=coffee')
    expect(list).toMatchObject({ total: 0 })
  })
})

describe('the export', () => {
  test('gives lines that can be imported again as what they were', async () => {
    const { status, body, headers } = await owner.call('GET', '/documents/export?format=jsonl')
    expect(status).toBe(200)
    expect(headers['content-disposition']).toMatch(/^attachment; filename="knowledge-.*\.jsonl"$/)
    const read = parseFaqJsonl('knowledge.jsonl', body as string)
    const identity = ({ key, language, title, body: answer }: (typeof read)[number]) => [key, language, title, answer]
    expect(read.map(identity).sort()).toEqual(FAQ.map(one => identity(one as (typeof read)[number])).sort())
  })

  test('keeps an article an article', async () => {
    const article = {
      kind: 'article',
      key: 'guide',
      language: 'en',
      title: 'Guide',
      similar: [],
      body: '# One\n\ntext',
      tags: ['t'],
    }
    const { body: added } = await owner.call('POST', '/documents', article)
    const { body } = await owner.call('GET', '/documents/export?format=jsonl')
    expect(parseFaqJsonl('k.jsonl', body as string)).toContainEqual(article)
    await owner.call('DELETE', `/documents/${(added as { document: { id: string } }).document.id}`)
  })

  test('gives no cell that a spreadsheet would run', async () => {
    const content = { kind: 'faq', language: 'en', similar: ['@x', 'ok'], tags: [] }
    await owner.call('POST', '/documents', { ...content, key: 'evil', title: '=HYPERLINK("x")', body: '-1+2' })
    const { body } = await owner.call('GET', '/documents/export?format=csv')
    const text = body as string
    expect(text.startsWith('\uFEFFid,kind,language,question,similar,answer')).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(""x"")"`)
    expect(text).toContain(`'-1+2`)
    expect(text).toContain(`"'@x\nok"`)
  })

  test('is asked for in a known format', async () => {
    expect((await owner.call('GET', '/documents/export?format=xml')).status).toBe(400)
  })
})
