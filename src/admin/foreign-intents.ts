/** Intents of other tools: Rasa's training data, tables, JSON lines. What they lack (titles, answers) stays empty. */
import Papa from 'papaparse'
import { isMap, parseDocument } from 'yaml'
import { InvalidInput } from '../errors.ts'
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'
import type { IntentContent } from './intents.ts'

/** What a file of another tool says. */
export interface ForeignIntents {
  lines: { intent: string; text: string; language: Language }[]
  /** Answers by intent and language, where the tool has them. */
  answers: { intent: string; text: string; language: Language }[]
}

export const FOREIGN_FORMATS = ['rasa', 'csv', 'jsonl'] as const
export type ForeignFormat = (typeof FOREIGN_FORMATS)[number]

/** Longest utterance an intent takes, in UTF-16 code units. */
const LONGEST = 500

/** @throws InvalidInput `file_unreadable` naming the file, the place and what was expected there. */
export function readForeign(format: ForeignFormat, file: string, text: string): ForeignIntents {
  switch (format) {
    case 'rasa':
      return readRasa(file, text)
    case 'csv':
      return readCsv(file, text)
    case 'jsonl':
      return readJsonl(file, text)
    default:
      return format satisfies never
  }
}

/** One intent for each name, as this house names intents; lines that are empty or too long are counted, not taken. */
export function toIntents(parts: readonly ForeignIntents[]): { intents: IntentContent[]; leftOut: number } {
  const intents = new Map<string, IntentContent>()
  let leftOut = 0
  const intentOf = (given: string): IntentContent => {
    const name = intentName(given)
    const known = intents.get(name)
    if (known !== undefined) return known
    const title = { zh: given.slice(0, 100), en: given.slice(0, 100) }
    const made: IntentContent = {
      name,
      title,
      kind: 'answer',
      sensitive: false,
      answer: { zh: '', en: '' },
      utterances: { zh: [], en: [] },
    }
    intents.set(name, made)
    return made
  }
  for (const { intent, text, language } of parts.flatMap(part => part.lines)) {
    const line = text.trim()
    const utterances = intentOf(intent).utterances[language]
    if (line === '' || line.length > LONGEST) leftOut++
    else if (!utterances.includes(line)) utterances.push(line)
  }
  for (const { intent, text, language } of parts.flatMap(part => part.answers)) {
    const known = intents.get(intentName(intent))
    if (known !== undefined) known.answer[language] ||= text.trim()
  }
  return { intents: [...intents.values()], leftOut }
}

/** As this house names intents: lower case, words joined by `_`, a letter first: `faq/ask_Price` is `faq_ask_price`. */
export function intentName(given: string): string {
  const name = given
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 50)
  return /^[a-z][a-z0-9_]+$/.test(name) ? name : `intent_${name || hashOf(given)}`
}

/** A name that is all Chinese has no letters: a number of its own keeps it apart. */
function hashOf(text: string): string {
  let hash = 0
  for (const character of text) hash = (Math.imul(hash, 31) + character.codePointAt(0)!) >>> 0
  return hash.toString(36)
}

/** Rasa 2 and 3: `nlu:` with lists of examples, `responses:` whose `utter_NAME` answers the intent NAME. */
function readRasa(file: string, text: string): ForeignIntents {
  const document = parseDocument(text)
  const broken = document.errors[0]
  if (broken !== undefined) unreadable(file, broken.linePos?.[0].line ?? 1, broken.message.split('\n')[0]!)
  if (!isMap(document.contents)) unreadable(file, 1, 'there is no “nlu:” or “responses:”')
  const { nlu = [], responses = {} } = (document.toJS() ?? {}) as { nlu?: unknown; responses?: unknown }
  if (!Array.isArray(nlu)) unreadable(file, 1, '“nlu:” is no list')
  const lines = (nlu as { intent?: unknown; examples?: unknown }[]).flatMap(entry => {
    // Synonyms, lookups and regular expressions stand in the same list.
    if (typeof entry?.intent !== 'string') return []
    const { intent } = entry
    return examplesOf(entry.examples).map(example => tagged(intent, withoutEntities(example)))
  })
  return { lines, answers: answersOf(responses) }
}

/** `- one` lines in a block, or a list of texts or of `{text}`. */
function examplesOf(examples: unknown): string[] {
  if (typeof examples === 'string') {
    return examples.split('\n').flatMap(line => (/^\s*-/.test(line) ? [line.replace(/^\s*-\s*/, '')] : []))
  }
  if (!Array.isArray(examples)) return []
  return examples.flatMap((one: unknown) => {
    const text = typeof one === 'object' && one !== null && 'text' in one ? one.text : one
    return typeof text === 'string' ? [text.trim()] : []
  })
}

/** `[tomorrow](date)` and `[tomorrow]{"entity": "date"}` are their words. */
const withoutEntities = (text: string): string => text.replace(/\[([^\]]+)\](\([^)]*\)|\{[^}]*\})/g, '$1')

function answersOf(responses: unknown): ForeignIntents['answers'] {
  if (typeof responses !== 'object' || responses === null) return []
  return Object.entries(responses).flatMap(([name, said]) => {
    const text: unknown = Array.isArray(said) ? said[0]?.text : undefined
    return typeof text === 'string' ? [tagged(name.replace(/^utter_/, ''), text)] : []
  })
}

function readCsv(file: string, text: string): ForeignIntents {
  const { data, meta, errors } = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
  })
  const column = (...names: string[]) => meta.fields?.find(field => names.includes(field.trim().toLowerCase()))
  const [textColumn, intentColumn] = [column('text', 'utterance', 'example', '说法'), column('intent', 'label', '意图')]
  if (textColumn === undefined || intentColumn === undefined)
    unreadable(file, 1, 'the first line must name the columns text and intent')
  const broken = errors.find(({ type }) => type === 'Quotes')
  if (broken !== undefined) unreadable(file, (broken.row ?? 0) + 2, broken.message)
  return { lines: data.map(row => tagged(row[intentColumn!] ?? '', row[textColumn!] ?? '')), answers: [] }
}

function readJsonl(file: string, text: string): ForeignIntents {
  const lines = text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return []
    let row: { text?: unknown; intent?: unknown }
    try {
      row = JSON.parse(line) as typeof row
    } catch {
      return unreadable(file, i + 1, 'this is no JSON')
    }
    if (typeof row?.text !== 'string' || typeof row.intent !== 'string')
      return unreadable(file, i + 1, 'it needs “text” and “intent”')
    return [tagged(row.intent, row.text)]
  })
  return { lines, answers: [] }
}

function tagged(intent: string, text: string): { intent: string; text: string; language: Language } {
  return { intent, text, language: detectLanguage(text) === 'en' ? 'en' : 'zh' }
}

function unreadable(file: string, line: number, what: string): never {
  throw new InvalidInput('file_unreadable', `${file}, line ${line}: ${what}.`, {
    remedy: 'Mend the file there, or name its format: yingda nlu import rasa|csv|jsonl PATH.',
    params: { file, line },
  })
}
