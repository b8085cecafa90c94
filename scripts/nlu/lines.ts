/** The training lines that a command works on: of files, or of the database. */
import { listIntents, trainingLines } from '../../src/admin/intents.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { TrainingLine } from '../../src/nlu/training-line.ts'
import { readFiles } from '../knowledge-files.ts'
import { inTenant } from '../workplace.ts'

export async function linesOf(from: unknown): Promise<TrainingLine[]> {
  if (from !== undefined) return trainingLines(readFiles(String(from)).intents)
  let lines: TrainingLine[] = []
  await inTenant({ create: false }, async ({ db, tenantId }) => {
    lines = trainingLines(await listIntents(db.tenant(tenantId)))
  })
  if (lines.length > 0) return lines
  throw new InvalidInput('no_intents', 'The database holds no intents.', {
    remedy: 'Import some (yingda import, yingda nlu import), or name a folder: --from knowledge/intents',
  })
}
