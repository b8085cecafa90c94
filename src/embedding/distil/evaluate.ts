/** How far a student has come, on its own corpus: for comparing runs. What it is worth is measured on other texts (bench:embedder). */
import type { Language } from '../../message.ts'
import { createStaticEmbedder } from '../static-encoder.ts'
import { createStaticEngine } from '../static-engine.ts'
import type { StaticModel } from '../static-model.ts'
import type { Corpus } from './corpus.ts'
import { type Matrix, matrix, product, stack, transposed } from './matrix.ts'
import type { Targets } from './targets.ts'

export interface Evaluation {
  /** How often the nearest English text of 2,000 is the translation, in points: the student, and the teacher that knows both. */
  translations?: { student: number; teacher: number }
  /** Correlation of the student's cosines with the teachers' mean ones, over all pairs of 1,000 texts of a language. */
  likeness: Partial<Record<Language, number>>
}

const PAIRS = 2000
const TEXTS = 1000

export async function evaluate(
  numbers: Omit<StaticModel, 'manifest' | 'hash'>,
  corpus: Corpus,
  targets: Targets,
): Promise<Evaluation> {
  const manifest = { name: 'student', version: '' } as StaticModel['manifest']
  const embedder = createStaticEmbedder(createStaticEngine({ ...numbers, manifest, hash: '' }))
  const student = async (texts: readonly number[]) =>
    stack(
      await embedder.embed(
        texts.map(t => corpus.texts[t]!),
        'passage',
      ),
      embedder.dims,
    )
  const likeness: Evaluation['likeness'] = {}
  for (const language of ['zh', 'en'] as const) {
    const texts = corpus.languages.flatMap((one, t) => (one === language ? [t] : [])).slice(0, TEXTS)
    const teachers = targets.teachers.filter(({ teacher }) => (teacher.language ?? language) === language)
    if (texts.length < 2 || teachers.length === 0) continue
    const seen = await student(texts)
    const wanted = matrix(texts.length, texts.length)
    for (const teacher of teachers) {
      const vectors = targets.of(teacher, Uint32Array.from(texts), language)
      const cosines = await product(vectors, transposed(vectors))
      for (let i = 0; i < wanted.data.length; i++) wanted.data[i]! += cosines.data[i]!
    }
    likeness[language] = correlation(await product(seen, transposed(seen)), wanted)
  }
  const pairs = corpus.parallel.slice(0, PAIRS)
  const both = targets.teachers.find(({ teacher }) => teacher.language === undefined)
  if (pairs.length < 2 || both === undefined) return { likeness }
  const [zh, en] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
  const of = (texts: number[], language: Language) => targets.of(both, Uint32Array.from(texts), language)
  return {
    likeness,
    translations: {
      student: await hits(await student(zh), await student(en)),
      teacher: await hits(of(zh, 'zh'), of(en, 'en')),
    },
  }
}

async function hits(a: Matrix, b: Matrix): Promise<number> {
  const { data, rows } = await product(a, transposed(b))
  let right = 0
  for (let r = 0; r < rows; r++) {
    let best = 0
    for (let c = 1; c < rows; c++) if (data[r * rows + c]! > data[r * rows + best]!) best = c
    if (best === r) right++
  }
  return (100 * right) / rows
}

/** Pearson's, over all entries off the diagonal. */
function correlation(a: Matrix, b: Matrix): number {
  const n = a.rows
  let [count, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  for (let r = 0; r < n; r++) {
    for (let c = r + 1; c < n; c++) {
      const [p, q] = [a.data[r * n + c]!, b.data[r * n + c]!]
      count++
      x += p
      y += q
      xx += p * p
      yy += q * q
      xy += p * q
    }
  }
  return (count * xy - x * y) / Math.sqrt((count * xx - x * x) * (count * yy - y * y))
}
