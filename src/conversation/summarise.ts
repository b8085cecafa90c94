/** What a visitor said, in at most three sentences of his own: those that hold most of what all of them are about. */
import { termsOf } from '../retrieval/terms.ts'

const SENTENCES = 3
/** Longer ones are cut; a shorter one is a greeting or a nod. */
const LONGEST = 160
const SHORTEST = { zh: 4, en: 9 }
const HAN = /\p{Script=Han}/u
/** Digits, addresses and question marks are what an agent needs first. */
const BONUS = { digits: 0.35, asks: 0.25, first: 0.2 }

/** Of the visitor's messages, oldest first; the sentences in the order in which he said them. */
export function summarise(messages: readonly string[]): string[] {
  const sentences = distinct(messages.flatMap(sentencesOf)).filter(isTelling)
  if (sentences.length <= SENTENCES) return sentences
  const scores = scoresOf(sentences)
  const chosen: number[] = []
  while (chosen.length < SENTENCES) {
    const rest = sentences.map((_, i) => i).filter(i => !chosen.includes(i))
    const worth = (i: number) =>
      scores[i]! * (1 - Math.max(0, ...chosen.map(j => overlap(sentences[i]!, sentences[j]!))))
    chosen.push(rest.reduce((best, i) => (worth(i) > worth(best) ? i : best)))
  }
  return chosen.sort((a, b) => a - b).map(i => sentences[i]!)
}

function sentencesOf(message: string): string[] {
  return message
    .split(/(?<=[。！？!?；;\n])|(?<=\.)\s+/u)
    .map(sentence => sentence.trim())
    .map(sentence => (sentence.length > LONGEST ? `${sentence.slice(0, LONGEST - 1)}…` : sentence))
    .filter(sentence => sentence !== '')
}

const distinct = (sentences: readonly string[]): string[] => [...new Set(sentences)]

function isTelling(sentence: string): boolean {
  if (/\d{4,}|@/.test(sentence)) return true
  return sentence.length >= (HAN.test(sentence) ? SHORTEST.zh : SHORTEST.en)
}

/** How much of what all sentences share stands in each, for its length, with what an agent looks for first. */
function scoresOf(sentences: readonly string[]): number[] {
  const words = sentences.map(wordsOf)
  const shared = new Map<string, number>()
  for (const each of words) for (const word of each) shared.set(word, (shared.get(word) ?? 0) + 1)
  return sentences.map((sentence, i) => {
    const about =
      [...words[i]!].reduce((sum, word) => sum + (shared.get(word) ?? 0), 0) / Math.sqrt(words[i]!.size || 1)
    const bonus =
      (/\d{3,}/.test(sentence) ? BONUS.digits : 0) + (/[?？]|吗|怎么|how|when|why/i.test(sentence) ? BONUS.asks : 0)
    return about * (1 + bonus + (i === 0 ? BONUS.first : 0))
  })
}

const wordsOf = (sentence: string): Set<string> =>
  new Set([...termsOf(sentence).words].filter(([, weight]) => weight >= 1).map(([word]) => word))

function overlap(a: string, b: string): number {
  const [one, other] = [wordsOf(a), wordsOf(b)]
  const both = [...one].filter(word => other.has(word)).length
  return both / (Math.min(one.size, other.size) || 1)
}
