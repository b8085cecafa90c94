/** What vectors add to intents: one linear classifier on vectors, on words and n-grams, on both. */
import type { Embedder } from '../src/embedder.ts'
import { best, solutionScores } from '../src/nlu/classifier.ts'
import { besideWords, learn, type Material } from '../src/nlu/experiment.ts'
import { featuresOf } from '../src/nlu/features.ts'
import { countFeatures, type Vocabulary, vectorize } from '../src/nlu/vectorizer.ts'
import type { IntentRow } from './data.ts'
import type { IntentSet } from './intent-sets.ts'

export interface IntentAccuracy {
  /** Words and n-grams alone where there is no embedder. */
  alone: number
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

export async function intentAccuracy(embedder: Embedder | undefined, set: IntentSet): Promise<IntentAccuracy> {
  const beside = await accuracyOf(embedder, set, true)
  return { alone: embedder === undefined ? beside : await accuracyOf(embedder, set, false), beside }
}

async function accuracyOf(embedder: Embedder | undefined, { train, test }: IntentSet, words: boolean): Promise<number> {
  const intents = [...new Set(train.map(({ intent }) => intent))].sort()
  const classOf = new Map(intents.map((name, k) => [name, k]))
  const vocabulary: Vocabulary = new Map()
  const counted = (text: string, grow: boolean) => countFeatures(words ? featuresOf(text) : NO_WORDS, vocabulary, grow)
  const lines = train.map(({ text }) => counted(text, true))
  const labels = Uint16Array.from(train, ({ intent }) => classOf.get(intent)!)
  const embed = async (rows: IntentRow[]) =>
    embedder?.embed(
      rows.map(({ text }) => text),
      'passage',
    )
  const material: Material = {
    lines,
    labels,
    classes: intents.length,
    width: vocabulary.size,
    dense: await embed(train),
  }
  const { vectorizer, whole } = await learn(material, () => undefined)
  const dense = await embed(test)
  const right = test.filter(({ text, intent }, i) => {
    const vector = vectorize(counted(text, false), vectorizer)
    return (
      intents[best(solutionScores(whole.solution, intents.length, vector, dense && besideWords(dense[i]!)))] === intent
    )
  })
  return (100 * right.length) / test.length
}

const NO_WORDS = { words: [], grams: [], content: [], tokens: [] }
