/**
 * Fits the numbers that decide, on the sample's own questions and the `tuned` test questions; never on the kept ones.
 * Prints them as they stand in the sources. One after another, each with the ones before in their place:
 *
 *     npm run fit:sample -- weights       # src/retrieval/default-weights.ts
 *     npm run fit:sample -- scales        # src/dialog/candidates.ts
 *     npm run fit:sample -- thresholds    # src/dialog/thresholds.ts
 */
import { type Candidate, rankCandidates, SCALES, type Scales } from '../src/dialog/candidates.ts'
import { DEFAULT_THRESHOLDS, type Thresholds } from '../src/dialog/thresholds.ts'
import { examine, fitWeights, type Sample, shareRightFirst } from '../src/retrieval/calibrate.ts'
import type { Weights } from '../src/retrieval/confidence.ts'
import { DEFAULT_WEIGHTS } from '../src/retrieval/default-weights.ts'
import { FEATURES, QUERY_FEATURES } from '../src/retrieval/features.ts'
import { embedderOf } from './bench-embedder.ts'
import { asSearched, openSearcher, sampleOf } from './fit-questions.ts'
import { type Asked, allQuestions, ask, build, decide, type Material, readMaterial } from './sample-engine.ts'
import { LANGUAGES } from './sample-files.ts'
import { figuresOf, outcomeOf } from './sample-outcome.ts'

/** Of the base's own questions, spread over all: more change nothing. */
const OWN_QUESTIONS = 1200
const ROUNDS = 2
/** What asking back may take of the questions in a language, with vectors or without. */
const ASKED_AT_MOST = 0.15
/** A wrong answer costs as much as so many questions unanswered. */
const WRONG_COSTS = 1.5

const VARIANTS = ['lexical', 'vectors'] as const
type Variant = (typeof VARIANTS)[number]

const tuned = allQuestions().filter(({ question }) => question.split === 'tuned')
const material = readMaterial()
// What everybody has: the weights for vectors hold for the built-in embedder.
const embedder = await embedderOf('fast')
const only = process.argv[3]
const variants = VARIANTS.filter(variant => variant === (only ?? variant))
const stages: Record<string, () => Promise<void>> = {
  weights: fitAllWeights,
  scales: fitScales,
  thresholds: fitThresholds,
}
const stage = stages[process.argv[2] ?? '']
if (stage === undefined) console.log('Usage: npm run fit:sample -- weights|scales|thresholds [lexical|vectors]')
else await stage()
await embedder?.close()

async function fitAllWeights(): Promise<void> {
  const { engine } = await build(material)
  const spoken = await Promise.all(tuned.map(each => asSearched(engine, each)))
  for (const variant of variants) {
    const searcher = await openSearcher(material.passages, variant === 'vectors' ? embedder : undefined)
    for (const language of LANGUAGES) {
      let weights = DEFAULT_WEIGHTS[variant][language]
      for (let round = 0; round < ROUNDS; round++) {
        const own = await examine(searcher, language, weights, OWN_QUESTIONS)
        const asked: Sample[] = []
        for (const { question, ...at } of spoken) {
          if (at.language === language) asked.push(await sampleOf(searcher, weights, question, at))
        }
        // Of the test questions those without an answer happen to be shorter; each own one is asked both ways.
        const { none } = fitWeights(own, weights)
        none.set(weights.none.map((given, i) => (QUERY_FEATURES[i] === 'long' ? none[i]! : given)))
        weights = fitWeights([...own, ...asked], { passage: weights.passage, none }, ['long'])
        console.log(
          `${variant} ${language}: right first ${share(own, weights)} of its own, ${share(asked, weights)} of the tuned`,
        )
      }
      print(`${variant} ${language}`, weights)
    }
  }
}

function share(samples: readonly Sample[], weights: Weights): string {
  const answerable = samples.filter(sample => sample.right.includes(true)).map(sample => ({ ...sample, weight: 1 }))
  return `${(100 * shareRightFirst(answerable, weights)).toFixed(1)} %`
}

function print(name: string, { passage, none }: Weights): void {
  const list = (names: readonly string[], values: Float64Array) =>
    names
      .flatMap((key, i) =>
        values[i] === 0 || key === 'foreign' || key.startsWith('sole') ? [] : [`${key}: ${values[i]!.toFixed(2)}`],
      )
      .join(', ')
  console.log(`${name}: weightsOf({ ${list(FEATURES, passage)} }, { ${list(QUERY_FEATURES, none)} })`)
}

interface Answered extends Asked {
  variant: Variant
}

