/** What is wrong with training lines, and what to do about it: found before it confuses the bot. */
import { createNeighbours, nearest } from './neighbours.ts'
import { heldOut, type Study, studyLines, type TrainOptions } from './study.ts'
import type { TrainingLine } from './training-line.ts'
import { vectorize } from './vectorizer.ts'

export interface Finding {
  kind: 'contradiction' | 'label_error' | 'near_duplicate' | 'duplicate' | 'small_class' | 'unbalanced_languages'
  /** Where the line or class stands. */
  intent: string
  /** The line; absent where a whole class is meant. */
  text?: string
  /** The intent it clashes with, or that it rather belongs to. */
  other?: string
  /** The line of the other intent. */
  otherText?: string
  /** How sure a model without the line is of the other intent, or the cosine of the two lines; 0 to 1. */
  strength?: number
  /** Lines there are, of a class that has too few. */
  count?: number
}

/** With fewer lines an intent is guessed more than known. */
const SMALL_CLASS = 8
/** One language with less than this share of the other's lines is the weaker one. */
const BALANCE = 0.25
/** A model that never saw the line is this sure of another intent, and gives its own less than that. */
const SURE = 0.85
const UNSURE = 0.08
/** Two lines of two intents with this cosine differ by a word that hardly matters. */
const NEAR = 0.9

/**
 * Trains by cross-validation and looks at every line: suspected label errors are lines that a model without them gives to
 * another intent with confidence (confident learning, Northcutt et al. 2021). Worst first.
 */
export async function validateLines(lines: readonly TrainingLine[], options: TrainOptions = {}): Promise<Finding[]> {
  return studyLines(lines, { ...options, judgeAll: true }, study => findings(lines, study))
}

function findings(lines: readonly TrainingLine[], study: Study): Finding[] {
  const clashes = [...contradictions(lines, study)]
  const clashing = new Set(clashes.map(({ text }) => text))
  const apart = (findings: Finding[]) => findings.filter(({ text }) => !clashing.has(text))
  const mislabelled = apart(labelErrors(lines, study))
  const told = new Set(mislabelled.map(({ text }) => text))
  return [
    ...clashes,
    ...mislabelled,
    ...apart(nearDuplicates(lines, study)).filter(({ text }) => !told.has(text)),
    ...duplicates(lines, study),
    ...smallClasses(lines),
    ...unbalanced(lines),
  ]
}

/** The same words under two intents: each can only be right for one. */
function contradictions(lines: readonly TrainingLine[], { keys }: Study): Finding[] {
  const first = new Map<string, TrainingLine>()
  return lines.flatMap((line, i): Finding[] => {
    const key = keys[i]!
    const other = first.get(key)
    if (key !== '' && other === undefined) first.set(key, line)
    if (other === undefined || other.intent === line.intent) return []
    return [{ kind: 'contradiction', intent: line.intent, text: line.text, other: other.intent, otherText: other.text }]
  })
}

function duplicates(lines: readonly TrainingLine[], { keys }: Study): Finding[] {
  const first = new Map<string, TrainingLine>()
  return lines.flatMap((line, i): Finding[] => {
    const place = JSON.stringify([line.intent, keys[i]])
    const other = first.get(place)
    if (other !== undefined) return [{ kind: 'duplicate', intent: line.intent, text: line.text, otherText: other.text }]
    first.set(place, line)
    return []
  })
}

function labelErrors(lines: readonly TrainingLine[], study: Study): Finding[] {
  const labels = study.learned.material.labels
  return heldOut(study)
    .flatMap((likely, i): Finding[] => {
      const top = likely![0]!
      const own = likely!.find(({ k }) => k === labels[i])?.probability ?? 0
      if (top.k === labels[i] || top.probability < SURE || own > UNSURE) return []
      const { intent, text } = lines[i]!
      return [{ kind: 'label_error', intent, text, other: study.intents[top.k]!, strength: top.probability }]
    })
    .sort((a, b) => b.strength! - a.strength!)
}

function nearDuplicates(lines: readonly TrainingLine[], { learned, opinions, intents }: Study): Finding[] {
  const { material, rows, vectorizer } = learned
  const neighbours = createNeighbours(rows, material.labels, material.classes)
  return lines
    .flatMap((line, i): Finding[] => {
      const others = opinions[i]!.classes.filter(k => intents[k] !== line.intent)
      const near = nearest(neighbours, vectorize(material.lines[i]!, vectorizer), undefined, others)
      const found = near.reduce((best, one) => (one.lexical > best.lexical ? one : best), { line: -1, lexical: 0 })
      // Each pair once.
      if (found.lexical < NEAR || found.line < i) return []
      const { intent, text } = lines[found.line]!
      const { lexical: strength } = found
      return [
        { kind: 'near_duplicate', intent: line.intent, text: line.text, other: intent, otherText: text, strength },
      ]
    })
    .sort((a, b) => b.strength! - a.strength!)
}

function smallClasses(lines: readonly TrainingLine[]): Finding[] {
  return [...countBy(lines, line => line.intent)]
    .filter(([, count]) => count < SMALL_CLASS)
    .map(([intent, count]) => ({ kind: 'small_class', intent, count }))
}

/** Where an intent speaks both languages, but one of them hardly. */
function unbalanced(lines: readonly TrainingLine[]): Finding[] {
  const zh = countBy(
    lines.filter(line => line.language === 'zh'),
    line => line.intent,
  )
  const en = countBy(
    lines.filter(line => line.language === 'en'),
    line => line.intent,
  )
  if (zh.size === 0 || en.size === 0) return []
  return [...new Set([...zh.keys(), ...en.keys()])].flatMap((intent): Finding[] => {
    const [inZh, inEn] = [zh.get(intent) ?? 0, en.get(intent) ?? 0]
    const [less, more] = inZh < inEn ? [inZh, inEn] : [inEn, inZh]
    if (less >= BALANCE * more) return []
    return [{ kind: 'unbalanced_languages', intent, other: inZh < inEn ? 'zh' : 'en', count: less }]
  })
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1)
  return counts
}
