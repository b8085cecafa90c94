/** The rows of a student's table: pieces that are given, and the pairs of neighbours that a corpus has most often. */
import { InvalidInput } from '../../errors.ts'
import { createPieces, type Pieces } from '../pieces.ts'
import { createStaticFeatures, type PairKeys, pairKeys } from '../static-features.ts'
import { readLines } from './corpus.ts'
import type { TextRows } from './table-part.ts'

export interface Vocabulary {
  pieces: string[]
  /** Log probabilities, beside `pieces`. */
  scores: Float32Array
}

/** Rarer pairs teach nothing that holds. */
const LEAST_OFTEN = 4
/** Pieces of a text that training looks at. */
const MAX_PIECES = 48

/** Reads `pieces.tsv` (piece, log probability), plain or `.gz`. Throws InvalidInput `pieces_unusable`. */
export function readVocabulary(folder: string): Vocabulary {
  const rows = readLines(folder, 'pieces.tsv')
    .map(line => line.split('\t'))
    .filter(([piece]) => piece !== '<unk>')
  const scores = Float32Array.from(rows, ([, score]) => Number(score))
  if (rows.length > 0 && rows.length < 60_000 && scores.every(score => score < 0)) {
    return { pieces: rows.map(([piece]) => piece!), scores }
  }
  throw new InvalidInput('pieces_unusable', `${folder}/pieces.tsv has no usable vocabulary (${rows.length} pieces).`, {
    remedy: 'It needs up to 60,000 lines “piece<TAB>log probability”, as SentencePiece exports a unigram model.',
    value: folder,
  })
}

/** The most frequent pairs of neighbours, the ends of a text included, as keys of `static-features`. */
export function frequentPairs(texts: readonly string[], pieces: Pieces, most: number): PairKeys {
  const counts = new Map<number, number>()
  for (const text of texts) {
    for (const key of pairKeys(pieces.cut(text), pieces.size)) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const frequent = [...counts].filter(([, count]) => count >= LEAST_OFTEN).sort((a, b) => b[1] - a[1] || a[0] - b[0])
  return Float64Array.from(frequent.slice(0, most), ([key]) => key)
}

export function textRowsOf(texts: readonly string[], { pieces, scores }: Vocabulary, pairs: PairKeys): TextRows {
  const features = createStaticFeatures(createPieces(pieces, scores), pairs, MAX_PIECES)
  const offsets = new Uint32Array(texts.length + 1)
  const counts = new Uint16Array(texts.length)
  const all: number[][] = texts.map((text, t) => {
    const { rows, pieces: cut } = features.of(text)
    counts[t] = cut
    offsets[t + 1] = offsets[t]! + rows.length
    return rows
  })
  const rows = new Uint32Array(offsets[texts.length]!)
  all.forEach((of, t) => {
    rows.set(of, offsets[t])
  })
  return { offsets, rows, pieces: counts }
}
