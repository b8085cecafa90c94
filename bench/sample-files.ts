/** Reads the sample knowledge, intents and test questions straight from knowledge/. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { IntentInfo } from '../src/dialog/intent-info.ts'
import type { Language } from '../src/message.ts'
import type { TrainingLine } from '../src/nlu/training-line.ts'
import { parseFaqJsonl } from '../src/parsing/faq-jsonl.ts'
import { parseMarkdown } from '../src/parsing/markdown.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { toPassages } from '../src/retrieval/to-passages.ts'

export const LANGUAGES: readonly Language[] = ['zh', 'en']

export interface TestQuestion {
  id: string
  text: string
  kind: 'paraphrase' | 'colloquial' | 'typo' | 'mixed' | 'out_of_scope'
  expect: { faq?: string[]; intent?: string[]; article?: string[]; refuse?: true }
  split: 'tuned' | 'kept'
}

interface IntentFile {
  intents: (IntentInfo & { utterances: Record<Language, string[]> })[]
}

/** A passage's id begins with its document's, `article KEY`, for `documentOf`. */
export function readPassages(folder: string): Passage[] {
  let made = 0
  return LANGUAGES.flatMap(language => {
    const faq = join(folder, 'faq', `${language}.jsonl`)
    const articles = join(folder, 'articles', language)
    const documents = parseFaqJsonl(faq, readFileSync(faq, 'utf8'))
    for (const file of readdirSync(articles).sort()) {
      documents.push(...parseMarkdown(join(articles, file), readFileSync(join(articles, file), 'utf8')))
    }
    return documents.flatMap(document => {
      const id = `${document.kind} ${document.key}`
      return toPassages(id, document, () => `${id}#${made++}`)
    })
  })
}

/** The document of a passage that `readPassages` gave. */
export const documentOf = (passageId: string): string => passageId.split('#')[0]!

export function readIntents(folder: string): { intents: IntentInfo[]; lines: TrainingLine[] } {
  const files = readdirSync(join(folder, 'intents')).sort()
  const read = (file: string) => parse(readFileSync(join(folder, 'intents', file), 'utf8')) as Partial<IntentFile>
  const all = files.flatMap(file => read(file).intents ?? [])
  const lines = all.flatMap(({ name, utterances }) =>
    LANGUAGES.flatMap(language => utterances[language].map(text => ({ text, intent: name, language }))),
  )
  return { intents: all.map(({ utterances: _, ...intent }) => intent), lines }
}

export function readQuestions(folder: string, language: Language): TestQuestion[] {
  const text = readFileSync(join(folder, 'questions', `${language}.jsonl`), 'utf8')
  return text
    .split('\n')
    .filter(line => line.trim() !== '')
    .map(line => JSON.parse(line) as TestQuestion)
}
