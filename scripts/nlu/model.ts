/** The model that a command asks: the one in service, or one from a file. */
import { readFileSync } from 'node:fs'
import { readEntities } from '../../src/admin/entities.ts'
import { readConfig } from '../../src/config.ts'
import type { Embedder } from '../../src/embedder.ts'
import { NotFound } from '../../src/errors.ts'
import { load } from '../../src/nlu/artifact.ts'
import { compileEntities } from '../../src/nlu/entities/custom-entities.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import { findEntities } from '../../src/nlu/entities.ts'
import { readModelBytes } from '../../src/nlu/model.store.ts'
import type { Model } from '../../src/nlu/model.ts'
import type { Entity } from '../../src/nlu/understanding.ts'
import { normalize } from '../../src/text/normalize.ts'
import { inTenant, withEmbedder } from '../workplace.ts'

export interface Asked {
  model: Model
  /** As the server sees a text: normalised, with its vector where the model wants one. */
  read(text: string): Promise<{ text: string; dense: Float32Array | undefined }>
  /** What the text names; a model from a file knows no company, and so no entities of its own. */
  entities(text: string): Entity[]
}

export async function withModel(file: unknown, work: (asked: Asked) => Promise<void>): Promise<void> {
  const { bytes, entities } = file === undefined ? await activeModel() : readModelFile(String(file))
  const custom = compileEntities(entities)
  await withEmbedder(readConfig(process.env), async embedder => {
    const model = load(bytes, embedder)
    const find = (text: string) => findEntities(text, new Date(), { custom })
    await work({ model, read: createReader(model, embedder), entities: find })
  })
}

function createReader(model: Model, embedder: Embedder | undefined): Asked['read'] {
  const wanted = model.manifest.embedder === null ? undefined : embedder
  return async given => {
    const text = normalize(given)
    const [dense] = (await wanted?.embed([text], 'passage')) ?? []
    return { text, dense }
  }
}

const readModelFile = (file: string) => ({ bytes: new Uint8Array(readFileSync(file)), entities: [] })

async function activeModel(): Promise<{ bytes: Uint8Array; entities: CustomEntity[] }> {
  let bytes: Uint8Array | undefined
  let entities: CustomEntity[] = []
  await inTenant({ create: false }, async ({ db, tenantId }) => {
    bytes = await readModelBytes(db.tenant(tenantId))
    entities = await readEntities(db.tenant(tenantId))
  })
  if (bytes !== undefined) return { bytes, entities }
  throw new NotFound('no_model', 'No model has been trained yet.', {
    remedy: 'Train one (yingda train), or name a file: --model FILE',
  })
}
