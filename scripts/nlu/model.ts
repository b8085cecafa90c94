/** The model that a command asks: the one in service, or one from a file. */
import { readFileSync } from 'node:fs'
import { readConfig } from '../../src/config.ts'
import type { Embedder } from '../../src/embedder.ts'
import { NotFound } from '../../src/errors.ts'
import { load } from '../../src/nlu/artifact.ts'
import { readModelBytes } from '../../src/nlu/model.store.ts'
import type { Model } from '../../src/nlu/model.ts'
import { normalize } from '../../src/text/normalize.ts'
import { inTenant, withEmbedder } from '../workplace.ts'

export interface Asked {
  model: Model
  /** As the server sees a text: normalised, with its vector where the model wants one. */
  read(text: string): Promise<{ text: string; dense: Float32Array | undefined }>
}

export async function withModel(file: unknown, work: (asked: Asked) => Promise<void>): Promise<void> {
  const bytes = file === undefined ? await activeModel() : new Uint8Array(readFileSync(String(file)))
  await withEmbedder(readConfig(process.env), async embedder => {
    const model = load(bytes, embedder)
    await work({ model, read: createReader(model, embedder) })
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

async function activeModel(): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  await inTenant({ create: false }, async ({ db, tenantId }) => {
    bytes = await readModelBytes(db.tenant(tenantId))
  })
  if (bytes !== undefined) return bytes
  throw new NotFound('no_model', 'No model has been trained yet.', {
    remedy: 'Train one (yingda train), or name a file: --model FILE',
  })
}
