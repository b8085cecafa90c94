import { InvalidInput } from '../../src/errors.ts'
import { type Explanation, explain } from '../../src/nlu/explain.ts'
import { type Parsed, parse as parseText } from '../../src/nlu/parse.ts'
import type { Entity } from '../../src/nlu/understanding.ts'
import { conclude, outputColours, table } from '../terminal.ts'
import type { NluAction } from './action.ts'
import { withModel } from './model.ts'

const SHOWN = 5
const KINDS = { word: 'word', letters: 'letters', meaning: 'meaning of the sentence' } as const

/** The intents and entities of one text, and with --explain why. */
export const parse: NluAction = async (words, options) => {
  const given = words.join(' ')
  if (given.trim() === '')
    throw new InvalidInput('text_missing', 'There is nothing to parse.', {
      remedy: 'yingda nlu parse "where is my order"',
    })
  await withModel(options.model, async ({ model, read, entities: find }) => {
    const entities = find(given)
    const { text, dense } = await read(given)
    if (options.explain === true) {
      const explained = explain(model, text, dense)
      conclude(options, { text: given, ...explained, entities }, () => [
        ...show(explained),
        ...named(entities),
        ...why(explained),
      ])
      return
    }
    const parsed = parseText(model, text, dense)
    conclude(options, { text: given, ...parsed, entities }, () => [...show(parsed), ...named(entities)])
  })
  return undefined
}

function show({ intents, outOfScope, by }: Parsed): string[] {
  const rows = intents.slice(0, SHOWN).map(({ name, confidence }) => [name, confidence.toFixed(3)])
  return [...table(['intent', 'confidence'], rows, [1]), '', `out of scope ${outOfScope.toFixed(3)}, decided by ${by}`]
}

function named(entities: readonly Entity[]): string[] {
  if (entities.length === 0) return []
  const rows = entities.map(({ kind, text, value, role = '' }) => [kind, text, value, role])
  return ['', ...table(['entity', 'words', 'value', 'role'], rows, [])]
}

function why({ reasons, judges, similar, signals }: Explanation): string[] {
  const { bold } = outputColours
  return [
    '',
    bold('What spoke for it (+) or against it (-)'),
    ...table(
      ['what', 'kind', 'weight'],
      reasons.map(({ what, kind, weight }) => [what, KINDS[kind], weight.toFixed(3)]),
      [2],
    ),
    '',
    bold('How much each judge weighs, against the other likely intents'),
    ...table(
      ['judge', 'weight'],
      Object.entries(judges).map(([name, weight]) => [name, weight.toFixed(2)]),
      [1],
    ),
    '',
    bold('The most similar training line of each likely intent'),
    ...table(
      ['intent', 'line', 'cosine'],
      similar.map(({ intent, line, cosine }) => [intent, line, cosine.toFixed(2)]),
      [2],
    ),
    '',
    bold('What the out-of-scope judge saw'),
    ...table(
      ['signal', 'value'],
      Object.entries(signals).map(([name, value]) => [name, value.toFixed(3)]),
      [1],
    ),
  ]
}
