/** How sure is how often right: the whole curve from cross-validation, and what a rule such as "95 % right" makes of it. */
import type { Language } from '../message.ts'
import type { JudgedLine } from './operating-points.ts'
import { wilson } from './wilson.ts'

/** The held-out questions of one language. */
export interface SurenessCurve {
  language: Language
  /** Those that an intent answers, or should. */
  lines: number
  /** By hundredths of the confidence, 0 to 100: questions that an intent answers from there on, and those answered rightly. */
  answered: number[]
  right: number[]
}

/** What a threshold means. */
export interface SurenessPoint {
  /** Answered from this confidence on, 0 to 1. */
  from: number
  /** Share of the questions that are answered. */
  coverage: number
  /** Share of those answered rightly, with its 95 % interval (Wilson). */
  precision: number
  low: number
  high: number
}

/** What a company chose for a language: a share of right answers, whatever the model, or a confidence. */
export type SurenessRule = { kind: 'right'; share: number } | { kind: 'from'; confidence: number }

const STEPS = 100
/** Above every confidence: nothing is right often enough. */
const NEVER = 1.01

/** One curve a language that has held-out lines. */
export function surenessCurves(lines: readonly JudgedLine[]): SurenessCurve[] {
  return (['zh', 'en'] as const).flatMap(language => {
    const own = lines.filter(line => line.language === language && !(line.aside && line.silent))
    return own.length === 0 ? [] : [curveOf(language, own)]
  })
}

/** The curve as shares with their intervals, one point for each hundredth of the confidence. */
export function surenessPoints({ lines, answered, right }: SurenessCurve): SurenessPoint[] {
  return answered.map((count, step) => ({
    from: step / STEPS,
    coverage: lines === 0 ? 0 : count / lines,
    precision: count === 0 ? 1 : right[step]! / count,
    ...wilson(right[step]!, count),
  }))
}

/** The lowest confidence at which the rule holds; above 1 where it never does. Undefined without a rule. */
export function surenessThreshold(
  rule: SurenessRule | undefined,
  curve: SurenessCurve | undefined,
): number | undefined {
  if (rule === undefined) return undefined
  if (rule.kind === 'from') return rule.confidence
  // A model that was never measured promises nothing: no rule holds, the dialog's other numbers do.
  if (curve === undefined) return undefined
  const step = curve.answered.findIndex((count, i) => count > 0 && curve.right[i]! / count >= rule.share)
  return step < 0 ? NEVER : step / STEPS
}

function curveOf(language: Language, lines: readonly JudgedLine[]): SurenessCurve {
  const answered = new Array<number>(STEPS + 1).fill(0)
  const right = new Array<number>(STEPS + 1).fill(0)
  for (const line of lines) {
    if (line.silent) continue
    for (let step = 0; step <= STEPS && step / STEPS <= line.confidence; step++) {
      answered[step]!++
      if (line.right) right[step]!++
    }
  }
  return { language, lines: lines.length, answered, right }
}
