import Papa from 'papaparse'
import { stringify } from 'yaml'
import { trainingLines } from '../../src/admin/intents.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import { oneOf } from '../options.ts'
import type { NluAction } from './action.ts'
import { contentOf, type NluContent } from './lines.ts'

/** `yaml` is our own: all of it, for `yingda import`. The tables hold utterances alone. */
const FORMATS = {
  jsonl: content =>
    trainingLines(content.intents)
      .map(line => `${JSON.stringify(line)}\n`)
      .join(''),
  csv: ({ intents }) =>
    `${Papa.unparse(trainingLines(intents), { columns: ['text', 'intent', 'language'], newline: '\n' })}\n`,
  rasa: content => {
    const lines = trainingLines(content.intents)
    const names = [...new Set(lines.map(({ intent }) => intent))]
    const examplesOf = (name: string) => lines.filter(({ intent }) => intent === name).map(({ text }) => text)
    const intents = names.map(intent => ({ intent, examples: listed(examplesOf(intent)) }))
    return stringify({ version: '3.1', nlu: [...intents, ...content.entities.flatMap(rasaEntity)] }, { lineWidth: 0 })
  },
  yaml: content => stringify({ intents: content.intents, entities: content.entities }, { lineWidth: 0 }),
} satisfies Record<string, (content: NluContent) => string>

/** Utterances and entities on standard output, in a format that other tools or `yingda import` read. */
export const exportIntents: NluAction = async (_args, options) => {
  const format = oneOf('format', String(options.format ?? 'jsonl'), Object.keys(FORMATS) as (keyof typeof FORMATS)[])
  process.stdout.write(FORMATS[format](await contentOf(options.from)))
  return undefined
}

/** Rasa has its values in a lookup table, what they stand for in synonyms, and patterns apart; it has no place for our roles. */
function rasaEntity({ name, values = [], patterns = [] }: CustomEntity): Record<string, string>[] {
  const wordsOf = ({ synonyms = {} }: (typeof values)[number]) => [...(synonyms.zh ?? []), ...(synonyms.en ?? [])]
  const words = values.flatMap(value => [value.value, ...wordsOf(value)])
  return [
    ...(words.length === 0 ? [] : [{ lookup: name, examples: listed(words) }]),
    ...values.flatMap(value =>
      wordsOf(value).length === 0 ? [] : [{ synonym: value.value, examples: listed(wordsOf(value)) }],
    ),
    ...(patterns.length === 0 ? [] : [{ regex: name, examples: listed(patterns) }]),
  ]
}

const listed = (lines: readonly string[]): string => lines.map(line => `- ${line}\n`).join('')
