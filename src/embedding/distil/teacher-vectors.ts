/** The teachers' vectors of a corpus: computed on all cores, kept on disk, so that a run that was stopped goes on. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Language } from '../../message.ts'
import { ask, startThread } from '../../thread.ts'
import { type ModelDirectory, readModelDirectory } from '../model-directory.ts'
import type { Portion } from './portion.ts'

/** What one teacher says of the texts in its language. */
export interface TeacherVectors {
  teacher: ModelDirectory
  dims: number
  /** The row of each text of the corpus; -1 where the teacher does not know its language. */
  rows: Int32Array
  /** Row after row; only directions mean something. */
  vectors: Int8Array
}

/** Texts a portion: half a minute's work, the most that a kill can cost. */
const PORTION = 4096

export interface Texts {
  texts: readonly string[]
  languages: readonly Language[]
}

/**
 * Embeds every text with every teacher that knows its language (about 1,000 texts a second and core for small models).
 * `cache` is a folder that keeps the portions, named by teacher and texts.
 */
export async function embedWithTeachers(
  { texts, languages }: Texts,
  folders: readonly string[],
  cache: string,
  progress: (share: number) => void,
  threads = availableParallelism(),
): Promise<TeacherVectors[]> {
  mkdirSync(cache, { recursive: true })
  const plans = await Promise.all(
    folders.map(async folder => planFor(await readModelDirectory(folder), { texts, languages }, cache)),
  )
  const missing = plans.flatMap(plan => plan.portions).filter(portion => !existsSync(portion.file))
  await workOff(missing, threads, progress)
  return plans.map(({ teacher, rows, portions }) => ({
    teacher,
    dims: teacher.dims,
    rows,
    vectors: concatenated(portions.map(portion => new Int8Array(readFileSync(portion.file)))),
  }))
}

function planFor(teacher: ModelDirectory, { texts, languages }: Texts, cache: string) {
  const known = texts.flatMap((_, i) =>
    teacher.language === undefined || teacher.language === languages[i] ? [i] : [],
  )
  const rows = new Int32Array(texts.length).fill(-1)
  known.forEach((text, row) => {
    rows[text] = row
  })
  const portions: Portion[] = []
  for (let from = 0; from < known.length; from += PORTION) {
    const portion = known.slice(from, from + PORTION).map(i => texts[i]!)
    const hash = createHash('sha256').update(teacher.hash).update(JSON.stringify(portion)).digest('hex').slice(0, 32)
    portions.push({ teacher: teacher.path, texts: portion, file: join(cache, `${teacher.name}-${hash}.i8`) })
  }
  return { teacher, rows, portions }
}

/** Each thread takes the next portion when it has finished one. */
async function workOff(portions: readonly Portion[], threads: number, progress: (share: number) => void) {
  const waiting = [...portions]
  let done = 0
  const work = async () => {
    const thread = startThread(new URL('./teacher.worker.ts', import.meta.url))
    try {
      for (let portion = waiting.shift(); portion !== undefined; portion = waiting.shift()) {
        await ask(thread, portion)
        progress(++done / portions.length)
      }
    } finally {
      await thread.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(threads, portions.length) }, work))
}

function concatenated(parts: readonly Int8Array[]): Int8Array {
  const whole = new Int8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
