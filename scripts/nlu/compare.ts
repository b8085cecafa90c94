import { InvalidInput } from '../../src/errors.ts'
import { type ModelTest, testModel } from '../../src/nlu/test-model.ts'
import { conclude, outputColours, table } from '../terminal.ts'
import type { NluAction } from './action.ts'
import { withModel } from './model.ts'
import { nameAsModel, readTestQuestions } from './questions.ts'

/** Two models on the same questions; `active` is the one in service. */
export const compare: NluAction = async ([a, b, file], options) => {
  if (a === undefined || b === undefined) {
    throw new InvalidInput('models_missing', 'Two models are compared on one file of questions.', {
      remedy: 'yingda nlu compare active new.model questions.jsonl',
    })
  }
  const questions = readTestQuestions(file)
  const measure = async (name: string) => {
    let result: ModelTest | undefined
    await withModel(name === 'active' ? undefined : name, async ({ model, read }) => {
      result = await testModel(model, nameAsModel(questions, model.manifest.intents), read)
    })
    return result!
  }
  const [first, second] = [await measure(a), await measure(b)]
  const mended = textsOf(first).filter(text => !textsOf(second).includes(text))
  const broken = textsOf(second).filter(text => !textsOf(first).includes(text))
  conclude(options, { a: first.figures, b: second.figures, mended, broken }, () => [
    ...table(
      ['', a, b],
      [
        ['accuracy %', first.figures.accuracy.toFixed(1), second.figures.accuracy.toFixed(1)],
        ['macro F1 %', first.figures.macroF1.toFixed(1), second.figures.macroF1.toFixed(1)],
        ['calibration error', first.figures.ece.toFixed(1), second.figures.ece.toFixed(1)],
      ],
      [1, 2],
    ),
    ...listed(`Right only in ${b}`, mended),
    ...listed(`Right only in ${a}`, broken),
  ])
  return undefined
}

const textsOf = ({ confusions }: ModelTest): string[] =>
  confusions.flatMap(({ errors }) => errors.map(({ text }) => text))

function listed(title: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  return ['', outputColours.bold(`${title} (${texts.length})`), ...texts.slice(0, 20).map(text => `  ${text}`)]
}
