import { expect, test } from 'vitest'
import { createRandom } from '../../src/random.ts'
import { scoreLexically } from '../../src/retrieval/bm25.ts'
import { buildInvertedIndex } from '../../src/retrieval/inverted-index.ts'
import { createKnowledge } from '../../src/retrieval/search.ts'
import { selectEntries } from '../../src/retrieval/select-entries.ts'
import type { Terms } from '../../src/retrieval/terms.ts'
import { ask, faq } from './passages.ts'

const SIZE = 3_000
const random = createRandom(7)
/** Common words in nearly every text, rare ones in a few. */
const text = (words: number): Terms =>
  new Map(
    Array.from({ length: words }, () => [`w${Math.floor(2_000 ** random())}`, (1 + Math.floor(20 * random())) / 10]),
  )
const entries = Array.from({ length: SIZE }, (_, i) => ({
  questions: Array.from({ length: i % 4 }, () => text(5)),
  body: text(30),
}))
const index = buildInvertedIndex(entries)
const queries = Array.from({ length: 50 }, () => text(6))

const segment = index.segments[0]!

test('some entries are scored as they are among all', () => {
  for (const query of queries) {
    const some = Array.from({ length: SIZE }, (_, i) => i).filter(() => random() < 0.05)
    const hidden = some.find(entry => entry % 4 > 0)!
    for (const without of [undefined, { segment, entry: hidden, question: 0 }, { segment, entry: hidden }]) {
      const all = scoreLexically(index, query, without)
      const places = some.map(entry => ({ segment, entry }))
      const scored = scoreLexically(index, query, without, places)
      expect(scored.unknown).toBe(all.unknown)
      for (const field of ['best', 'top', 'questions', 'body', 'both', 'bestQuestion'] as const) {
        expect([...scored[field]], field).toEqual(some.map(entry => all[field][entry]))
      }
    }
  }
})

test('those that are selected hold nearly all of the best', () => {
  let [found, wanted] = [0, 0]
  for (const query of queries) {
    const { both } = scoreLexically(index, query)
    const best = Array.from(both.keys())
      .sort((a, b) => both[b]! - both[a]!)
      .slice(0, 10)
    const selected = new Set(selectEntries(index, query, 100).map(({ entry }) => entry))
    expect(selected.size).toBeLessThanOrEqual(200)
    found += best.filter(entry => selected.has(entry)).length
    wanted += best.length
  }
  expect(found / wanted).toBeGreaterThan(0.95)
})

test('nothing of one query is left for the next', () => {
  const first = selectEntries(index, queries[0]!, 50)
  selectEntries(index, queries[1]!, 50)
  expect(selectEntries(index, queries[0]!, 50)).toEqual(first)
  expect(selectEntries(index, new Map([['never seen', 1]]), 50)).toHaveLength(0)
})

test('in a base too large to be scored whole the right entry comes first, by its words, a typo, or word for word', async () => {
  const number = (i: number) =>
    ['alpha', 'bravo', 'delta', 'gamma', 'kappa', 'omega', 'sigma', 'theta', 'zeta', 'iota'][i]!
  const base = Array.from({ length: 1_500 }, (_, i) => {
    const name = `${number(i % 10)} ${number(Math.floor(i / 10) % 10)} ${Math.floor(i / 100)}`
    return faq(`key ${i}`, 'en', [`How do I clean the ${name} lamp?`], `Wipe the ${name} lamp with a cloth.`)
  })
  base.push(faq('teapot', 'en', ['Where is the teapot made?', 'teapot origin'], 'In Jingdezhen.'))
  base.push(faq('do', 'en', ['How do I?'], 'It depends on what.'))
  const knowledge = await createKnowledge(base)
  expect((await ask(knowledge, 'where do you make the teapot', 'en'))[0]?.key).toBe('teapot')
  expect((await ask(knowledge, 'taepot', 'en'))[0]?.key).toBe('teapot')
  expect((await ask(knowledge, 'How do I?', 'en'))[0]?.key).toBe('do')
})
