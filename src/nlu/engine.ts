import type { Embedder } from '../embedder.ts'
import { Conflict } from '../errors.ts'
import { detectLanguage } from '../text/language.ts'
import { normalize } from '../text/normalize.ts'
import type { Speller } from '../text/speller.ts'
import type { CompiledEntities } from './entities/custom-entities.ts'
import { type EntityOptions, findEntities } from './entities.ts'
import { type Explanation, explain } from './explain.ts'
import { featuresOf } from './features.ts'
import type { Model } from './model.ts'
import { parse } from './parse.ts'
import { segmentsOf } from './segments.ts'
import type { Matter, Understanding } from './understanding.ts'

/** The face of the room: text in, Understanding out. */
export interface Engine {
  understand(text: string): Promise<Understanding>
  /** The matters of a message that clearly asks several things, in order; none for one that is one matter. Costs a parse a piece. */
  matters(text: string): Promise<Matter[]>
  /** Why a text is understood as it is; undefined without a model. */
  explain(text: string): Promise<Explanation | undefined>
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
  /** The company's own entities; default none. */
  entities?: CompiledEntities | undefined
  /** IANA time zone that visitors' dates are said in; default that of the server. */
  zone?: string | undefined
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
  const reader: Reader = { model, embedder, spell, entities: { custom: options.entities, zone: options.zone } }
  return {
    model,
    understand: text => understand(text, reader, now()),
    matters: text => mattersOf(text, reader),
    explain: text => explainText(text, reader),
  }
}

interface Reader {
  model: Model | undefined
  embedder: Embedder | undefined
  spell: (text: string) => string
  entities: EntityOptions
}

/** A piece of a message counts as a matter of its own from this confidence on, and below this probability of being strange. */
const SURE = 0.6
const STRANGE = 0.5

async function understand(text: string, reader: Reader, now: Date): Promise<Understanding> {
  const { normalized, features, parsed } = await read(text, reader)
  return {
    text,
    normalized,
    language: detectLanguage(text),
    tokens: features.tokens.map(token => token.stem),
    entities: findEntities(text, now, reader.entities),
    intents: parsed.intents,
    outOfScope: parsed.outOfScope,
  }
}

async function read(text: string, { model, embedder, spell }: Reader) {
  const normalized = spell(text)
  const features = featuresOf(normalized)
  const [dense] = (await embedder?.embed([normalized], 'passage')) ?? []
  const parsed = model ? parse(model, normalized, dense, features) : { intents: [], outOfScope: 1 }
  return { normalized, features, parsed }
}

async function explainText(text: string, { model, embedder, spell }: Reader): Promise<Explanation | undefined> {
  if (model === undefined) return undefined
  const normalized = spell(text)
  const [dense] = (await embedder?.embed([normalized], 'passage')) ?? []
  return explain(model, normalized, dense)
}

/** Several only where at least two pieces are sure of different intents; neighbours of one intent are one matter. */
async function mattersOf(text: string, reader: Reader): Promise<Matter[]> {
  const spans = reader.model === undefined ? [] : segmentsOf(text)
  if (spans.length < 2) return []
  const matters: Matter[] = []
  for (const { start, end } of spans) {
    const { features, parsed } = await read(text.slice(start, end), reader)
    const [top] = parsed.intents
    // "please" and "by the way" are about nothing.
    if (top === undefined || features.content.length === 0) continue
    if (top.confidence < SURE || parsed.outOfScope > STRANGE) continue
    const last = matters.at(-1)
    if (last?.name === top.name) last.end = end
    else matters.push({ ...top, start, end })
  }
  return matters.length > 1 ? matters : []
}
