/** What every parser of knowledge files gives, and the checks that they share. */
import { InvalidInput } from '../errors.ts'
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'

export interface ParsedDocument {
  kind: 'faq' | 'article'
  /** Stable across imports: the FAQ's id, or the article's file name. */
  key: string
  language: Language
  title: string
  similar: string[]
  /** Markdown. */
  body: string
  url?: string | undefined
  tags: string[]
}

/** Largest field, in UTF-16 code units, and most similar questions or tags of one document. */
export const LIMITS = {
  // With what stands before it in the id of a button.
  key: 190,
  title: 500,
  similarQuestion: 500,
  /** Of a FAQ entry's answer. */
  body: 100_000,
  articleBody: 1_000_000,
  url: 2000,
  tag: 100,
  similar: 500,
  tags: 50,
} as const
/** Largest knowledge file, in UTF-16 code units. */
export const MAX_FILE = 20_000_000

/** Where a value stands, for messages. Lines count from 1. */
export interface Place {
  file: string
  line: number
}

export function checkFile(name: string, text: string): void {
  if (text.trim() === '')
    throw new InvalidInput('file_empty', `${name} is empty.`, { remedy: 'Put at least one document into it.' })
  if (text.length > MAX_FILE) {
    throw new InvalidInput('file_too_long', `${name} has ${text.length} characters; ${MAX_FILE} are allowed.`, {
      remedy: 'Split it into several files.',
    })
  }
}

export function invalid(place: Place, code: string, what: string, value: unknown, remedy: string): InvalidInput {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  return new InvalidInput(code, `${place.file}, line ${place.line}: ${what}.`, {
    remedy,
    value: shown,
    params: { file: place.file, line: place.line },
  })
}

/** A string that is there, is no longer than `max`, and is trimmed. */
export function requireText(place: Place, field: string, value: unknown, max: number): string {
  if (value === undefined || value === null || value === '') {
    throw invalid(place, 'field_missing', `"${field}" is missing`, value ?? null, `Add "${field}".`)
  }
  if (typeof value !== 'string') {
    throw invalid(place, 'field_type', `"${field}" must be a text`, value, `Write "${field}" in quotes.`)
  }
  if (value.trim() === '') throw invalid(place, 'field_missing', `"${field}" is blank`, value, `Fill in "${field}".`)
  if (value.length > max) {
    const what = `"${field}" has ${value.length} characters; ${max} are allowed`
    throw invalid(place, 'field_too_long', what, value, `Shorten "${field}".`)
  }
  return value.trim()
}

export function optionalText(place: Place, field: string, value: unknown, max: number): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : requireText(place, field, value, max)
}

/** A list of texts; absent is empty. */
export function textList(place: Place, field: string, value: unknown, max: number, most: number): string[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    throw invalid(place, 'field_type', `"${field}" must be a list of texts`, value, `Write "${field}": ["…", "…"].`)
  }
  if (value.length > most) {
    throw invalid(
      place,
      'field_too_long',
      `"${field}" has ${value.length} items; ${most} are allowed`,
      value[most],
      `Shorten "${field}".`,
    )
  }
  return value.map((item: unknown, i) => requireText(place, `${field}[${i}]`, item, max))
}

/** What the field says, else what the path says (`…/zh/…`, `zh.jsonl`, `faq.en.csv`), else what the text is written in. */
export function languageOf(place: Place, field: unknown, sample: string): Language {
  if (field === 'zh' || field === 'en') return field
  if (field !== undefined && field !== null && field !== '') {
    throw invalid(place, 'field_value', '"language" must be zh or en', field, 'Write zh or en, or leave it out.')
  }
  const named = /(?:^|[/\\._-])(zh|en)(?=[/\\._-])/.exec(place.file)?.[1]
  if (named === 'zh' || named === 'en') return named
  return detectLanguage(sample) === 'en' ? 'en' : 'zh'
}

/** Two documents of one key and language in one file would overwrite each other. */
export function refuseTwice(seen: Set<string>, place: Place, document: ParsedDocument): void {
  const id = `${document.kind} ${document.language} ${document.key}`
  if (seen.has(id)) {
    throw invalid(
      place,
      'key_twice',
      `the key "${document.key}" is there twice`,
      document.key,
      'Give each entry its own key.',
    )
  }
  seen.add(id)
}
