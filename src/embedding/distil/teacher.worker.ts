/** A thread that embeds pieces of a corpus with a teacher and writes the vectors to disk. */
import { renameSync, writeFileSync } from 'node:fs'
import type { Embedder } from '../../embedder.ts'
import { answer } from '../../thread.ts'
import { openTransformers } from '../transformers.ts'
import type { Portion } from './portion.ts'

const teachers = new Map<string, Promise<Embedder>>()

answer(async ({ teacher: folder, texts, file }: Portion) => {
  const teacher = await teacherOf(folder)
  const vectors = await teacher.embed(texts, 'passage')
  // Only whole files have the name: a portion that a kill cut short is done again.
  writeFileSync(`${file}.part`, pack(vectors, teacher.dims))
  renameSync(`${file}.part`, file)
})

function teacherOf(folder: string): Promise<Embedder> {
  const opening = teachers.get(folder) ?? openTransformers(folder).then(part => part.embedder)
  teachers.set(folder, opening)
  return opening
}

/** Eight bits a number; the largest of a vector is 127: its direction stays within 0.3 degrees. */
function pack(vectors: readonly Float32Array[], dims: number): Int8Array {
  const packed = new Int8Array(vectors.length * dims)
  vectors.forEach((vector, v) => {
    const largest = vector.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9)
    for (let i = 0; i < dims; i++) packed[v * dims + i] = Math.round((vector[i]! / largest) * 127)
  })
  return packed
}
