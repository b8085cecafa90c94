/**
 * The terms of all passages as they are kept for the next rebuild of the inverted index: numbers in one dictionary. As
 * maps of strings they took ten times the memory, 40 KB a passage, and 100,000 passages ended the process.
 */
import type { Terms } from './terms.ts'

/** Term and weight, each term once. */
export type TermWeights = Iterable<readonly [string, number]>

/** Grows with the vocabulary of one knowledge base; what its removed passages alone had stays until it is loaded anew. */
export interface Dictionary {
  numbers: Map<string, number>
  terms: string[]
}

export const createDictionary = (): Dictionary => ({ numbers: new Map(), terms: [] })

/** Texts that are kept together share their arrays: an array of its own for each would cost more than what is in it. */
export function keepTerms(dictionary: Dictionary, texts: readonly Terms[]): TermWeights[] {
  const size = texts.reduce((sum, terms) => sum + terms.size, 0)
  const ids = new Uint32Array(size)
  const weights = new Float32Array(size)
  let at = 0
  return texts.map(terms => {
    const from = at
    for (const [term, weight] of terms) {
      ids[at] = numberOf(dictionary, term)
      weights[at++] = weight
    }
    const to = at
    return { [Symbol.iterator]: () => walk(dictionary, ids, weights, from, to) }
  })
}

function numberOf({ numbers, terms }: Dictionary, term: string): number {
  const known = numbers.get(term)
  if (known !== undefined) return known
  numbers.set(term, terms.length)
  return terms.push(term) - 1
}

function* walk(
  { terms }: Dictionary,
  ids: Uint32Array,
  weights: Float32Array,
  from: number,
  to: number,
): Iterator<readonly [string, number]> {
  for (let i = from; i < to; i++) yield [terms[ids[i]!]!, weights[i]!]
}
