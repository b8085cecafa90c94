/** Test questions of a file: text and intent, as JSON lines or a table. */
import { intentName, readForeign } from '../../src/admin/foreign-intents.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { TestQuestion } from '../../src/nlu/test-model.ts'
import { readNamed } from '../named-file.ts'

export function readTestQuestions(file: string | undefined): TestQuestion[] {
  if (file === undefined) {
    throw new InvalidInput('file_missing', 'No file of test questions is named.', {
      remedy: 'yingda nlu test questions.jsonl, with {"text": …, "intent": …} in each line, or a CSV with both columns',
    })
  }
  const format = /\.csv$/i.test(file) ? 'csv' : 'jsonl'
  const { lines } = readForeign(format, file, readNamed(file).toString('utf8'))
  if (lines.length > 0) return lines
  throw new InvalidInput('file_empty', `${file} holds no questions.`, { remedy: 'Write one a line.', value: file })
}

/** A question names its intent as the model does, or as the file that the model's intents were imported from. */
export function nameAsModel(questions: readonly TestQuestion[], intents: readonly string[]): TestQuestion[] {
  return questions.map(({ text, intent }) => ({
    text,
    intent: intents.includes(intent) ? intent : intentName(intent),
  }))
}
