/** `yingda train`: intents and entities from files into the database, then a model from all of them, measured and in service. */
import type { Command } from '../command.ts'
import { writeNamed } from '../named-file.ts'
import { conclude, createProgress, say } from '../terminal.ts'

const STEPS = {
  reading: 'reading the utterances',
  embedding: 'embedding the utterances',
  cross_validation: 'cross-validating',
  out_of_scope: 'learning what is out of scope',
  final: 'training the final model',
} as const

export const train: Command = {
  usage: 'train',
  summary: 'Train the intents of knowledge/intents, or of a folder, and put the model in service',
  example: 'train --from ./my-intents --save intents.model',
  options: [
    { flags: '--from <folder>', description: 'File or folder of intents (YAML); default knowledge/intents' },
    { flags: '--only-database', description: 'Read no files: train what the console holds' },
    { flags: '--save <file>', description: 'Also write the model to FILE and its manifest to FILE.json' },
  ],
  async run(_args, options) {
    const { inTenant, withEmbedders } = await import('../workplace.ts')
    const { createTraining } = await import('../../src/admin/training.ts')
    const { describeTraining } = await import('../training-report.ts')
    const files = options.onlyDatabase === true ? undefined : await readIntentFiles(options.from)
    await inTenant({ create: true }, ({ config, db, bus, tenantId }) =>
      withEmbedders({ config, db }, async embedders => {
        const intents = files && (await storeFrom(db.tenant(tenantId), files))
        const progress = createProgress()
        const training = createTraining({ db, bus, embedders })
        const result = await training
          .run(tenantId, (done, step) => progress.show(done, STEPS[step]))
          .finally(progress.end)
        const saved =
          options.save === undefined ? undefined : await saveModel(db.tenant(tenantId), String(options.save))
        conclude(options, { ...result, ...(intents && { intents }), ...(saved && { saved }) }, () => [
          ...describeTraining(result),
          ...(saved === undefined
            ? []
            : [`Saved to ${saved.file} (${saved.bytes} bytes), manifest in ${saved.manifest}.`]),
        ])
      }),
    )
    return undefined
  },
}

async function readIntentFiles(from: unknown) {
  const { readFiles } = await import('../knowledge-files.ts')
  const { InvalidInput } = await import('../../src/errors.ts')
  const { SAMPLE_FOLDER } = await import('../../src/first-start.ts')
  const folder = from === undefined ? `${SAMPLE_FOLDER}/intents` : String(from)
  const { intents, entities, files } = readFiles(folder)
  if (intents.length > 0) return { intents, entities, files }
  throw new InvalidInput('no_intents', `${folder} holds no intents.`, {
    remedy: 'Intents are YAML files with a list “intents:”; see knowledge/README.md.',
    value: folder,
  })
}

async function storeFrom(
  db: Parameters<typeof import('../store-intents.ts').storeIntents>[0],
  { intents, entities, files }: Awaited<ReturnType<typeof readIntentFiles>>,
) {
  const { describeCounts, storeEntities, storeIntents } = await import('../store-intents.ts')
  await storeEntities(db, entities)
  const counts = await storeIntents(db, intents)
  say(`${intents.length} intents in ${files} files: ${describeCounts(counts)}.`)
  if (counts.changed > 0) say('The files have replaced what the database held of the changed ones.')
  return counts
}

async function saveModel(
  db: Parameters<typeof import('../../src/nlu/model.store.ts').readModelBytes>[0],
  file: string,
) {
  const { readActiveModel, readModelBytes } = await import('../../src/nlu/model.store.ts')
  const active = await readActiveModel(db)
  const bytes = active && (await readModelBytes(db, active.hash))
  if (bytes === undefined || active === undefined) throw new Error('the model that was just trained is gone')
  const manifest = `${file}.json`
  writeNamed(file, bytes)
  writeNamed(manifest, `${JSON.stringify({ hash: active.hash, ...active.manifest }, null, 2)}\n`)
  return { file, manifest, bytes: bytes.length }
}
