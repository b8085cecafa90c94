/** From "how sure" to "how often right": where to set a threshold, and what it costs, by language. */
import type { Language } from '../message.ts'
import { wilson } from './wilson.ts'

/** A line as a model that had not seen it took it. */
export interface JudgedLine {
  language: Language
  confidence: number
  right: boolean
  /** Of a class that answers nothing, see `TrainingLine`. */
  aside?: boolean
  /** Taken for such a class. */
  silent?: boolean
}

export interface OperatingPoint {
  language: Language
  /** The share of answers that are to be right, 0 to 1. */
  wanted: number
  /** Answer from this confidence on; above 1 where no threshold is enough. */
  threshold: number
  /** Share of the lines that are answered then. */
  coverage: number
  /** Share of those that are right, with its 95 % interval (Wilson). */
  precision: number
  low: number
  high: number
}

const WANTED = [0.9, 0.95, 0.98]
const NEVER = 1.01

/** For each language and wanted share the lowest threshold, that is the one that answers most. */
export function operatingPoints(lines: readonly JudgedLine[]): OperatingPoint[] {
  return (['zh', 'en'] as const).flatMap(language => {
    const sorted = lines.filter(line => line.language === language).sort((a, b) => b.confidence - a.confidence)
    return sorted.length === 0 ? [] : WANTED.map(wanted => pointFor(sorted, language, wanted))
  })
}

function pointFor(sorted: readonly JudgedLine[], language: Language, wanted: number): OperatingPoint {
  let right = 0
  let answered = { count: 0, right: 0 }
  sorted.forEach((line, i) => {
    if (line.right) right++
    // Lines of one confidence are answered together or not at all.
    const whole = sorted[i + 1]?.confidence !== line.confidence
    if (whole && right / (i + 1) >= wanted) answered = { count: i + 1, right }
  })
  const { count } = answered
  return {
    language,
    wanted,
    threshold: count === 0 ? NEVER : sorted[count - 1]!.confidence,
    coverage: count / sorted.length,
    precision: count === 0 ? 1 : answered.right / count,
    ...wilson(answered.right, count),
  }
}
