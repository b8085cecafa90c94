/** Do two questions mean the same: rank correlation of the cosine with the label (Spearman, as MTEB measures it). */
import type { Embedder } from '../src/embedder.ts'
import { words } from '../src/text/tokens.ts'
import { type PairRow, readData } from './data.ts'
import { dot } from './retrieval-plain.ts'

const PAIRS = 6000

export async function pairFigures(embedder: Embedder | undefined, split: 'valid' | 'test' = 'test') {
  const of = async (name: string) => {
    const pairs = readData<PairRow>(`${name}/pairs`)
      .filter(pair => pair.split === split)
      .slice(0, PAIRS)
    const scores = embedder === undefined ? pairs.map(dice) : await cosines(embedder, pairs)
    return {
      spearman:
        100 *
        spearman(
          scores,
          pairs.map(({ label }) => label),
        ),
    }
  }
  return { lcqmc: await of('lcqmc'), bq: await of('bq') }
}

async function cosines(embedder: Embedder, pairs: readonly PairRow[]): Promise<number[]> {
  const a = await embedder.embed(
    pairs.map(pair => pair.a),
    'passage',
  )
  const b = await embedder.embed(
    pairs.map(pair => pair.b),
    'passage',
  )
  return a.map((vector, i) => dot(vector, b[i]!))
}

/** Words in common: what can be done without vectors. */
function dice({ a, b }: PairRow): number {
  const left = new Set(words(a))
  const right = new Set(words(b))
  const shared = [...left].filter(word => right.has(word)).length
  return (2 * shared) / Math.max(1, left.size + right.size)
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const x = ranks(a)
  const y = ranks(b)
  const mean = (x.length - 1) / 2
  let [xy, xx, yy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mean) * (y[i]! - mean)
    xx += (x[i]! - mean) ** 2
    yy += (y[i]! - mean) ** 2
  }
  return xy / Math.sqrt(xx * yy)
}

/** Ties share the mean of their ranks. */
function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(values.length)
  for (let start = 0; start < order.length; ) {
    let end = start
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++
    for (let i = start; i < end; i++) result[order[i]!] = (start + end - 1) / 2
    start = end
  }
  return result
}
