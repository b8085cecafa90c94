/**
 * Fits what a passage counts that stands in the other language only: `node --import tsx bench/fit-sole.ts`. Prints `sole`,
 * `soleBest` and `soleBody` for src/retrieval/default-weights.ts; all other weights stay as they are there.
 *
 * The tuned questions are asked of the sample with half of its keys, or all, taken out in the question's own language.
 */
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import type { Sample } from '../src/retrieval/calibrate.ts'
import { logitOf, probabilities, type Weights } from '../src/retrieval/confidence.ts'
import { DEFAULT_WEIGHTS } from '../src/retrieval/default-weights.ts'
import { FEATURES } from '../src/retrieval/features.ts'
import type { Passage } from '../src/retrieval/passage.ts'
import { embedderOf } from './bench-embedder.ts'
import { asSearched, openSearcher, sampleOf } from './fit-questions.ts'
import { allQuestions, build, readMaterial } from './sample-engine.ts'
import { LANGUAGES } from './sample-files.ts'

const FITTED = (['sole', 'soleBest', 'soleBody'] as const).map(name => FEATURES.indexOf(name))
/** A weight costs this much a sample for its square: the three are hard to tell apart. */
const SHRINK = 0.0005

const material = readMaterial()
const keys = [...new Set(material.passages.map(({ key }) => key))]

/** The sample without some of the keys in one language. */
function bases(language: Language): Passage[][] {
  const without = (isOut: (key: string) => boolean) =>
    material.passages.filter(passage => passage.language !== language || !isOut(passage.key))
  const half = (parity: number) => without(key => keys.indexOf(key) % 2 === parity)
  return [half(0), half(1), without(() => true)]
}

async function samplesIn(language: Language, embedder: Embedder): Promise<Sample[]> {
  const { engine } = await build(material)
  const tuned = allQuestions().filter(each => each.question.split === 'tuned' && each.language === language)
  const samples: Sample[] = []
  for (const passages of bases(language)) {
    const searcher = await openSearcher(passages, embedder)
    for (const each of tuned) {
      if (each.question.expect.intent) continue
      const { question, ...asked } = await asSearched(engine, each)
      samples.push(await sampleOf(searcher, DEFAULT_WEIGHTS.vectors[language], question, asked))
    }
  }
  return samples
}

function lossOf(samples: readonly Sample[], { passage, none }: Weights): number {
  const losses = samples.map(({ features, right, query }) => {
    const shares = probabilities(
      features.map(row => logitOf(passage, row)),
      logitOf(none, query),
    )
    const sum = (of: (i: number) => boolean) => shares.reduce((total, p, i) => (of(i) ? total + p : total), 0)
    const given = right.includes(true) ? sum(i => right[i]!) : 1 - sum(() => true)
    return -Math.log(Math.max(0.001, given))
  })
  return losses.reduce((sum, each) => sum + each, 0) / losses.length
}

/** Coordinate search: three numbers. */
function fitThree(samples: readonly Sample[], { passage, none }: Weights): { at: number[]; loss: number } {
  const at = [0, 0, 0]
  const costOf = (values: readonly number[]) => {
    const tried = passage.slice()
    FITTED.forEach((feature, i) => {
      tried[feature] = values[i]!
    })
    return lossOf(samples, { passage: tried, none }) + SHRINK * values.reduce((sum, x) => sum + x * x, 0)
  }
  let loss = costOf(at)
  for (let step = 2; step > 0.05; step /= 2) {
    for (let i = 0; i < 3 * 2 * 6; i++) {
      const tried = at.map((x, j) => (j === i % 3 ? x + (i % 6 < 3 ? step : -step) : x))
      const cost = costOf(tried)
      if (cost >= loss || Math.min(tried[1]!, tried[2]!) < 0) continue
      at.splice(0, 3, ...tried)
      loss = cost
    }
  }
  return { at, loss }
}

const embedder = (await embedderOf('fast'))!
for (const language of LANGUAGES) {
  const given = DEFAULT_WEIGHTS.vectors[language]
  const samples = await samplesIn(language, embedder)
  const { at, loss } = fitThree(samples, given)
  const values = FITTED.map((feature, i) => `${FEATURES[feature]}: ${at[i]!.toFixed(2)}`)
  console.log(
    language,
    values.join(', '),
    'loss as given',
    lossOf(samples, given).toFixed(3),
    'fitted',
    loss.toFixed(3),
  )
}
await embedder.close()
