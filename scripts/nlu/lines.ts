/** The training data that a command works on: of files, or of the database. */
import { readEntities } from '../../src/admin/entities.ts'
import { type IntentContent, listIntents, trainingLines } from '../../src/admin/intents.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import type { TrainingLine } from '../../src/nlu/training-line.ts'
import { readFiles } from '../knowledge-files.ts'
import { inTenant } from '../workplace.ts'

export interface NluContent {
  intents: IntentContent[]
  entities: CustomEntity[]
}

export async function linesOf(from: unknown): Promise<TrainingLine[]> {
  return trainingLines((await contentOf(from)).intents)
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
