/** Which texts a student sees at each step: half at random, half in groups that the teachers find alike, so that fine distinctions count. */
import type { Language } from '../../message.ts'
import { createRandom } from '../../random.ts'
import type { Corpus } from './corpus.ts'
import { matrix, product, transposed } from './matrix.ts'
import type { TeacherVectors } from './teacher-vectors.ts'

export interface Batch {
  /** Numbers of texts, group after group. */
  texts: Uint32Array
  groups: Group[]
}

type Stretch = [from: number, to: number]

/** A stretch of a batch, or two: sides of pairs, row by row. */
export type Group =
  | { kind: Language; first: Stretch }
  | { kind: 'parallel' | 'paraphrases'; first: Stretch; second: Stretch }
  | { kind: 'variants'; language: Language; first: Stretch; second: Stretch }

export interface BatchSizes {
  sentences: number
  parallel: number
  paraphrases: number
  /** Pairs a language. */
  variants: number
}

/** Texts of a batch, at most. */
export const textsOf = ({ sentences, parallel, paraphrases, variants }: BatchSizes): number =>
  2 * (sentences + parallel + paraphrases + 2 * variants)

const CENTRES = 1024
/** Texts of one cluster that stand in a batch together. */
const TOGETHER = 32
const BLOCK = 8192

/**
 * `step` decides alone what is in a batch: a run that goes on sees what it would have seen. From step `sharpening` on
 * there are variants in it.
 */
export async function createBatches(
  { languages, parallel, paraphrases, variants, written }: Corpus,
  teacher: TeacherVectors,
  sizes: BatchSizes,
  sharpening: number,
): Promise<(step: number) => Batch> {
  const clusters = await clusterOf(teacher)
  const inLanguage = (language: Language) =>
    clustered(
      range(written).filter(i => languages[i] === language),
      i => clusters[i]!,
    )
  const zh = inLanguage('zh')
  const en = inLanguage('en')
  const translations = clustered(range(parallel.length), i => clusters[parallel[i]![0]]!)
  const wordings = (['zh', 'en'] as const).map(language =>
    clustered(
      range(paraphrases.length).filter(i => languages[paraphrases[i]![0]] === language),
      i => clusters[paraphrases[i]![0]]!,
    ),
  )
  const changed = (['zh', 'en'] as const).map(language => ({
    language,
    pairs: variants.filter(([a]) => languages[a] === language),
  }))
  return step => {
    const random = createRandom(step * 7919 + 1)
    const texts: number[] = []
    const groups: Group[] = []
    const put = (numbers: readonly number[]): Stretch => {
      const from = texts.length
      texts.push(...numbers)
      return [from, texts.length]
    }
    const sides = (pairs: readonly [number, number][]) => ({
      first: put(pairs.map(([a]) => a)),
      second: put(pairs.map(([, b]) => b)),
    })
    const putPairs = (kind: 'parallel' | 'paraphrases', pairs: readonly [number, number][]) => {
      if (pairs.length > 0) groups.push({ kind, ...sides(pairs) })
    }
    for (const [kind, among] of [
      ['zh', zh],
      ['en', en],
    ] as const) {
      const drawn = draw(among, sizes.sentences, random)
      if (drawn.length > 0) groups.push({ kind, first: put(drawn) })
    }
    putPairs(
      'parallel',
      draw(translations, sizes.parallel, random).map(i => parallel[i]!),
    )
    putPairs(
      'paraphrases',
      draw(wordings[step % 2]!, sizes.paraphrases, random).map(i => paraphrases[i]!),
    )
    for (const { language, pairs } of step < sharpening ? [] : changed) {
      if (pairs.length === 0) continue
      const drawn = Array.from({ length: sizes.variants }, () => pairs[Math.floor(random() * pairs.length)]!)
      groups.push({ kind: 'variants', language, ...sides(drawn) })
    }
    return { texts: Uint32Array.from(texts), groups }
  }
}

interface Clustered {
  all: readonly number[]
  members: Map<number, number[]>
  clusterOf: (number: number) => number
}

function clustered(all: readonly number[], clusterOf: (number: number) => number): Clustered {
  const members = new Map<number, number[]>()
  for (const number of all) {
    const cluster = clusterOf(number)
    const list = members.get(cluster)
    if (list === undefined) members.set(cluster, [number])
    else list.push(number)
  }
  return { all, members, clusterOf }
}

function draw({ all, members, clusterOf }: Clustered, count: number, random: () => number): number[] {
  if (all.length === 0) return []
  const any = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const drawn = Array.from({ length: Math.ceil(count / 2) }, () => any(all))
  while (drawn.length < count) {
    // A text at random picks its cluster: large ones come as often as they are large.
    const cluster = members.get(clusterOf(any(all)))!
    const take = Math.min(TOGETHER, count - drawn.length, cluster.length)
    const begin = Math.floor(random() * cluster.length)
    for (let i = 0; i < take; i++) drawn.push(cluster[(begin + i) % cluster.length]!)
  }
  return drawn
}

/** The nearest of a thousand texts, for each text. */
async function clusterOf({ rows, vectors, dims }: TeacherVectors): Promise<Uint16Array> {
  const random = createRandom(1)
  const known = rows.reduce((sum, row) => sum + (row >= 0 ? 1 : 0), 0)
  const centres = matrix(Math.min(CENTRES, known), dims)
  for (let c = 0; c < centres.rows; c++) {
    const row = Math.floor(random() * known)
    for (let i = 0; i < dims; i++) centres.data[c * dims + i] = vectors[row * dims + i]! / 127
  }
  const turned = transposed(centres)
  const nearest = new Uint16Array(known)
  for (let from = 0; from < known; from += BLOCK) {
    const to = Math.min(known, from + BLOCK)
    const block = matrix(to - from, dims, Float32Array.from(vectors.subarray(from * dims, to * dims)))
    const cosines = await product(block, turned)
    for (let r = from; r < to; r++) {
      let best = 0
      const at = (r - from) * centres.rows
      for (let c = 1; c < centres.rows; c++) if (cosines.data[at + c]! > cosines.data[at + best]!) best = c
      nearest[r] = best
    }
  }
  return Uint16Array.from(rows, row => (row < 0 ? 0 : nearest[row]!))
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i)
