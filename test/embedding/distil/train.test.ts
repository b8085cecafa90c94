import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBatches, textsOf } from '../../../src/embedding/distil/batches.ts'
import { createCheckpoint } from '../../../src/embedding/distil/checkpoint.ts'
import type { Corpus } from '../../../src/embedding/distil/corpus.ts'
import { createDense } from '../../../src/embedding/distil/layer.ts'
import { normal } from '../../../src/embedding/distil/matrix.ts'
import { joinParts } from '../../../src/embedding/distil/table.ts'
import { createTargets } from '../../../src/embedding/distil/targets.ts'
import type { TeacherVectors } from '../../../src/embedding/distil/teacher-vectors.ts'
import { trainStudent } from '../../../src/embedding/distil/train.ts'
import type { Language } from '../../../src/message.ts'
import { createRandom } from '../../../src/random.ts'

const TEXTS = 240
const WORDS = 40
const DIMS = 16
const STEPS = 8
const SIZES = { sentences: 32, parallel: 16, paraphrases: 8, variants: 4 }

/** Texts of three words each; a teacher whose vector of a text is the sum of its words' own. */
function world() {
  const random = createRandom(9)
  const words = normal(WORDS, DIMS, 1, random)
  const rows = Uint32Array.from({ length: TEXTS * 3 }, () => Math.floor(random() * WORDS))
  const vectors = new Int8Array(TEXTS * DIMS)
  for (let t = 0; t < TEXTS; t++) {
    for (let i = 0; i < DIMS; i++) {
      const sum = [0, 1, 2].reduce((all, w) => all + words.data[rows[t * 3 + w]! * DIMS + i]!, 0)
      vectors[t * DIMS + i] = Math.max(-127, Math.min(127, Math.round(sum * 20)))
    }
  }
  const languages: Language[] = Array.from({ length: TEXTS }, (_, t) => (t % 2 === 0 ? 'zh' : 'en'))
  const pairs = Array.from({ length: TEXTS / 2 }, (_, p): [number, number] => [2 * p, 2 * p + 1])
  const teacher = { language: undefined } as unknown as TeacherVectors['teacher']
  const teachers: TeacherVectors[] = [
    { teacher, dims: DIMS, rows: Int32Array.from({ length: TEXTS }, (_, t) => t), vectors },
  ]
  const corpus: Corpus = {
    texts: languages.map((_, t) => String(t)),
    languages,
    parallel: pairs,
    paraphrases: pairs.map(([a], i) => [a, pairs[(i + 1) % pairs.length]![0]]),
    variants: pairs.slice(0, 40).map(([a], i) => [a, pairs[i + 1]![0]]),
    written: TEXTS,
    skipped: { broken: 0, length: 0, repeated: 0 },
  }
  const textRows = {
    offsets: Uint32Array.from({ length: TEXTS + 1 }, (_, t) => t * 3),
    rows,
    pieces: new Uint16Array(TEXTS).fill(3),
  }
  return { teachers, corpus, textRows }
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'distil-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function run(name: string, progress: (share: number, loss: number) => void = () => {}) {
  const { teachers, corpus, textRows } = world()
  const random = createRandom(2)
  const { parts } = await trainStudent({
    textRows,
    table: normal(WORDS, DIMS, 0.1, random).data,
    dense: createDense(DIMS, 8, [DIMS], random),
    targets: createTargets(teachers, corpus.languages),
    batches: await createBatches(corpus, teachers[0]!, SIZES, STEPS - 2),
    batchSize: textsOf(SIZES),
    dims: DIMS,
    steps: STEPS - 2,
    sharpening: 2,
    threads: 2,
    saveEvery: 2,
    checkpoint: createCheckpoint(join(folder, name), 'run'),
    progress,
  })
  return joinParts(parts, DIMS)
}

test('a run that was stopped goes on, and learns what it would have learned', async () => {
  const losses: number[] = []
  const whole = await run('whole', (_, loss) => losses.push(loss))
  expect(losses.at(-1)).toBeLessThan(losses[0]!)
  const stop = (share: number) => {
    if (share === 5 / STEPS) throw new Error('killed')
  }
  await expect(run('cut', stop)).rejects.toThrow('killed')
  const shares: number[] = []
  const resumed = await run('cut', share => shares.push(share))
  // Four steps were kept, four were left.
  expect(shares).toEqual([0.25, 0.5, 0.75, 1])
  for (let i = 0; i < whole.length; i++) expect(Math.abs(resumed[i]! - whole[i]!)).toBeLessThan(1e-5)
  expect(readdirSync(join(folder, 'cut')).filter(name => name.includes('.part'))).toEqual([])
}, 30_000)

test('variants come in the second phase, in both languages', async () => {
  const { teachers, corpus } = world()
  corpus.variants.push([1, 3])
  const batches = await createBatches(corpus, teachers[0]!, SIZES, 5)
  const kinds = (step: number) => batches(step).groups.filter(({ kind }) => kind === 'variants')
  expect(kinds(4)).toEqual([])
  expect(kinds(5)).toMatchObject([{ language: 'zh' }, { language: 'en' }])
  expect(batches(5).texts.length).toBeLessThanOrEqual(textsOf(SIZES))
}, 30_000)

test('the standing of another run is not taken up', async () => {
  await run('one')
  expect(createCheckpoint(join(folder, 'one'), 'other').read()).toBeUndefined()
  expect(createCheckpoint(join(folder, 'one'), 'run').read()?.step).toBe(STEPS)
}, 30_000)
