/** `yingda model`: our own sentence models, made and looked at. */
import type { Command } from '../command.ts'
import { numberOption, oneOf, required } from '../options.ts'
import { conclude, createProgress } from '../terminal.ts'

const STAGES = {
  corpus: 'reading the corpus',
  teachers: 'asking the teachers',
  vocabulary: 'counting pieces and pairs',
  training: 'training the student',
  saving: 'writing the model',
} as const

const ACTIONS = ['distil'] as const

export const model: Command = {
  usage: 'model <action> <path>',
  summary:
    'distil: make a small sentence model from strong teachers and a corpus (an hour or two; goes on after a stop)',
  example: 'model distil ./corpus --teachers ./models/use,./models/bge-zh,./models/bge-en --out ./my-model',
  options: [
    { flags: '--teachers <folders>', description: 'Models in transformers.js layout, comma separated' },
    { flags: '--out <folder>', description: 'Where the model is written' },
    { flags: '--work <folder>', description: 'Keeps what is costly, for the next run; default OUT-work' },
    { flags: '--pieces <folder>', description: 'Folder of pieces.tsv; default the corpus’s own' },
    { flags: '--name <name>', description: 'The model’s name; default yingda-zh-en' },
    { flags: '--model-version <version>', description: 'The model’s version; default 1' },
    { flags: '--sentences <number>', description: 'Sentences taken of each language, at most' },
    { flags: '--steps <number>', description: 'Training steps' },
  ],
  async run([action, corpus], options) {
    oneOf('action of yingda model', action!, ACTIONS)
    const { DEFAULTS, distil } = await import('../../src/embedding/distil/distil.ts')
    const out = required('--out', options.out)
    const progress = createProgress()
    const { bytes, texts } = await distil(
      {
        ...DEFAULTS,
        name: String(options.name ?? 'yingda-zh-en'),
        version: String(options.modelVersion ?? 1),
        corpus: corpus!,
        pieces: options.pieces === undefined ? undefined : String(options.pieces),
        teachers: required('--teachers', options.teachers).split(','),
        work: String(options.work ?? `${out}-work`),
        out,
        sample: {
          ...DEFAULTS.sample,
          sentences: numberOption('--sentences', options.sentences, {
            least: 1000,
            most: 5_000_000,
            fallback: DEFAULTS.sample.sentences,
          }),
        },
        steps: numberOption('--steps', options.steps, { least: 10, most: 1_000_000, fallback: DEFAULTS.steps }),
      },
      (stage, share, note) => progress.show(share, `${STAGES[stage]}${note === undefined ? '' : ` (${note})`}`),
    ).finally(progress.end)
    conclude(options, { out, bytes, texts }, () => [
      `${out}: ${(bytes / 1e6).toFixed(1)} MB, learned from ${texts} texts.`,
    ])
    return undefined
  },
}
