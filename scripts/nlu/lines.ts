/** The training data that a command works on: of files, or of the database. */
import { readEntities } from '../../src/admin/entities.ts'
import { type IntentContent, listIntents, trainingLines } from '../../src/admin/intents.ts'
import { readConfig } from '../../src/config.ts'
import type { Embedder } from '../../src/embedder.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import type { TrainingLine } from '../../src/nlu/training-line.ts'
import { readFiles } from '../knowledge-files.ts'
import { inTenant, withDefaultEmbedder, withEmbedders } from '../workplace.ts'

export interface NluContent {
  intents: IntentContent[]
  entities: CustomEntity[]
}

/** The lines, and the embedder that the company's bot has; for those of files the one of the settings. */
export async function withLines<T>(
  from: unknown,
  work: (lines: TrainingLine[], embedder: Embedder | undefined) => Promise<T>,
): Promise<T> {
  const lines = trainingLines((await contentOf(from)).intents)
  if (from !== undefined) return withDefaultEmbedder(readConfig(process.env), embedder => work(lines, embedder))
  let result: { value: T } | undefined
  await inTenant({ create: false }, async place => {
    const value = await withEmbedders(place, embedders => embedders.lend(place.tenantId, own => work(lines, own)))
    result = { value }
  })
  return result!.value
}

/** @throws InvalidInput `no_intents`. */
export async function contentOf(from: unknown): Promise<NluContent> {
  if (from !== undefined) return readFiles(String(from))
  let content: NluContent = { intents: [], entities: [] }
  await inTenant({ create: false }, async ({ db, tenantId }) => {
    const tenant = db.tenant(tenantId)
    const intents = (await listIntents(tenant)).map(({ id: _, updatedAt: __, ...intent }) => intent)
    content = { intents, entities: await readEntities(tenant) }
  })
  if (trainingLines(content.intents).length > 0) return content
  throw new InvalidInput('no_intents', 'The database holds no intents.', {
    remedy: 'Import some (yingda import, yingda nlu import), or name a folder: --from knowledge/intents',
  })
}
