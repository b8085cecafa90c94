import type { Language } from '../message.ts'
import type { OperatingPoint } from './operating-points.ts'
import type { TrainingLine } from './training-line.ts'

/** How well the model judged lines it had not seen; shares are 0 to 1. */
export interface TrainingReport {
  folds: number
  accuracy: number
  byLanguage: Partial<Record<Language, number>>
  /** In the order of the names. */
  perIntent: IntentScores[]
  /** The ten pairs most often mistaken, worst first, with one line each. */
  confusions: Confusion[]
  /** Lines of left-out intents told from lines of known ones; absent with too few intents. */
  outOfScope?: { auc: number }
  /** Where a threshold on the confidence could stand, and what it would cost. */
  operatingPoints: OperatingPoint[]
  /** Lines that, up to punctuation and politeness, stand under two intents: they can only be wrong for one. */
  conflicts: { text: string; intents: string[] }[]
  /** Wall time of the training. */
  seconds: number
}

export interface IntentScores {
  name: string
  precision: number
  recall: number
  f1: number
  /** Lines of this intent that were judged: at most sixty. */
  support: number
}

export interface Confusion {
  expected: string
  predicted: string
  count: number
  example: string
}

const SHOWN_CONFUSIONS = 10
const SHOWN_CONFLICTS = 20

/** The share of lines with the right prediction, of all and by language. */
export function accuracies(lines: readonly TrainingLine[], predicted: readonly string[]) {
  const share = (language?: Language) => {
    const chosen = lines
      .map((line, i) => ({ line, i }))
      .filter(({ line }) => language === undefined || line.language === language)
    return chosen.length === 0
      ? undefined
      : chosen.filter(({ line, i }) => line.intent === predicted[i]).length / chosen.length
  }
  const byLanguage: Partial<Record<Language, number>> = {}
  for (const language of ['zh', 'en'] as const) {
    const value = share(language)
    if (value !== undefined) byLanguage[language] = value
  }
  return { accuracy: share() ?? 0, byLanguage }
}

/** Precision, recall and F1 of each intent; 0 where there is nothing to divide by. */
export function intentScores(
  lines: readonly TrainingLine[],
  predicted: readonly string[],
  intents: readonly string[],
): IntentScores[] {
  const blank = () => ({ support: 0, predicted: 0, right: 0 })
  const counts = new Map(intents.map(name => [name, blank()]))
  lines.forEach((line, i) => {
    counts.get(line.intent)!.support++
    counts.get(predicted[i]!)!.predicted++
    if (line.intent === predicted[i]) counts.get(line.intent)!.right++
  })
  return [...counts].map(([name, { support, predicted: found, right }]) => {
    const precision = found === 0 ? 0 : right / found
    const recall = support === 0 ? 0 : right / support
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
    return { name, precision, recall, f1, support }
  })
}

/** The pairs most often mistaken. */
export function worstConfusions(lines: readonly TrainingLine[], predicted: readonly string[]): Confusion[] {
  const pairs = new Map<string, Confusion>()
  lines.forEach((line, i) => {
    if (line.intent === predicted[i]) return
    const key = JSON.stringify([line.intent, predicted[i]])
    const pair = pairs.get(key) ?? { expected: line.intent, predicted: predicted[i]!, count: 0, example: line.text }
    pair.count++
    pairs.set(key, pair)
  })
  return [...pairs.values()].sort((a, b) => b.count - a.count).slice(0, SHOWN_CONFUSIONS)
}

/** Lines with the same key under several intents. */
export function findConflicts(lines: readonly TrainingLine[], keys: readonly string[]): TrainingReport['conflicts'] {
  const byKey = new Map<string, { text: string; intents: Set<string> }>()
  lines.forEach((line, i) => {
    if (keys[i] === '') return
    const entry = byKey.get(keys[i]!) ?? { text: line.text, intents: new Set<string>() }
    entry.intents.add(line.intent)
    byKey.set(keys[i]!, entry)
  })
  return [...byKey.values()]
    .filter(entry => entry.intents.size > 1)
    .slice(0, SHOWN_CONFLICTS)
    .map(entry => ({ text: entry.text, intents: [...entry.intents] }))
}
