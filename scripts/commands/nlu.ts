/** `yingda nlu`: intents from the command line: brought in, checked, measured, asked. */
import type { Command } from '../command.ts'
import type { NluAction } from '../nlu/action.ts'

const ACTIONS = {
  parse: async () => (await import('../nlu/parse.ts')).parse,
  validate: async () => (await import('../nlu/validate.ts')).validate,
  'cross-validate': async () => (await import('../nlu/cross-validate.ts')).crossValidate,
  test: async () => (await import('../nlu/test.ts')).test,
  compare: async () => (await import('../nlu/compare.ts')).compare,
  import: async () => (await import('../nlu/import.ts')).importForeign,
  export: async () => (await import('../nlu/export.ts')).exportIntents,
} satisfies Record<string, () => Promise<NluAction>>

export const nlu: Command = {
  usage: 'nlu <action> [...args]',
  summary:
    'Intents: nlu parse TEXT, validate, cross-validate, test FILE, compare A B, import rasa|csv|jsonl PATH, export',
  example: 'nlu test questions.jsonl --html report.html --floor 85',
  options: [
    { flags: '--from <folder>', description: 'validate, cross-validate: intents of files instead of the database' },
    {
      flags: '--model <file>',
      description: 'test, parse: a model that train --save wrote; default the one in service',
    },
    { flags: '--html <file>', description: 'test: also write a report for people' },
    { flags: '--floor <percent>', description: 'test, cross-validate: exit code 3 below this accuracy' },
    { flags: '--explain', description: 'parse: show which words, lines and rules decided' },
    {
      flags: '--format <format>',
      description: 'export: jsonl, csv, rasa or yaml (with entities and answers); default jsonl',
    },
  ],
  async run([action = '', ...args], options) {
    const { oneOf } = await import('../options.ts')
    const wanted = oneOf('action of nlu', action, Object.keys(ACTIONS) as (keyof typeof ACTIONS)[])
    const perform = await ACTIONS[wanted]()
    return perform(args, options)
  },
}
