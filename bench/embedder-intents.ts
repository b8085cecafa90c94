/** What vectors add to intents: one linear classifier on vectors, on words and n-grams, on both. */
import type { Embedder } from '../src/embedder.ts'
import { best, solutionScores } from '../src/nlu/classifier.ts'
import { learn, type Material, tailOf } from '../src/nlu/experiment.ts'
import { featuresOf } from '../src/nlu/features.ts'
import { countFeatures, type Vocabulary, vectorize } from '../src/nlu/vectorizer.ts'
import { type IntentRow, readData } from './data.ts'

export interface IntentAccuracy {
  /** Words and n-grams alone where there is no embedder. */
  alone: number
  beside: number
}

interface Set {
  train: IntentRow[]
  test: IntentRow[]
}

/** By the names of their figures; the last one is trained on English lines and asked in Chinese. */
export const INTENT_SETS: Record<string, () => Set> = {
  'banking77.shot5': () => splits(readData('banking77/fewshot_5')),
  'banking77.shot10': () => splits(readData('banking77/fewshot_10')),
  'banking77.full': () => splits(readData('banking77/intents')),
  'hwu64.vendorSmall': () => splits(readData('hwu64/vendor_small')),
  smp2017: () => splits(readData('smp2017/intents')),
  massiveEnZh: () => ({
    train: splits(readData('massive/en')).train,
    test: splits(readData('massive/zh')).test,
  }),
}

export async function intentAccuracy(embedder: Embedder | undefined, set: Set): Promise<IntentAccuracy> {
  const beside = await accuracyOf(embedder, set, true)
  return { alone: embedder === undefined ? beside : await accuracyOf(embedder, set, false), beside }
}

async function accuracyOf(embedder: Embedder | undefined, { train, test }: Set, words: boolean): Promise<number> {
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
  const { vectorizer, solution } = await learn(material, () => undefined)
  const dense = await embed(test)
  const right = test.filter(({ text, intent }, i) => {
    const vector = vectorize(counted(text, false), vectorizer)
    return intents[best(solutionScores(solution, intents.length, vector, dense && tailOf(dense[i]!)))] === intent
  })
  return (100 * right.length) / test.length
}

const NO_WORDS = { words: [], grams: [], content: [], tokens: [] }

function splits(rows: IntentRow[]): Set {
  return { train: rows.filter(row => row.split === 'train'), test: rows.filter(row => row.split === 'test') }
}
