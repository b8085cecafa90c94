/** The model that a command asks: the one in service, or one from a file. */
import { readEntities } from '../../src/admin/entities.ts'
import { readConfig } from '../../src/config.ts'
import type { Embedder } from '../../src/embedder.ts'
import { Conflict, NotFound } from '../../src/errors.ts'
import { load } from '../../src/nlu/artifact.ts'
import { compileEntities } from '../../src/nlu/entities/custom-entities.ts'
import type { CustomEntity } from '../../src/nlu/entities/custom-entity.ts'
import { findEntities } from '../../src/nlu/entities.ts'
import { listModels, readModelBytes } from '../../src/nlu/model.store.ts'
import type { Model } from '../../src/nlu/model.ts'
import { chooseServed } from '../../src/nlu/served-model.ts'
import type { Entity } from '../../src/nlu/understanding.ts'
import { normalize } from '../../src/text/normalize.ts'
import { readNamed } from '../named-file.ts'
import { hasDatabase, inTenant, withDefaultEmbedder, withEmbedders } from '../workplace.ts'

export interface Asked {
  model: Model
  /** As the server sees a text: normalised, with its vector where the model wants one. */
  read(text: string): Promise<{ text: string; dense: Float32Array | undefined }>
  /** What the text names; a model from a file knows no company, and so no entities of its own. */
  entities(text: string): Entity[]
}

/** The model that a server here would serve, with the company's own embedder and entities, or one from a file with the embedder of the settings. */
export async function withModel(file: unknown, work: (asked: Asked) => Promise<void>): Promise<void> {
  if (file !== undefined) return withFile(new Uint8Array(readNamed(String(file))), work)
  await inTenant({ create: false }, async place => {
    const tenant = place.db.tenant(place.tenantId)
    const models = await listModels(tenant)
    const entities = await readEntities(tenant)
    await withEmbedders(place, embedders =>
      embedders.lend(place.tenantId, async embedder => {
        const { wanted, instead } = chooseServed(models, embedder)
        const served = instead ?? wanted
        const bytes = served && (await readModelBytes(tenant, served.hash))
        if (bytes === undefined) throw noModel()
        await work(askedOf(bytes, entities, embedder))
      }),
    )
  })
}

async function withFile(bytes: Uint8Array, work: (asked: Asked) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const run = (embedder: Embedder | undefined) => work(askedOf(bytes, [], embedder))
  try {
    await withDefaultEmbedder(config, run)
  } catch (error) {
    if (!(error instanceof Conflict && error.code === 'model_embedder_mismatch' && hasDatabase(config))) throw error
    // Trained with a model that the company has chosen.
    await inTenant({ create: false }, place => withEmbedders(place, all => all.lend(place.tenantId, run)))
  }
}

function askedOf(bytes: Uint8Array, entities: readonly CustomEntity[], embedder: Embedder | undefined): Asked {
  const custom = compileEntities(entities)
  const model = load(bytes, embedder)
  return {
    model,
    read: createReader(model, embedder),
    entities: text => findEntities(text, new Date(), { custom }),
  }
}

function createReader(model: Model, embedder: Embedder | undefined): Asked['read'] {
  const wanted = model.manifest.embedder === null ? undefined : embedder
  return async given => {
    const text = normalize(given)
    const [dense] = (await wanted?.embed([text], 'passage')) ?? []
    return { text, dense }
  }
}

const noModel = (): NotFound =>
  new NotFound('no_model', 'No model has been trained yet.', {
    remedy: 'Train one (yingda train), or name a file: --model FILE',
  })
