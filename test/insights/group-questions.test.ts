import { describe, expect, test } from 'vitest'
import { groupQuestions, likeVectors, likeWords, toWordings } from '../../src/insights/group-questions.ts'

const asked = (text: string, at: string, conversationId = at) => ({ text, at, conversationId })
const noBreath = () => undefined
/** Alike when the first letter is. */
const byLetter = (texts: readonly string[]) => (a: number, b: number) => (texts[a]![0] === texts[b]![0] ? 1 : 0)

describe('wordings', () => {
  test('differ by more than case, spaces and marks; the newest asking is kept', () => {
    const wordings = toWordings([asked('有咖啡机吗', '1'), asked('Hello  there!', '2'), asked('hello there', '3')])
    expect(wordings).toEqual([
      { text: 'Hello  there!', count: 2, lastAt: '3', conversationId: '3' },
      { text: '有咖啡机吗', count: 1, lastAt: '1', conversationId: '1' },
    ])
    expect(toWordings([asked(' ?! ', '1')])).toEqual([])
  })
})

describe('groups', () => {
  test('take all wordings of one meaning, the largest group first, named by the most frequent wording', async () => {
    const questions = ['b2', 'a1', 'a2', 'a1', 'c1'].map((text, i) => asked(text, String(i)))
    const wordings = toWordings(questions)
    const groups = await groupQuestions(wordings, byLetter(wordings.map(({ text }) => text)), 0.5, noBreath)
    expect(groups.map(({ text, count, wordings: all }) => [text, count, all])).toEqual([
      ['a1', 3, ['a1', 'a2']],
      ['c1', 1, ['c1']],
      ['b2', 1, ['b2']],
    ])
    expect(groups[0]).toMatchObject({ lastAt: '3', conversationId: '3' })
  })

  test('are joined by the mean over their wordings: one that is near to a single one does not chain them', async () => {
    const near: Record<string, number> = { '0,1': 0.9, '0,2': 0, '1,2': 0.8 }
    const likeness = (a: number, b: number) => near[[a, b].sort().join(',')]!
    const wordings = toWordings([asked('x', '3'), asked('y', '2'), asked('z', '1')])
    const groups = await groupQuestions(wordings, likeness, 0.5, noBreath)
    expect(groups.map(group => group.wordings)).toEqual([['x', 'y'], ['z']])
  })

  test('give the event loop a turn between wordings', async () => {
    let breaths = 0
    const wordings = toWordings([asked('a', '1'), asked('b', '2')])
    await groupQuestions(
      wordings,
      () => 0,
      0.5,
      async () => void breaths++,
    )
    expect(breaths).toBe(2)
  })
})

describe('likeness', () => {
  test('by words counts rare words more than those that all texts have', () => {
    const like = likeWords([
      ['buy', 'coffee', 'machine'],
      ['coffee', 'machine', 'stock'],
      ['buy', 'tea'],
      ['buy', 'cup'],
      [],
    ])
    expect(like(0, 1)).toBeGreaterThan(like(0, 2))
    expect(like(2, 3)).toBeLessThan(0.5)
    expect(like(0, 4)).toBe(0)
    expect(
      likeWords([
        ['a', 'b'],
        ['a', 'b'],
      ])(0, 1),
    ).toBeCloseTo(1)
  })

  test('by vectors leaves out what all have in common, but not where there are only a few', () => {
    const vector = (...numbers: number[]) => new Float32Array(numbers.map(x => x / Math.hypot(...numbers)))
    const few = likeVectors([vector(3, 1, 0), vector(3, 0, 1)])
    expect(few(0, 1)).toBeGreaterThan(0.85)
    const many = likeVectors(Array.from({ length: 200 }, (_, i) => (i % 2 ? vector(3, 1, 0) : vector(3, 0, 1))))
    expect(many(0, 1)).toBeLessThan(0)
    expect(many(0, 2)).toBeCloseTo(1)
  })
})