async function askTuned(from: Material): Promise<Answered[]> {
  const answered: Answered[] = []
  for (const variant of variants) {
    const { engine, knowledge } = await build(from, variant === 'vectors' ? embedder : undefined)
    for (const { language, question } of tuned) {
      answered.push({ variant, ...(await ask(engine, knowledge, language, question, from.intents)) })
    }
  }
  return answered
}

/**
 * Maximum likelihood by coordinate search: four numbers, and a smooth function of them. The passages' own scale is held:
 * with the sample's lines that are nobody's business beside them, likelier ones would answer too much where there are none.
 */
async function fitScales(): Promise<void> {
  const answered = await askTuned(material)
  const intents = new Map(material.intents.map(intent => [intent.name, intent]))
  const loss = ([is, ss, ib, nb]: readonly number[], variant: Variant, of: readonly Answered[]) => {
    const scales: Scales = {
      passage: SCALES[variant].passage,
      intent: { scale: is!, scopeScale: ss!, bias: ib! },
      none: { bias: nb! },
    }
    const losses = of.map(({ understanding, hits, question }) => {
      const ranked = rankCandidates(understanding, hits, intents, DEFAULT_THRESHOLDS, scales)
      const { expect } = question
      const keys = [...(expect.faq ?? []), ...(expect.article ?? [])]
      const isWanted = (each: Candidate) =>
        each.kind === 'passage' ? keys.includes(each.hit.key) : expect.intent?.includes(each.intent.name)
      const none = 1 - ranked.reduce((sum, each) => sum + each.confidence, 0)
      const found = ranked.filter(isWanted)
      // What is wanted and was not found had better be refused.
      const right = found.length > 0 ? found.reduce((sum, each) => sum + each.confidence, 0) : none
      return -Math.log(Math.max(0.001, right))
    })
    return losses.reduce((sum, each) => sum + each, 0) / losses.length
  }
  for (const variant of variants) {
    const of = answered.filter(each => each.variant === variant)
    const found = search([1.5, 1.1, 0, 4], values => loss(values, variant, of))
    const likelihood = -loss(found, variant, of)
    console.log(variant, found.map(value => value.toFixed(2)).join(' / '), 'log-likelihood', likelihood)
  }
  console.log('as intent.scale / .scopeScale / .bias / none.bias')
}

function search(start: readonly number[], loss: (values: readonly number[]) => number): number[] {
  let best = [...start]
  let lowest = loss(best)
  for (let step = 0.4; step > 0.02; step /= 2) {
    for (let moved = true; moved; ) {
      moved = false
      for (let i = 0; i < best.length; i++) {
        for (const sign of [1, -1]) {
          const tried = best.map((value, j) => (j === i ? value + sign * step : value))
          const cost = loss(tried)
          if (cost >= lowest) continue
          best = tried
          lowest = cost
          moved = true
        }
      }
    }
  }
  return best
}

async function fitThresholds(): Promise<void> {
  const answered = await askTuned(material)
  const figures = (thresholds: Thresholds, of: readonly Answered[]) =>
    figuresOf(
      of.map(asked =>
        outcomeOf(
          asked.question.expect,
          decide(asked, material.intents, thresholds),
          asked.understanding,
          material.intents,
        ),
      ),
    )
  const groups = variants.flatMap(variant =>
    LANGUAGES.map(language => answered.filter(one => one.variant === variant && one.language === language)),
  )
  const found: { thresholds: Thresholds; value: number }[] = []
  for (const answer of range(0.3, 0.66, 0.04)) {
    for (const clarify of range(0.14, 0.5, 0.04)) {
      for (const margin of [0, 0.05, 0.1, 0.15]) {
        const thresholds = { ...DEFAULT_THRESHOLDS, answer, clarify, margin }
        if (clarify > answer) continue
        if (groups.some(of => figures(thresholds, of).askedBack > ASKED_AT_MOST)) continue
        const all = figures(thresholds, answered)
        found.push({ thresholds, value: all.rightOrRefused - WRONG_COSTS * all.wrong })
      }
    }
  }
  for (const { thresholds, value } of found.sort((a, b) => b.value - a.value).slice(0, 8)) {
    const { answer, clarify, margin } = thresholds
    const each = variants.map(variant => {
      const of = answered.filter(one => one.variant === variant)
      const { rightOrRefused, wrong, askedBack } = figures(thresholds, of)
      return `${variant} ${[rightOrRefused, wrong, askedBack].map(x => (100 * x).toFixed(1)).join(' / ')}`
    })
    console.log(value.toFixed(3), { answer, clarify, margin }, ...each)
  }
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => Math.round((from + i * step) * 100) / 100)
}
