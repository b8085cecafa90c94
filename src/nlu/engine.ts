import type { Embedder } from '../embedder.ts'
import { Conflict } from '../errors.ts'
import { detectLanguage } from '../text/language.ts'
import { normalize } from '../text/normalize.ts'
import type { Speller } from '../text/speller.ts'
import { findEntities } from './entities.ts'
import { featuresOf } from './features.ts'
import type { Model } from './model.ts'
import { parse } from './parse.ts'
import type { Understanding } from './understanding.ts'

/** The face of the room: text in, Understanding out. */
export interface Engine {
  understand(text: string): Promise<Understanding>
  /** The model it answers from; undefined before the first training. */
  readonly model: Model | undefined
}

export interface EngineOptions {
  /** The embedder the model was trained with; none for a model without. */
  embedder?: Embedder | undefined
  /** Puts slips right before anything is matched; default none. Entities are looked for in the text as it was written. */
  speller?: Speller | undefined
  /** What dates such as "tomorrow" are counted from; default the time of the call. */
  now?: () => Date
}

/**
 * Makes an engine of a trained model; without one it finds language, words and entities, no intents, and `outOfScope`
 * is 1. A new model means a new engine; calls on the old one finish. Throws Conflict `model_embedder_mismatch`.
 */
export function createEngine(model?: Model, options: EngineOptions = {}): Engine {
  const identity = options.embedder?.identity ?? null
  const needed = model?.manifest.embedder ?? null
  if (needed !== null && needed !== identity) {
    throw new Conflict(
      'model_embedder_mismatch',
      `The model was trained for embedder ${needed}, but here it is ${identity ?? 'none'}.`,
      {
        remedy: 'Train the model again.',
        params: { model: needed, here: identity ?? 'none' },
      },
    )
  }
  const embedder = needed === null ? undefined : options.embedder
  const now = options.now ?? (() => new Date())
  const spell = options.speller?.correct ?? normalize
  return { model, understand: text => understand(text, spell(text), model, embedder, now()) }
}

async function understand(
  text: string,
  normalized: string,
  model: Model | undefined,
  embedder: Embedder | undefined,
  now: Date,
): Promise<Understanding> {
  const features = featuresOf(normalized)
  const [dense] = (await embedder?.embed([normalized], 'passage')) ?? []
  const parsed = model ? parse(model, normalized, dense, features) : { intents: [], outOfScope: 1 }
  return {
    text,
    normalized,
    language: detectLanguage(text),
    tokens: features.tokens.map(token => token.stem),
    entities: findEntities(text, now),
    intents: parsed.intents,
    outOfScope: parsed.outOfScope,
  }
}
