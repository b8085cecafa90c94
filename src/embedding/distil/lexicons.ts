/** The words that made-up texts are made of: Chinese ones of jieba's dictionary, English ones of the vocabulary. */
import type { Language } from '../../message.ts'
import { chineseKinds, commonChineseWords, type KindOfWord } from '../../text/lexicon.ts'
import { isStopWord } from '../../text/stop-words.ts'
import { matrix, normalizeRows, rowDot } from './matrix.ts'
import { embedWithTeachers } from './teacher-vectors.ts'
import type { Vocabulary } from './vocabulary.ts'

export interface Lexicon {
  language: Language
  cut(text: string): KindOfWord[]
  /** Commoner ones more often. */
  any(kind: string): string
  /** One that the teacher finds near, of the same kind. */
  similar(word: KindOfWord): string
}

/** The nearest of so many chosen at random is a similar one. */
const CANDIDATES = 400
const ENGLISH = { piece: /^\u2581[a-z]{3,}$/, kind: 'word' }
/** Whole words, and what is between them. */
const WORDS = /[a-z]+|[^a-z]+/giu

interface Entry {
  word: string
  kind: string
  weight: number
}

/** `teacher`: the folder of one that knows the language; its vectors of the words are kept in `cache`. */
export async function openLexicon(
  language: Language,
  vocabulary: Vocabulary,
  { teacher, cache, random }: { teacher: string; cache: string; random: () => number },
): Promise<Lexicon> {
  const entries = language === 'zh' ? chineseEntries() : englishEntries(vocabulary)
  const words = { texts: entries.map(({ word }) => word), languages: entries.map(() => language) }
  const [seen] = await embedWithTeachers(words, [teacher], cache, () => {})
  const vectors = matrix(entries.length, seen!.dims, Float32Array.from(seen!.vectors))
  normalizeRows(vectors)
  const numbers = new Map(entries.map(({ word }, i) => [word, i]))
  const draws = new Map(
    [...new Set(entries.map(({ kind }) => kind))].map(kind => [kind, drawOf(entries, kind, random)]),
  )
  const draw = (kind: string): number => draws.get(kind)!()

  function similar({ word, kind }: KindOfWord): string {
    const from = numbers.get(word)
    if (from === undefined) return entries[draw(kind!)]!.word
    let best = from
    let most = -Infinity
    for (let c = 0; c < CANDIDATES; c++) {
      const other = draw(kind!)
      const cosine = other === from ? -Infinity : rowDot(vectors, from, vectors, other)
      if (cosine > most) [most, best] = [cosine, other]
    }
    return entries[best]!.word
  }

  return {
    language,
    cut: language === 'zh' ? chineseKinds : text => englishKinds(text, numbers),
    any: kind => entries[draw(kind)]!.word,
    similar,
  }
}

function chineseEntries(): Entry[] {
  return commonChineseWords().map(({ word, kind, frequency }) => ({ word, kind, weight: Math.sqrt(frequency) }))
}

function englishEntries({ pieces, scores }: Vocabulary): Entry[] {
  return pieces.flatMap((piece, p) => {
    const word = piece.slice(1)
    if (!ENGLISH.piece.test(piece) || isStopWord(word)) return []
    return [{ word, kind: ENGLISH.kind, weight: Math.exp(scores[p]! / 2) }]
  })
}

function englishKinds(text: string, known: ReadonlyMap<string, number>): KindOfWord[] {
  return (text.match(WORDS) ?? []).map(word => ({
    word,
    kind: known.has(word.toLowerCase()) ? ENGLISH.kind : undefined,
  }))
}

/** Numbers of entries of a kind, each as likely as its weight. */
function drawOf(entries: readonly Entry[], kind: string, random: () => number): () => number {
  const among = entries.flatMap((entry, i) => (entry.kind === kind ? [i] : []))
  let sum = 0
  const ends = Float64Array.from(among, i => {
    sum += entries[i]!.weight
    return sum
  })
  return () => {
    const wanted = random() * sum
    let [low, high] = [0, ends.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return among[low]!
  }
}
