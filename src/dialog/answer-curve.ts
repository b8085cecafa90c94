/** What the threshold `answer` does: answered rightly, wrongly or not, on the knowledge's own questions (retrieval/exam.ts). */

import type { Language } from '../message.ts'
import type { Understanding } from '../nlu/understanding.ts'
import type { Hit } from '../retrieval/hit.ts'
import { rankCandidates } from './candidates.ts'
import type { Thresholds } from './thresholds.ts'

/** One of the knowledge's own questions, asked; `key` undefined: nothing answers it. */
export interface Exam {
  language: Language
  key: string | undefined
  /** Best first. */
  hits: Hit[]
}

export interface AnswerCurve {
  language: Language
  /** Questions that the knowledge answers, and as many that it does not. */
  questions: number
  /** By hundredths of the threshold, 0 to 1. */
  points: AnswerPoint[]
}

/** Shares of 1. */
export interface AnswerPoint {
  /** Of the questions that the knowledge answers. */
  right: number
  wrong: number
  /** Of those that it does not answer: answered all the same. */
  outside: number
}

const STEPS = 100
/** No intent says anything: the passages stand alone. */
const NO_INTENT: Understanding = {
  text: '',
  normalized: '',
  language: 'other',
  tokens: [],
  entities: [],
  intents: [],
  outOfScope: 1,
}

/** One curve a language that has questions. */
export function answerCurves(exams: readonly Exam[], thresholds: Thresholds): AnswerCurve[] {
  return (['zh', 'en'] as const).flatMap(language => {
    const own = exams.filter(exam => exam.language === language).map(exam => judged(exam, thresholds))
    const inside = own.filter(({ answerable }) => answerable)
    const outside = own.filter(({ answerable }) => !answerable)
    if (inside.length === 0) return []
    const points = Array.from({ length: STEPS + 1 }, (_, step): AnswerPoint => {
      const given = (all: readonly Judged[], right: boolean) =>
        all.filter(each => each.confidence >= step / STEPS && each.right === right).length
      return {
        right: given(inside, true) / inside.length,
        wrong: given(inside, false) / inside.length,
        outside: given(outside, false) / Math.max(1, outside.length),
      }
    })
    return [{ language, questions: inside.length, points }]
  })
}

interface Judged {
  answerable: boolean
  right: boolean
  /** Of the best candidate, on the scale of the thresholds; below 0 for none. */
  confidence: number
}

function judged({ key, hits }: Exam, thresholds: Thresholds): Judged {
  const [best] = rankCandidates(NO_INTENT, hits, new Map(), thresholds)
  const given = best?.kind === 'passage' ? best.hit.key : undefined
  return {
    answerable: key !== undefined,
    right: given !== undefined && given === key,
    confidence: best?.confidence ?? -1,
  }
}
