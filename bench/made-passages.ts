/**
 * Knowledge bases of any size, made by a seeded generator: topics with words of their own, common words by Zipf's law
 * around them, half the passages in Chinese and half in English, and clustered vectors (in a random cloud every graph
 * fails: STACK trap 4). The same seed gives the same base.
 */
import type { Language } from '../src/message.ts'
import { createRandom } from '../src/random.ts'
import type { Passage } from '../src/retrieval/passage.ts'

/** As the built-in embedder's. */
export const DIMS = 256
/** Passages a topic, about: an FAQ on invoices has so many entries. */
const PER_TOPIC = 50
const TOPIC_WORDS = 25
const COMMON_WORDS = 6_000
/** Words of a body: about 100 tokens of the 100 to 400 that passages have. */
const BODY_WORDS = 90
const QUESTION_WORDS = 7
/** Cosine of a passage with its topic's centre, about .8. */
const SPREAD = 0.75

export interface MadeBase {
  passages: Passage[]
  /** One a passage: that of its first question. */
  vectors: Float32Array[]
  /** A question about passage `i`, in other words than its own, and its vector. */
  query(i: number): { text: string; vector: Float32Array; language: Language }
}

type Random = () => number
type Vocabulary = Record<Language, { common: string[]; topics: string[][] }>

export function makeBase(size: number, seed = 1): MadeBase {
  const random = createRandom(seed)
  const topics = Math.max(4, Math.round(size / PER_TOPIC))
  const vocabulary: Vocabulary = {
    zh: makeWords(chineseWord, topics, random),
    en: makeWords(englishWord, topics, random),
  }
  const centres = Array.from({ length: topics }, () => unit(gaussians(random)))
  const topicOf = Array.from({ length: size }, () => Math.floor(random() * topics))
  const passages = topicOf.map((topic, i) => makePassage(i, topic, vocabulary, random))
  return {
    passages,
    vectors: topicOf.map(topic => near(centres[topic]!, SPREAD, random)),
    query(i) {
      const { language } = passages[i]!
      const own = passages[i]!.questions[0]!.split(language === 'zh' ? /(?=(?:..)+$)/ : ' ')
      const kept = own.filter(() => random() < 0.6)
      const text = [...kept, sentence(vocabulary, language, topicOf[i]!, 3, random)].join(language === 'zh' ? '' : ' ')
      return { text, vector: near(centres[topicOf[i]!]!, SPREAD, random), language }
    },
  }
}

/** Unit vectors around as many centres as a base of that size has topics: rows, and queries of the same kind. */
export function makeVectors(
  size: number,
  queries: number,
  seed = 1,
): { rows: Float32Array[]; queries: Float32Array[] } {
  const random = createRandom(seed)
  const centres = Array.from({ length: Math.max(4, Math.round(size / PER_TOPIC)) }, () => unit(gaussians(random)))
  const any = () => near(centres[Math.floor(random() * centres.length)]!, SPREAD, random)
  return { rows: Array.from({ length: size }, any), queries: Array.from({ length: queries }, any) }
}

function makePassage(i: number, topic: number, vocabulary: Vocabulary, random: Random): Passage {
  const language: Language = i % 2 === 0 ? 'zh' : 'en'
  const question = () => sentence(vocabulary, language, topic, QUESTION_WORDS, random)
  return {
    passageId: idOf(i),
    documentId: `document ${Math.floor(i / 20)}`,
    kind: 'faq',
    key: `key ${i}`,
    language,
    title: `title ${i}`,
    text: sentence(vocabulary, language, topic, BODY_WORDS, random),
    questions: [question(), question()],
  }
}

/** A UUID that names passage `i`. */
export function idOf(i: number): string {
  return `00000000-0000-4000-8000-${i.toString(16).padStart(12, '0')}`
}

/** Half the topic's words, half common ones. */
function sentence(vocabulary: Vocabulary, language: Language, topic: number, words: number, random: Random): string {
  const { common, topics } = vocabulary[language]
  const word = () => (random() < 0.5 ? zipf(topics[topic]!, random) : zipf(common, random))
  return Array.from({ length: words }, word).join(language === 'zh' ? '' : ' ')
}

/** The r-th word comes with a likelihood of about 1 / r. */
function zipf(words: readonly string[], random: Random): string {
  return words[Math.floor(words.length ** random()) - 1]!
}

function makeWords(word: (random: Random) => string, topics: number, random: Random) {
  const common = Array.from({ length: COMMON_WORDS }, () => word(random))
  const own = () => Array.from({ length: TOPIC_WORDS }, () => (random() < 0.5 ? word(random) : zipf(common, random)))
  return { common, topics: Array.from({ length: topics }, own) }
}

/** Of the first 2,500 common characters of Unicode's main block that a text may hold. */
function chineseWord(random: Random): string {
  const character = () => String.fromCharCode(0x4e00 + 8 * Math.floor(2_500 ** random()))
  return character() + character()
}

const ONSETS = 'b c d f g h l m n p r s t v w br cl dr fl gr pl st tr sh ch th qu'.split(' ')
const VOWELS = 'a e i o u ai ea ou io'.split(' ')
const ENDINGS = ['', '', 'n', 'r', 's', 't', 'd', 'l', 'ng', 'tion', 'ment', 'er', 'ed']

function englishWord(random: Random): string {
  const pick = (of: readonly string[]) => of[Math.floor(random() * of.length)]!
  const syllables = 1 + Math.floor(random() * 2)
  return Array.from({ length: syllables }, () => pick(ONSETS) + pick(VOWELS)).join('') + pick(ENDINGS)
}

function near(centre: Float32Array, spread: number, random: Random): Float32Array {
  const noise = unit(gaussians(random))
  return unit(centre.map((x, i) => x + spread * noise[i]!))
}

/** Box and Muller (1958). */
function gaussians(random: Random): Float32Array {
  return Float32Array.from({ length: DIMS }, () => {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  })
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return vector.map(x => x / length)
}
