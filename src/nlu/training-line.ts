import { InvalidInput } from '../errors.ts'
import type { Language } from '../message.ts'

/** One example of how visitors say an intent. */
export interface TrainingLine {
  text: string
  /** The intent's name: stable, e.g. `track_order`. */
  intent: string
  language: Language
  /** Of a class that answers nothing: it stands for what others answer, and counts in no figure of the intents. */
  aside?: boolean
}

/** Longest training line, in UTF-16 code units. */
const MAX_LINE = 1000
const MIN_INTENTS = 2
/** With fewer lines an intent cannot be trained and measured at once. */
const MIN_LINES = 2

/**
 * Refuses lines that cannot be trained on. Throws InvalidInput `training_lines_invalid`, naming the intent and the line
 * (counted from 1, in the order given).
 */
export function checkLines(lines: readonly TrainingLine[]): void {
  lines.forEach(checkLine)
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line.intent, (counts.get(line.intent) ?? 0) + 1)
  if (counts.size < MIN_INTENTS) {
    refuse(
      `Training needs at least ${MIN_INTENTS} intents; there are ${counts.size}.`,
      'Add utterances to more intents.',
      {
        intents: counts.size,
      },
    )
  }
  for (const [intent, count] of counts) {
    if (count >= MIN_LINES) continue
    refuse(`The intent ${intent} has ${count} utterance; training needs at least ${MIN_LINES}.`, ADD_OR_REMOVE, {
      intent,
    })
  }
}

const ADD_OR_REMOVE = 'Add utterances to the intent, or remove it.'

function checkLine(line: TrainingLine, index: number): void {
  const params = { intent: String(line.intent), line: index + 1 }
  const where = `Line ${index + 1} (intent ${line.intent || 'without a name'})`
  if (typeof line.intent !== 'string' || line.intent.trim() === '') {
    refuse(`Line ${index + 1} names no intent.`, 'Name the intent of every utterance.', params)
  }
  if (typeof line.text !== 'string' || line.text.trim() === '')
    refuse(`${where} is empty.`, 'Write or remove it.', params)
  if (line.text.length > MAX_LINE) {
    refuse(
      `${where} has ${line.text.length} characters; ${MAX_LINE} are allowed.`,
      'Shorten it to one question.',
      params,
    )
  }
  if (line.language !== 'zh' && line.language !== 'en') {
    refuse(`${where} is in the unknown language ${String(line.language)}.`, 'Use zh or en.', params)
  }
}

function refuse(message: string, remedy: string, params: Record<string, string | number>): never {
  throw new InvalidInput('training_lines_invalid', message, { remedy, params })
}
