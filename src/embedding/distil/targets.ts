/** What the teachers say of a batch: centred, unit rows; what all texts of a language have in common says nothing. */
import type { Language } from '../../message.ts'
import { type Matrix, matrix, normalizeRows } from './matrix.ts'
import type { TeacherVectors } from './teacher-vectors.ts'

export interface Targets {
  readonly teachers: readonly TeacherVectors[]
  /** One row a text. */
  of(teacher: TeacherVectors, texts: Uint32Array, language: Language): Matrix
}

/** Rows that a centre is the mean of. */
const SAMPLED = 40_000

export function createTargets(teachers: readonly TeacherVectors[], languages: readonly Language[]): Targets {
  const centres = new Map<TeacherVectors, Record<Language, Float32Array>>(
    teachers.map(teacher => [
      teacher,
      { zh: centreOf(teacher, languages, 'zh'), en: centreOf(teacher, languages, 'en') },
    ]),
  )

  function of(teacher: TeacherVectors, texts: Uint32Array, language: Language): Matrix {
    const { dims, rows, vectors } = teacher
    const centre = centres.get(teacher)![language]
    const targets = matrix(texts.length, dims)
    for (let t = 0; t < texts.length; t++) {
      const from = rows[texts[t]!]! * dims
      const length = lengthOf(vectors, from, dims)
      for (let i = 0; i < dims; i++) targets.data[t * dims + i] = vectors[from + i]! / length - centre[i]!
    }
    normalizeRows(targets)
    return targets
  }

  return { teachers, of }
}

function centreOf({ rows, vectors, dims }: TeacherVectors, languages: readonly Language[], language: Language) {
  const centre = new Float32Array(dims)
  let count = 0
  for (let text = 0; text < languages.length && count < SAMPLED; text++) {
    if (languages[text] !== language || rows[text]! < 0) continue
    count++
    const from = rows[text]! * dims
    const length = lengthOf(vectors, from, dims)
    for (let i = 0; i < dims; i++) centre[i]! += vectors[from + i]! / length
  }
  return centre.map(x => x / Math.max(1, count))
}

function lengthOf(vectors: Int8Array, from: number, dims: number): number {
  let sum = 0
  for (let i = from; i < from + dims; i++) sum += vectors[i]! * vectors[i]!
  return Math.sqrt(sum) || 1
}
