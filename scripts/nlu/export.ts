import Papa from 'papaparse'
import { stringify } from 'yaml'
import type { TrainingLine } from '../../src/nlu/training-line.ts'
import { oneOf } from '../options.ts'
import type { NluAction } from './action.ts'
import { linesOf } from './lines.ts'

const FORMATS = {
  jsonl: lines => lines.map(line => `${JSON.stringify(line)}\n`).join(''),
  csv: lines => `${Papa.unparse([...lines], { columns: ['text', 'intent', 'language'], newline: '\n' })}\n`,
  rasa: lines => {
    const intents = [...new Set(lines.map(({ intent }) => intent))]
    const examplesOf = (name: string) => lines.filter(({ intent }) => intent === name).map(({ text }) => `- ${text}\n`)
    const nlu = intents.map(intent => ({ intent, examples: examplesOf(intent).join('') }))
    return stringify({ version: '3.1', nlu }, { lineWidth: 0 })
  },
} satisfies Record<string, (lines: readonly TrainingLine[]) => string>

/** The utterances on standard output, in a format that other tools read. */
export const exportIntents: NluAction = async (_args, options) => {
  const format = oneOf('format', String(options.format ?? 'jsonl'), Object.keys(FORMATS) as (keyof typeof FORMATS)[])
  process.stdout.write(FORMATS[format](await linesOf(options.from)))
  return undefined
}
