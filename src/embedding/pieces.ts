/**
 * Text cut into the pieces of a unigram vocabulary: the likeliest cut, found by Viterbi (Kudo 2018, "Subword
 * Regularization"; the pieces were learned by SentencePiece). Deterministic, plain TypeScript, a few µs a sentence.
 */
import { normalize } from '../text/normalize.ts'

export interface Pieces {
  /** Pieces and stand-ins for unknown characters: the numbers that `cut` may return are below this. */
  readonly size: number
  /** The numbers of a text's pieces, in order. A character that no piece has is one of the stand-ins. */
  cut(text: string): number[]
}

/** SentencePiece's mark of a word's beginning. */
const WORD_START = '\u2581'
/** Characters that no piece has share this many numbers. */
const STAND_INS = 1024
/** An unknown character costs more than the rarest piece by this (SentencePiece's kUnkPenalty). */
const UNKNOWN_PENALTY = 10
/** Longest text that is cut, in UTF-16 code units: a vector is no better for more. */
const MAX_CHARS = 2000

/** `scores` are the pieces' log probabilities. Takes about 30 ms for 40,000 pieces. */
export function createPieces(pieces: readonly string[], scores: ArrayLike<number>): Pieces {
  const trie = createTrie(pieces)
  let rarest = 0
  for (let i = 0; i < scores.length; i++) rarest = Math.min(rarest, scores[i]!)
  const unknown = rarest - UNKNOWN_PENALTY
  const mark = pieces.indexOf(WORD_START)
  const best = new Float64Array(MAX_CHARS + 2)
  const from = new Int32Array(MAX_CHARS + 2)
  const piece = new Int32Array(MAX_CHARS + 2)

  function cut(text: string): number[] {
    const marked = markWords(text)
    const length = marked.length
    best.fill(-Infinity, 1, length + 1)
    best[0] = 0
    for (let start = 0; start < length; start++) {
      const reached = best[start]!
      let node = 0
      for (let end = start; end < length; end++) {
        node = trie.child(node, marked.charCodeAt(end))
        if (node < 0) break
        const found = trie.pieceAt(node)
        if (found >= 0) step(start, end + 1, reached + scores[found]!, found)
      }
      const code = marked.charCodeAt(start)
      if (best[start + 1] === -Infinity) step(start, start + 1, reached + unknown, pieces.length + (code % STAND_INS))
    }
    return backtrack(length)
  }

  function step(start: number, end: number, score: number, number: number): void {
    if (score <= best[end]!) return
    best[end] = score
    from[end] = start
    piece[end] = number
  }

  function backtrack(length: number): number[] {
    const found: number[] = []
    for (let end = length; end > 0; end = from[end]!) if (piece[end] !== mark) found.push(piece[end]!)
    return found.reverse()
  }

  return { size: pieces.length + STAND_INS, cut }
}

function markWords(text: string): string {
  const normal = normalize(text.slice(0, MAX_CHARS)).slice(0, MAX_CHARS)
  return normal === '' ? '' : WORD_START + normal.replaceAll(' ', WORD_START)
}

/** A trie in three arrays: children are found by hashing (node, code unit). */
function createTrie(words: readonly string[]) {
  const letters = words.reduce((sum, word) => sum + word.length, 1)
  const size = 2 ** Math.ceil(Math.log2(letters * 2 + 2))
  const parents = new Int32Array(size).fill(-1)
  const codes = new Uint16Array(size)
  const children = new Int32Array(size)
  const pieces = new Int32Array(letters + 1).fill(-1)
  let nodes = 1

  function slotOf(node: number, code: number): number {
    let slot = (Math.imul(node, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b)) & (size - 1)
    while (parents[slot] !== -1 && (parents[slot] !== node || codes[slot] !== code)) slot = (slot + 1) & (size - 1)
    return slot
  }

  function add(word: string, number: number): void {
    let node = 0
    for (let i = 0; i < word.length; i++) {
      const slot = slotOf(node, word.charCodeAt(i))
      if (parents[slot] === -1) {
        parents[slot] = node
        codes[slot] = word.charCodeAt(i)
        children[slot] = nodes++
      }
      node = children[slot]!
    }
    pieces[node] = number
  }

  words.forEach(add)
  return {
    child(node: number, code: number): number {
      const slot = slotOf(node, code)
      return parents[slot] === -1 ? -1 : children[slot]!
    },
    pieceAt: (node: number) => pieces[node]!,
  }
}
