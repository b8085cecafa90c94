import { expect, it } from 'vitest'
import { answerCurves } from '../../src/dialog/answer-curve.ts'
import { DEFAULT_THRESHOLDS } from '../../src/dialog/thresholds.ts'
import { createKnowledge } from '../../src/retrieval/search.ts'
import { SHOP } from '../retrieval/passages.ts'
import { hit } from './turns.ts'

const exam = (key: string | undefined, given: string, confidence: number) => ({
  language: 'en' as const,
  key,
  hits: [hit(given, confidence)],
})

it('counts at each threshold who is answered rightly, wrongly, and without an answer in the knowledge', () => {
  const exams = [exam('a', 'a', 0.95), exam('b', 'c', 0.5), exam(undefined, 'a', 0.9), exam(undefined, 'a', 0.01)]
  const [curve] = answerCurves(exams, DEFAULT_THRESHOLDS)
  expect(curve).toMatchObject({ language: 'en', questions: 2 })
  expect(curve!.points).toHaveLength(101)
  expect(curve!.points[0]).toEqual({ right: 0.5, wrong: 0.5, outside: 1 })
  expect(curve!.points[90]).toEqual({ right: 0.5, wrong: 0, outside: 0.5 })
  expect(curve!.points[100]).toEqual({ right: 0, wrong: 0, outside: 0 })
})

it('never rises with the threshold', async () => {
  const knowledge = await createKnowledge(SHOP)
  const curves = answerCurves(await knowledge.examine(), DEFAULT_THRESHOLDS)
  expect(curves.map(({ language }) => language)).toEqual(['zh', 'en'])
  const { points } = curves[0]!
  for (const part of ['right', 'wrong', 'outside'] as const) {
    for (let i = 1; i < points.length; i++) expect(points[i]![part]).toBeLessThanOrEqual(points[i - 1]![part])
  }
})
