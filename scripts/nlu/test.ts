import { basename } from 'node:path'
import { type ModelTest, testModel } from '../../src/nlu/test-model.ts'
import { writeNamed } from '../named-file.ts'
import { conclude, outputColours, table } from '../terminal.ts'
import type { NluAction } from './action.ts'
import { belowFloor } from './floor.ts'
import { htmlReport } from './html-report.ts'
import { withModel } from './model.ts'
import { nameAsModel, readTestQuestions } from './questions.ts'

const SHOWN = 10

/** A model on questions that it was not trained on; below --floor the exit code is 3. */
export const test: NluAction = async ([file], options) => {
  const questions = readTestQuestions(file)
  let code: number | undefined
  await withModel(options.model, async ({ model, read }) => {
    const result = await testModel(model, nameAsModel(questions, model.manifest.intents), read)
    if (options.html !== undefined)
      writeNamed(String(options.html), htmlReport(basename(file!), model.manifest, result))
    conclude(options, result, () => [
      ...describe(result),
      ...(options.html === undefined ? [] : ['', `Report: ${options.html}`]),
    ])
    code = belowFloor(result.figures.accuracy, options.floor)
  })
  return code
}

function describe({ figures, questions, outside, confusions }: ModelTest): string[] {
  const rows = confusions
    .slice(0, SHOWN)
    .map(({ expected, given, errors }) => [String(errors.length), expected, given, errors[0]!.text])
  return [
    ...(rows.length === 0
      ? []
      : [
          outputColours.bold('Most often mistaken'),
          ...table(['times', 'is', 'taken for', 'for instance'], rows, [0]),
          '',
        ]),
    `questions ${questions}, of no intent ${outside}`,
    `accuracy  ${figures.accuracy.toFixed(1)} %   macro F1 ${figures.macroF1.toFixed(1)} %`,
    `calibration error ${figures.ece.toFixed(1)} points (0: 80 % sure means right in 80 of 100)`,
    ...(figures.oosAuroc === undefined
      ? []
      : [
          `out of scope: AUROC ${figures.oosAuroc.toFixed(3)}, ${figures.oosRecallAt95!.toFixed(1)} % told while 95 % of the others are accepted`,
        ]),
  ]
}
