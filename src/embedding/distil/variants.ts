/**
 * Texts that nobody wrote: a corpus is of few topics, customers write of everything. Some words of a text are exchanged for
 * any others, and then one is changed, left out or moved: what that does to the meaning, the teachers say.
 */
import type { Language } from '../../message.ts'
import type { KindOfWord } from '../../text/lexicon.ts'
import type { Corpus } from './corpus.ts'
import type { Lexicon } from './lexicons.ts'

/** Characters of a text that is varied, at most: what customers write. */
const LONGEST: Record<Language, number> = { zh: 24, en: 70 }
/** So many texts are strewn with other words, so many of their words each. */
const STREWN = { texts: 0.6, words: 0.6 }
/** So many of the texts are questions, where there are any: that is what is asked of the student. */
const QUESTIONS = 0.7
const QUESTION = /[?？吗呢]\s*$|怎么|如何|什么|多少|^(?:how|what|when|where|why|who|can|do|does|is|are)\b/u

type Words = readonly KindOfWord[]

/** Adds `count` pairs to the corpus: a text in the lexicon's language, strewn or as it is, and the same with one change. */
export function addVariants(corpus: Corpus, lexicon: Lexicon, count: number, random: () => number): void {
  const draw = sourcesOf(corpus, lexicon.language, random)
  if (draw === undefined) return
  const { strew, change } = createChanges(lexicon, random)
  const put = (text: string): number => {
    corpus.languages.push(lexicon.language)
    return corpus.texts.push(text) - 1
  }
  for (let made = 0; made < count; made++) {
    const base = strew(lexicon.cut(draw()))
    const texts = [textOf(base), textOf(change(base))] as const
    if (texts[0] !== texts[1] && texts.every(text => text !== '')) corpus.variants.push([put(texts[0]), put(texts[1])])
  }
}

const textOf = (words: Words): string =>
  words
    .map(({ word }) => word)
    .join('')
    .replace(/\s+/g, ' ')
    .trim()

/** Texts of a language that are short enough, one at a time; undefined where there are none. */
function sourcesOf({ texts, languages }: Corpus, language: Language, random: () => number) {
  const short = texts.filter((text, t) => languages[t] === language && text.length <= LONGEST[language])
  if (short.length === 0) return undefined
  const questions = short.filter(text => QUESTION.test(text))
  return () => {
    const among = questions.length > 0 && random() < QUESTIONS ? questions : short
    return among[Math.floor(random() * among.length)]!
  }
}

function createChanges({ any, similar }: Lexicon, random: () => number) {
  const place = (words: Words) => Math.floor(random() * words.length)
  const exchanged = (words: Words, by: (word: KindOfWord) => string): Words => {
    const known = words.flatMap(({ kind }, i) => (kind === undefined ? [] : [i]))
    const at = known[Math.floor(random() * known.length)]
    return words.map((word, i) => (i === at ? { ...word, word: by(word) } : word))
  }
  const changes: ((words: Words) => Words)[] = [
    words => exchanged(words, ({ kind }) => any(kind!)),
    words => exchanged(words, similar),
    words => exchanged(words, similar),
    words => words.toSpliced(place(words), 1),
    words => {
      const at = place(words)
      return [...words.slice(0, at), ...words.slice(at + 1, at + 2), words[at]!, ...words.slice(at + 2)]
    },
  ]
  return {
    strew(words: Words): Words {
      if (random() >= STREWN.texts) return words
      return words.map(word =>
        word.kind !== undefined && random() < STREWN.words ? { ...word, word: any(word.kind) } : word,
      )
    },
    change: (words: Words): Words => changes[Math.floor(random() * changes.length)]!(words),
  }
}
