/** What vectors add to intents: the vectors alone, and the whole engine with words beside them. */
import { createDots } from '../src/dots.ts'
import type { Embedder } from '../src/embedder.ts'
import { best } from '../src/nlu/classifier.ts'
import { learnMeaning } from '../src/nlu/meaning-learner.ts'
import { parse } from '../src/nlu/parse.ts'
import { train as trainEngine } from '../src/nlu/train.ts'
import type { IntentSet } from './intent-sets.ts'

export interface IntentAccuracy {
  /** On vectors alone; what the engine reaches on words where there is no embedder. */
  alone: number
  /** The engine: words, n-grams, vectors, similar lines. */
  beside: number
}

/** The rows of `bench:embedder`: few examples, many, other words, another language. */
export const COMPARED = [
  'banking77.shot5',
  'banking77.shot10',
  'banking77.full',
  'hwu64.vendorSmall',
  'smp2017.full',
  'massive_en_zh',
] as const

export async function intentAccuracy(given: Embedder | undefined, set: IntentSet): Promise<IntentAccuracy> {
  const embedder = given && remembering(given)
  const beside = await engineAccuracy(embedder, set)
  return { alone: embedder === undefined ? beside : await vectorAccuracy(embedder, set), beside }
}

async function engineAccuracy(embedder: Embedder | undefined, { language, train, test }: IntentSet): Promise<number> {
  const lines = train.map(({ text, intent }) => ({ text, intent, language }))
  const { model } = await trainEngine(lines, { embedder })
  let right = 0
  for (const { text, intent } of test) {
    const [dense] = (await embedder?.embed([text], 'passage')) ?? []
    if (parse(model, text, dense).intents[0]!.name === intent) right++
  }
  return (100 * right) / test.length
}

async function vectorAccuracy(embedder: Embedder, { train, test }: IntentSet): Promise<number> {
  const intents = [...new Set(train.map(({ intent }) => intent))].sort()
  const embed = (rows: IntentSet['train']) =>
    embedder.embed(
      rows.map(({ text }) => text),
      'passage',
    )
  const labels = Uint16Array.from(train, ({ intent }) => intents.indexOf(intent))
  const dense = createDots(await embed(train), embedder.dims)
  const learner = await learnMeaning({ dense, labels, classes: intents.length }, () => undefined)
  await learner.close()
  const asked = await embed(test)
  const right = test.filter(({ intent }, i) => intents[best(learner.found.scores(asked[i]!))] === intent)
  return (100 * right.length) / test.length
}

/** Larger models take milliseconds a text: each is embedded once. */
function remembering(embedder: Embedder): Embedder {
  const known = new Map<string, Float32Array>()
  return {
    ...embedder,
    async embed(texts, side) {
      const fresh = [...new Set(texts.filter(text => !known.has(text)))]
      const vectors = await embedder.embed(fresh, side)
      fresh.forEach((text, i) => {
        known.set(text, vectors[i]!)
      })
      return texts.map(text => known.get(text)!)
    },
  }
}
