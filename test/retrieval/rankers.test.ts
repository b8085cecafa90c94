import { describe, expect, it } from 'vitest'
import { scoreLexically } from '../../src/retrieval/bm25.ts'
import { logitOf, probabilities } from '../../src/retrieval/confidence.ts'
import { FEATURES } from '../../src/retrieval/features.ts'
import { fuse } from '../../src/retrieval/fuse.ts'
import { buildInvertedIndex } from '../../src/retrieval/inverted-index.ts'
import { termsOf } from '../../src/retrieval/terms.ts'

const terms = (text: string) => termsOf(text).words
const index = buildInvertedIndex([
  { questions: [terms('red apple'), terms('green apple')], body: terms('a fruit that grows') },
  { questions: [terms('blue whale')], body: terms('an animal that swims') },
])
const segment = index.segments[0]!

describe('the lexical rankers', () => {
  it('score a perfect question match 1, and an unknown text 0', () => {
    const known = scoreLexically(index, terms('red apple'))
    expect(known.best[0]).toBeCloseTo(1)
    expect(known.best[1]).toBe(0)
    expect(known.unknown).toBe(0)
    const unknown = scoreLexically(index, terms('zebra'))
    expect([...unknown.both, unknown.unknown]).toEqual([0, 0, 1])
  })

  it('look into the body too', () => {
    const { body, questions } = scoreLexically(index, terms('swims'))
    expect(body[1]).toBeGreaterThan(0)
    expect(questions[1]).toBe(0)
  })

  it('can be made not to see one question or one entry', () => {
    const withoutQuestion = scoreLexically(index, terms('red apple'), { segment, entry: 0, question: 0 })
    expect(withoutQuestion.bestQuestion[0]).toBe(1)
    expect(withoutQuestion.unknown).toBeGreaterThan(0)
    const withoutEntry = scoreLexically(index, terms('red apple'), { segment, entry: 0 })
    expect(withoutEntry.both[0]).toBe(0)
    expect(withoutEntry.unknown).toBe(1)
  })
})

describe('fusion', () => {
  const row = (value: number) => ({ features: new Float64Array(FEATURES.length).fill(value) })
  const weights = { passage: new Float64Array(FEATURES.length).fill(1), none: Float64Array.of(1, 0, 0) }

  it('ranks by the weighted sum and shares the probability with "none"', () => {
    const fused = fuse([row(0.1), row(0.5)], Float64Array.of(1, 0, 0), weights)
    expect(fused[0]!.score).toBeGreaterThan(fused[1]!.score)
    expect(fused[0]!.confidence + fused[1]!.confidence).toBeLessThan(1)
  })

  it('does not overflow', () => {
    expect(probabilities([1000, 999], 0).every(Number.isFinite)).toBe(true)
    expect(logitOf(Float64Array.of(2, 3), Float64Array.of(1, 1))).toBe(5)
  })
})
