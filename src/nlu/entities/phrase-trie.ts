import { lowerCase } from './entity-finder.ts'

/** Phrases to be found in a text, each with what it stands for. */
export interface PhraseTrie<T> {
  /** The longest phrase at each place, from left to right, none overlapping another. Linear in the text. */
  find(text: string): Found<T>[]
}

export interface Found<T> {
  start: number
  end: number
  meaning: T
}

interface Node<T> {
  next: Map<string, Node<T>>
  meaning: T | undefined
}

const WORD = /[\p{L}\p{N}]/u
const HAN = /\p{Script=Han}/u

/**
 * `phrases` in their plain form; case does not matter. A phrase with Latin letters or digits at its edges is found at
 * borders of words only. Where two phrases are the same, the first one counts.
 */
export function createPhraseTrie<T>(phrases: Iterable<readonly [string, T]>): PhraseTrie<T> {
  const root: Node<T> = { next: new Map(), meaning: undefined }
  for (const [phrase, meaning] of phrases) {
    let node = root
    for (const character of lowerCase(phrase)) {
      const next: Node<T> = node.next.get(character) ?? { next: new Map(), meaning: undefined }
      node.next.set(character, next)
      node = next
    }
    if (node !== root) node.meaning ??= meaning
  }
  return { find: text => findAll(root, lowerCase(text)) }
}

function findAll<T>(root: Node<T>, text: string): Found<T>[] {
  const found: Found<T>[] = []
  for (let start = 0; start < text.length; start++) {
    if (isInside(text, start)) continue
    const longest = longestAt(root, text, start)
    if (longest === undefined) continue
    found.push(longest)
    start = longest.end - 1
  }
  return found
}

function longestAt<T>(root: Node<T>, text: string, start: number): Found<T> | undefined {
  let node: Node<T> | undefined = root
  let longest: Found<T> | undefined
  let end = start
  while (node !== undefined && end <= text.length) {
    if (node.meaning !== undefined && !isInside(text, end)) longest = { start, end, meaning: node.meaning }
    const character: string = String.fromCodePoint(text.codePointAt(end) ?? 0)
    node = node.next.get(character)
    end += character.length
  }
  return longest
}

/** Whether this place is in the middle of a Latin word or a number. */
function isInside(text: string, at: number): boolean {
  const [before, after] = [text[at - 1] ?? '', text[at] ?? '']
  return isLatin(before) && isLatin(after)
}

function isLatin(character: string): boolean {
  return WORD.test(character) && !HAN.test(character)
}
