/** A student that goes on from a model there is: its table, its layer, and heads that see each teacher best from where it stands. */
import { createStaticEmbedder } from '../static-encoder.ts'
import { createStaticEngine } from '../static-engine.ts'
import { dequantize, type StaticModel } from '../static-model.ts'
import type { Corpus } from './corpus.ts'
import type { DenseWeights } from './layer.ts'
import { leastSquares, type Matrix, matrix, stack, transposed } from './matrix.ts'
import type { Targets } from './targets.ts'

/** Texts a language that a head is fitted to. */
const SAMPLED = 8000
const RIDGE = 1

export async function continuedFrom(
  model: StaticModel,
  corpus: Corpus,
  targets: Targets,
): Promise<{ table: Float32Array; dense: DenseWeights }> {
  const { dims } = model.table
  const { hidden, up, bias, down } = model.layer
  const embedder = createStaticEmbedder(createStaticEngine(model))
  const samples = (['zh', 'en'] as const).map(language => {
    const texts = corpus.languages.flatMap((one, t) => (one === language ? [t] : [])).slice(0, SAMPLED)
    return { language, texts: Uint32Array.from(texts) }
  })
  const heads: Matrix[] = []
  for (const known of targets.teachers) {
    const of = samples.filter(({ language }) => (known.teacher.language ?? language) === language)
    const rows = of.flatMap(({ texts }) => Array.from(texts, t => corpus.texts[t]!))
    const wanted = of.map(({ texts, language }) => targets.of(known, texts, language))
    heads.push(await leastSquares(stack(await embedder.embed(rows, 'passage'), dims), below(wanted, known.dims), RIDGE))
  }
  const dense = {
    up: transposed(matrix(hidden, dims, Float32Array.from(up))),
    bias: matrix(1, hidden, Float32Array.from(bias)),
    down: matrix(hidden, dims, Float32Array.from(down)),
    heads,
  }
  return { table: dequantize(model.table), dense }
}

/** One under the other. */
function below(parts: readonly Matrix[], columns: number): Matrix {
  const all = matrix(
    parts.reduce((sum, { rows }) => sum + rows, 0),
    columns,
  )
  let at = 0
  for (const { data } of parts) {
    all.data.set(data, at)
    at += data.length
  }
  return all
}
