import { isEnglishWord } from '../../text/english-lexicon.ts'
import { isLittleWord, soundsOf } from '../../text/homophones.ts'
import { buildSpellings, nearestWord, type Spellings } from '../../text/spelling.ts'
import { chineseWords } from '../../text/tokens.ts'
import type { Entity } from '../understanding.ts'
import type { CustomEntity } from './custom-entity.ts'
import { entityAt, lowerCase, plainForm } from './entity-finder.ts'
import { createPhraseTrie, type PhraseTrie } from './phrase-trie.ts'

interface Meaning {
  kind: string
  value: string
}

export interface CustomLists {
  exact: PhraseTrie<Meaning>
  /** Latin phrases with their spaces out, and the most words that one of them has. */
  spellings: Spellings
  squeezed: ReadonlyMap<string, Meaning>
  mostWords: number
  /** Chinese phrases by how they sound. */
  sounds: ReadonlyMap<string, { phrase: string; meaning: Meaning }>
  lengths: readonly number[]
}

const LATIN_PHRASE = /^[a-z]+(?:[ '-][a-z]+)*$/
const HAN_PHRASE = /^\p{Script=Han}{2,8}$/u
const HAN_RUN = /\p{Script=Han}{2,}/gu
const LATIN_RUN = /(?<![\p{L}\p{N}@._/-])[a-z]+(?:[ '-][a-z]+){0,40}(?![\p{L}\p{N}@_/-])/gu
/** Longest run of characters or words that is compared by sound or spelling. */
const LONGEST_RUN = 60

/** Makes ready what the values and synonyms of all entities are found by. */
export function compileLists(entities: readonly CustomEntity[]): CustomLists {
  const all = entities.flatMap(entity => phrasesOf(entity).map(([phrase, meaning]) => ({ phrase, meaning, entity })))
  const fuzzy = all.filter(({ entity }) => entity.fuzzy === true)
  const latin = fuzzy.filter(({ phrase }) => LATIN_PHRASE.test(phrase))
  const han = fuzzy.filter(({ phrase }) => HAN_PHRASE.test(phrase))
  const squeezed = new Map(latin.map(({ phrase, meaning }) => [squeeze(phrase), meaning]))
  return {
    exact: createPhraseTrie(all.map(({ phrase, meaning }) => [phrase, meaning] as const)),
    spellings: buildSpellings(new Map([...squeezed.keys()].map(word => [word, 1]))),
    squeezed,
    mostWords: Math.max(0, ...latin.map(({ phrase }) => phrase.split(/[ '-]/).length)),
    sounds: new Map(han.map(({ phrase, meaning }) => [soundsOf(phrase).join(' '), { phrase, meaning }])),
    lengths: [...new Set(han.map(({ phrase }) => phrase.length))].sort((a, b) => b - a),
  }
}

/** The values and synonyms as they are written; the longest at each place. */
export function findListed({ exact }: CustomLists, text: string): Entity[] {
  return exact.find(text).map(({ start, end, meaning }) => entityAt(text, meaning.kind, start, end, meaning.value))
}

/** Those with a slip: English words that are near one and no words themselves, Chinese that only sounds like one. */
export function findFuzzy(lists: CustomLists, text: string): Entity[] {
  const latin = lists.squeezed.size === 0 ? [] : findMisspelt(lists, text)
  return lists.sounds.size === 0 ? latin : [...latin, ...findMisheard(lists, text)]
}

function phrasesOf({ name, values = [] }: CustomEntity): [string, Meaning][] {
  return values.flatMap(({ value, synonyms = {} }) =>
    [value, ...(synonyms.zh ?? []), ...(synonyms.en ?? [])].map((phrase): [string, Meaning] => [
      lowerCase(plainForm(phrase)).trim(),
      { kind: name, value },
    ]),
  )
}

const squeeze = (phrase: string): string => phrase.replace(/[ '-]/g, '')

function findMisspelt({ spellings, squeezed, mostWords }: CustomLists, text: string): Entity[] {
  const found: Entity[] = []
  for (const run of lowerCase(text).matchAll(LATIN_RUN)) {
    const words = [...run[0].matchAll(/[a-z]+/g)].slice(0, LONGEST_RUN)
    for (let first = 0; first < words.length; first++) {
      for (let count = Math.min(mostWords, words.length - first); count >= 1; count--) {
        const span = words.slice(first, first + count)
        if (span.every(([word]) => isEnglishWord(word))) continue
        const near = nearestWord(spellings, span.map(([word]) => word).join(''))
        const meaning = near === undefined ? undefined : squeezed.get(near)
        if (meaning === undefined) continue
        const start = run.index + span[0]!.index
        const end = run.index + span.at(-1)!.index + span.at(-1)![0].length
        found.push(entityAt(text, meaning.kind, start, end, meaning.value))
        first += count - 1
        break
      }
    }
  }
  return found
}

function findMisheard({ sounds, lengths }: CustomLists, text: string): Entity[] {
  const found: Entity[] = []
  for (const run of text.matchAll(HAN_RUN)) {
    const characters = run[0].slice(0, LONGEST_RUN)
    const heard = soundsOf(characters)
    // A character outside the basic plane would shift the sounds.
    if (heard.length !== characters.length) continue
    for (let first = 0; first < characters.length; first++) {
      for (const length of lengths) {
        const known = sounds.get(heard.slice(first, first + length).join(' '))
        const words = characters.slice(first, first + length)
        if (known === undefined || words.length !== length || !isSlip(words, known.phrase)) continue
        const start = run.index + first
        found.push(entityAt(text, known.meaning.kind, start, start + length, known.meaning.value))
        first += length - 1
        break
      }
    }
  }
  return found
}

/** A word of the language is meant as it stands. Two characters sound like something by chance (改完 is no 盖碗): one of them must be right. */
function isSlip(words: string, phrase: string): boolean {
  if (chineseWords(words).length === 1) return false
  if (words.length > 2) return true
  return [...words].some((character, i) => phrase[i] === character) && ![...words].some(isLittleWord)
}
