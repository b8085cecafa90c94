/**
 * Questions that mean much the same, as one: every wording joins the group whose wordings are nearest to it on average
 * (average linkage, the most frequent wordings first), if they are near enough.
 */
import type { Unanswered } from './unanswered.ts'

export interface QuestionGroup {
  /** The most frequent wording. */
  text: string
  /** How often it was asked, in any wording. */
  count: number
  /** Every wording once, the most frequent first. */
  wordings: string[]
  lastAt: string
  /** Of the newest asking. */
  conversationId: string
}

/** How alike two texts are, by their numbers; 1 for the same meaning. */
export type Likeness = (a: number, b: number) => number

/** One wording, with all who used it. */
export interface Wording {
  text: string
  count: number
  lastAt: string
  conversationId: string
}

/** The same words but for case, spaces and final marks are one wording. Most frequent first, then newest. */
export function toWordings(questions: readonly Unanswered[]): Wording[] {
  const wordings = new Map<string, Wording>()
  for (const { text, at, conversationId } of questions) {
    const key = sameness(text)
    if (key === '') continue
    const known = wordings.get(key)
    if (known === undefined) wordings.set(key, { text: text.trim(), count: 1, lastAt: at, conversationId })
    else {
      known.count++
      if (at > known.lastAt) Object.assign(known, { lastAt: at, conversationId })
    }
  }
  return [...wordings.values()].sort((a, b) => b.count - a.count || (a.lastAt < b.lastAt ? 1 : -1))
}

/** Largest first, then the newest. `breath` is awaited between wordings. */
export async function groupQuestions(
  wordings: readonly Wording[],
  likeness: Likeness,
  least: number,
  breath: () => Promise<void> | undefined,
): Promise<QuestionGroup[]> {
  const groups: number[][] = []
  for (const number of wordings.keys()) {
    const near = nearest(groups, number, likeness)
    if (near !== undefined && near.likeness >= least) near.group.push(number)
    else groups.push([number])
    await breath()
  }
  return groups
    .map(group => toGroup(group.map(number => wordings[number]!)))
    .sort((a, b) => b.count - a.count || (a.lastAt < b.lastAt ? 1 : -1))
}

function nearest(
  groups: readonly number[][],
  number: number,
  likeness: Likeness,
): { group: number[]; likeness: number } | undefined {
  let best: { group: number[]; likeness: number } | undefined
  for (const group of groups) {
    const mean = group.reduce((sum, other) => sum + likeness(number, other), 0) / group.length
    if (best === undefined || mean > best.likeness) best = { group, likeness: mean }
  }
  return best
}

function toGroup(wordings: readonly Wording[]): QuestionGroup {
  const newest = wordings.reduce((a, b) => (b.lastAt > a.lastAt ? b : a))
  return {
    text: wordings[0]!.text,
    count: wordings.reduce((sum, { count }) => sum + count, 0),
    wordings: wordings.map(({ text }) => text),
    lastAt: newest.lastAt,
    conversationId: newest.conversationId,
  }
}

/** The cosine of two texts' words, each weighing the more the fewer texts have it (tf-idf without the tf). */
export function likeWords(words: readonly (readonly string[])[]): Likeness {
  const sets = words.map(list => new Set(list))
  const texts = new Map<string, number>()
  for (const set of sets) for (const word of set) texts.set(word, (texts.get(word) ?? 0) + 1)
  const weight = (word: string) => Math.log(1 + sets.length / texts.get(word)!) ** 2
  const sizes = sets.map(set => Math.sqrt([...set].reduce((sum, word) => sum + weight(word), 0)))
  return (a, b) => {
    const [small, large] = sets[a]!.size < sets[b]!.size ? [sets[a]!, sets[b]!] : [sets[b]!, sets[a]!]
    let both = 0
    for (const word of small) if (large.has(word)) both += weight(word)
    return both === 0 ? 0 : both / (sizes[a]! * sizes[b]!)
  }
}

/** So many texts and more tell what all of them have in common. */
const COMMON_FROM = 20

/** The cosine of unit vectors without what all have in common: the visitors of one shop all speak of its goods. */
export function likeVectors(vectors: readonly Float32Array[]): Likeness {
  const mean = meanOf(vectors)
  const known = vectors.length / (vectors.length + COMMON_FROM)
  const own = vectors.map(vector => unit(vector.map((x, i) => x - known * mean[i]!)))
  return (a, b) => {
    const [one, other] = [own[a]!, own[b]!]
    let sum = 0
    for (let i = 0; i < one.length; i++) sum += one[i]! * other[i]!
    return sum
  }
}

function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i]! += vector[i]! / vectors.length
  return mean
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector)
  return length === 0 ? vector : vector.map(x => x / length)
}

const sameness = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]+/gu, ' ')
    .trim()
