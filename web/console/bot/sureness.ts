import type { Language } from '../../../src/message.ts'
import type { SurenessPoint, SurenessRule } from '../../../src/nlu/sureness.ts'

/** What cross-validation of the model in service says of one language. */
export interface SurenessOf {
  language: Language
  lines: number
  /** By hundredths of the confidence, 0 to 1. */
  points: SurenessPoint[]
}

export type SurenessRules = Partial<Record<Language, SurenessRule>>

/** The point where a rule puts the threshold; undefined where it never holds. */
export function pointOf(rule: SurenessRule, points: readonly SurenessPoint[]): SurenessPoint | undefined {
  if (rule.kind === 'from') return points[Math.round(rule.confidence * (points.length - 1))]
  return points.find(({ coverage, precision }) => coverage > 0 && precision >= rule.share)
}

/** A point in counts of a hundred questions: answered, and wrong among them with the 95 % interval. */
export function ofHundred({ coverage, precision, low, high }: SurenessPoint) {
  const answered = 100 * coverage
  const wrong = (share: number) => Math.round(answered * (1 - share))
  return { answered: Math.round(answered), wrong: wrong(precision), least: wrong(high), most: wrong(low) }
}
