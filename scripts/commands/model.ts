/** `yingda model`: sentence models, made and fetched. */
import { join } from 'node:path'
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

const ACTIONS = ['list', 'use', 'pull', 'adapt', 'distil'] as const
const HUB = 'https://huggingface.co'

export const model: Command = {
  usage: 'model <action> [path]',
  summary:
    'Sentence models: model list, use NAME, pull OWNER/NAME, adapt; distil: make a small one from strong teachers and a corpus (an hour or two; goes on after a stop)',
  example: 'model distil ./corpus --teachers ./models/use,./models/bge-zh,./models/bge-en --out ./my-model',
  options: [
    { flags: '--teachers <folders>', description: 'Models in transformers.js layout, comma separated' },
    { flags: '--out <folder>', description: 'Where the model is written' },
    { flags: '--work <folder>', description: 'Keeps what is costly, for the next run; default OUT-work' },
    { flags: '--from <folder>', description: 'distil: goes on from this model, “built-in” or a folder' },
    { flags: '--pieces <folder>', description: 'Folder of pieces.tsv; default the corpus’s own' },
    { flags: '--name <name>', description: 'The model’s name; default yingda-zh-en' },
    { flags: '--model-version <version>', description: 'The model’s version; default 1' },
    { flags: '--sentences <number>', description: 'Sentences taken of each language, at most' },
    { flags: '--steps <number>', description: 'Training steps' },
    { flags: '--remove', description: 'adapt: back to the model as it comes' },
    { flags: '--mirror <url>', description: 'pull: a mirror of the model hub; default HF_ENDPOINT, or huggingface.co' },
  ],
  async run([action, path], options) {
    const wanted = oneOf('action of model', action!, ACTIONS)
    if (wanted === 'list') await (await import('../chosen-model.ts')).listModels(options)
    else if (wanted === 'use')
      await (await import('../chosen-model.ts')).chooseModels(required('the name', path), options)
    else if (wanted === 'adapt') await adapt(options)
    else if (wanted === 'pull') await pull(required('the name of the model', path), options)
    else await distil(required('the folder of the corpus', path), options)
    return undefined
  },
}

const ADAPTING = { adapting: 'moving the model', training: 'training the intents with it' } as const

/** The embedder moved by the tenant's own texts and the intents trained with it: both go into service together. */
async function adapt(options: Record<string, unknown>): Promise<void> {
  const { inTenant, withEmbedders } = await import('../workplace.ts')
  const { createAdaptation } = await import('../../src/admin/adaptation.ts')
  const { createTraining } = await import('../../src/admin/training.ts')
  await inTenant({ create: false }, ({ config, db, bus, tenantId }) =>
    withEmbedders({ config, db }, async embedders => {
      const progress = createProgress()
      const adaptation = createAdaptation({ db, bus, embedders, training: createTraining({ db, bus, embedders }) })
      const perform = options.remove === true ? adaptation.remove : adaptation.run
      const { learned, trained } = await perform(tenantId, (share, step) =>
        progress.show(step === 'adapting' ? share / 2 : 0.5 + share / 2, ADAPTING[step]),
      ).finally(progress.end)
      const { accuracy } = trained.report
      conclude(options, { learned, accuracy }, () => [
        learned === undefined
          ? 'Back to the model as it comes.'
          : `Adapted to ${learned.texts} texts: ${(learned.bytes / 1e6).toFixed(1)} MB of changes.`,
        `Intents trained with it, ${(100 * accuracy).toFixed(1)} % in cross-validation; in service now.`,
      ])
    }),
  )
}

async function pull(name: string, options: Record<string, unknown>): Promise<void> {
  const { readConfig } = await import('../../src/config.ts')
  const { pullModel } = await import('../../src/embedding/pull.ts')
  const folder = String(options.out ?? join(readConfig(process.env).dataDir, 'models', name))
  const hub = String(options.mirror ?? process.env.HF_ENDPOINT ?? HUB).replace(/\/+$/, '')
  const progress = createProgress()
  const { files, bytes } = await pullModel({
    name,
    hub,
    folder,
    progress: (done, all, file) => progress.show(all === 0 ? 0 : done / all, file),
  }).finally(progress.end)
  conclude(options, { folder, files, bytes }, () => [
    `${folder}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB.`,
    ...(options.out === undefined
      ? [`Use it: yingda model use ${name}, or beside the built-in one: yingda model use built-in,${name}`]
      : [`Use it: YINGDA_EMBEDDER=${folder}, or beside the built-in one: YINGDA_EMBEDDER=built-in,${folder}`]),
  ])
}

async function distil(corpus: string, options: Record<string, unknown>): Promise<void> {
  const { DEFAULTS, distil, GOING_ON } = await import('../../src/embedding/distil/distil.ts')
  const { BUILT_IN, BUILT_IN_NAME } = await import('../../src/embedding/open.ts')
  const out = required('--out', options.out)
  const progress = createProgress()
  const number = (flag: string, value: unknown, fallback: number) =>
    numberOption(flag, value, { least: 10, most: 10_000_000, fallback })
  const from = options.from === BUILT_IN_NAME ? BUILT_IN : options.from === undefined ? undefined : String(options.from)
  const sentences = number('--sentences', options.sentences, DEFAULTS.sample.sentences)
  const steps = number('--steps', options.steps, from === undefined ? DEFAULTS.steps : GOING_ON.sharpening)
  const { bytes, texts } = await distil(
    {
      ...DEFAULTS,
      name: String(options.name ?? 'yingda-zh-en'),
      version: String(options.modelVersion ?? 1),
      corpus,
      pieces: options.pieces === undefined ? undefined : String(options.pieces),
      teachers: required('--teachers', options.teachers).split(','),
      work: String(options.work ?? `${out}-work`),
      out,
      from,
      sample: {
        sentences,
        parallel: Math.min(sentences, DEFAULTS.sample.parallel),
        questions: Math.min(sentences, DEFAULTS.sample.questions),
      },
      ...(from === undefined ? { steps } : { ...GOING_ON, sharpening: steps }),
    },
    (stage, share, note) => progress.show(share, `${STAGES[stage]}${note === undefined ? '' : ` (${note})`}`),
  ).finally(progress.end)
  conclude(options, { out, bytes, texts }, () => [
    `${out}: ${(bytes / 1e6).toFixed(1)} MB, learned from ${texts} texts.`,
  ])
}
