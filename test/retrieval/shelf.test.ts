import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { lexicalScores } from '../../src/retrieval/language-index.ts'
import type { Passage } from '../../src/retrieval/passage.ts'
import { createKnowledge, type Knowledge } from '../../src/retrieval/search.ts'
import { createShelf, type Shelf } from '../../src/retrieval/shelf.ts'
import { ask, faq } from './passages.ts'

const random = createRandom(11)
/** Common words in nearly every text, rare ones in a few. */
const text = (words: number): string =>
  Array.from({ length: words }, () => `w${Math.floor(1_500 ** random()).toString(36)}x`).join(' ')

let made = 0
function document(id: string): Passage[] {
  const parts = 1 + Math.floor(6 * random())
  return Array.from({ length: parts }, (_, part) => ({
    ...faq(
      `${id} ${part}`,
      'en',
      Array.from({ length: 1 + Math.floor(3 * random()) }, () => text(6)),
      text(25),
    ),
    passageId: `passage ${made++}`,
    documentId: id,
  }))
}

/** Comes and goes at random; gives what is there in the end. */
async function live(
  steps: number,
  change: (id: string, passages: Passage[]) => Promise<void>,
): Promise<Map<string, Passage[]>> {
  const there = new Map<string, Passage[]>()
  for (let step = 0; step < steps; step++) {
    const id = `document ${Math.floor(steps * 0.6 * random())}`
    const next = random() < 0.3 ? [] : document(id)
    // A part of an old document often stays as it was.
    const kept = next.length > 0 ? (there.get(id) ?? []).filter(() => random() < 0.5) : []
    await change(id, [...kept, ...next])
    if (next.length > 0) there.set(id, [...kept, ...next])
    else there.delete(id)
  }
  return there
}

const scoresOf = (shelf: Shelf, query: string): Map<string, number[]> => {
  const { entries, words, chars } = lexicalScores(shelf.languages.get('en')!, query)
  return new Map(
    entries.map(({ passage }, s) => [
      passage.passageId,
      [words, chars].flatMap(each => [
        each.best[s]!,
        each.top[s]!,
        each.questions[s]!,
        each.body[s]!,
        each.both[s]!,
        each.bestQuestion[s]!,
        each.unknown,
      ]),
    ]),
  )
}

describe('a shelf that changes', () => {
  it.each([
    ['scored whole', 150],
    ['of which the promising are scored', 700],
  ])('scores as one built anew, %s, before and after its segments are merged', async (_, steps) => {
    const changed = createShelf()
    const there = await live(steps, async (id, passages) => {
      const before = [...changed.languages.values()].flatMap(({ segments }) =>
        segments.flatMap(({ entries, live }) =>
          entries.filter((entry, at) => live[at] === 1 && entry.passage.documentId === id),
        ),
      )
      await changed.replace(before, passages)
    })
    const fresh = createShelf()
    await fresh.replace([], [...there.values()].flat())
    const queries = Array.from({ length: 20 }, () => text(8))
    for (const merged of [false, true]) {
      if (merged) await changed.settled()
      for (const query of queries) expectSame(scoresOf(changed, query), scoresOf(fresh, query))
    }
  })

  it('keeps few segments, and nothing of what is gone', async () => {
    const shelf = createShelf()
    for (let i = 0; i < 500; i++) await shelf.replace([], document(`document ${i}`))
    await shelf.settled()
    const { segments } = shelf.languages.get('en')!
    expect(segments.length).toBeLessThan(12)
    const all = segments.flatMap(each => each.entries)
    await shelf.replace(all.slice(3), [])
    await shelf.settled()
    const left = shelf.languages.get('en')!.segments.flatMap(each => each.entries)
    expect(left.map(each => each.passage)).toEqual(all.slice(0, 3).map(each => each.passage))
    await shelf.replace(left, [])
    expect(shelf.languages.size).toBe(0)
  })
})

describe('a knowledge base that changes', () => {
  it('gives the hits of one loaded anew', async () => {
    const changed = await createKnowledge([])
    const there = await live(400, (id, passages) => changed.upsert(id, passages))
    const fresh = await createKnowledge([...there.values()].flat())
    expect(changed.size).toBe(fresh.size)
    for (const query of Array.from({ length: 20 }, () => text(8)))
      expect(await confidences(changed, query)).toEqual(await confidences(fresh, query))
  })

  it('sees what else has changed of a passage whose texts are the same', async () => {
    const passage = faq('key', 'en', ['Where is it?'], 'Here.')
    const knowledge = await createKnowledge([passage])
    await knowledge.upsert(passage.documentId, [{ ...passage, key: 'other key', url: 'https://example.com/' }])
    expect(knowledge.find('key', 'en')).toBeUndefined()
    expect(knowledge.find('other key', 'en')).toMatchObject({ url: 'https://example.com/' })
  })
})

function expectSame(got: Map<string, number[]>, wanted: Map<string, number[]>): void {
  expect([...got.keys()].sort()).toEqual([...wanted.keys()].sort())
  const apart = [...wanted].flatMap(([id, numbers]) => numbers.map((x, i) => Math.abs(x - got.get(id)![i]!)))
  expect(Math.max(...apart)).toBeLessThan(1e-5)
}

async function confidences(knowledge: Knowledge, query: string): Promise<Record<string, string>> {
  const hits = await ask(knowledge, query, 'en', 20)
  return Object.fromEntries(hits.map(hit => [hit.passageId, hit.confidence.toFixed(5)]))
}
