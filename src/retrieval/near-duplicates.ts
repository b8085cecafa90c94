/**
 * The same text twice in the knowledge (a manual as PDF and as DOCX, an entry copied): two voices would take from each
 * other and ask the visitor to choose between equals. By the share of common shingles (Broder 1997).
 */
import type { Hit } from './hit.ts'

/** Hits that are looked at. */
const LOOKED_AT = 10
/** Of the shingles of both. */
const SAME_FROM = 0.75
/** A word, or a Chinese character; four of them in a row. */
const WORD = /\p{Script=Han}|[\p{L}\p{N}]+/gu
const SHINGLE = 4
/** More says nothing new. */
const WORDS_AT_MOST = 400

/** Best first: of hits with nearly the same text the first one speaks, with the confidence of all. */
export function joinNearDuplicates(hits: readonly Hit[]): Hit[] {
  const joined: Seen[] = []
  for (const hit of hits.slice(0, LOOKED_AT)) {
    const seen = { hit, ...printOf(hit) }
    const same = joined.find(one => isSame(one, seen))
    if (same === undefined) joined.push(seen)
    else same.hit = { ...same.hit, confidence: Math.min(1, same.hit.confidence + hit.confidence) }
  }
  return [...joined.map(one => one.hit).sort((a, b) => b.confidence - a.confidence), ...hits.slice(LOOKED_AT)]
}

/** What a text is known by. */
interface Print {
  /** By their hashes: joining words would cost the better part of a search. */
  shingles: Set<number>
  numbers: string
}
type Seen = Print & { hit: Hit }

/** The same passages are found again and again. */
const prints = new Map<string, Print & { text: string }>()
const PRINTS_AT_MOST = 2_000

function printOf({ passageId, text }: Hit): Print {
  const known = prints.get(passageId)
  if (known?.text === text) return known
  if (prints.size >= PRINTS_AT_MOST) prints.clear()
  const made = { text, shingles: shinglesOf(text), numbers: numbersOf(text) }
  prints.set(passageId, made)
  return made
}

/** Texts that differ in a number say two things, however alike they are. */
function isSame(a: Seen, b: Seen): boolean {
  return a.hit.language === b.hit.language && a.numbers === b.numbers && likeness(a.shingles, b.shingles) >= SAME_FROM
}

const numbersOf = (text: string): string => [...new Set(text.match(/\d+/g))].sort().join(' ')

/** None of a text without words. */
function shinglesOf(text: string): Set<number> {
  const words = (text.toLowerCase().match(WORD) ?? []).slice(0, WORDS_AT_MOST).map(hashOf)
  const shingles = new Set<number>()
  if (words.length === 0) return shingles
  for (let i = 0; i < Math.max(1, words.length - SHINGLE + 1); i++) {
    let hash = 0
    for (let j = i; j < Math.min(words.length, i + SHINGLE); j++) hash = (Math.imul(hash, PRIME) + words[j]!) | 0
    shingles.add(hash)
  }
  return shingles
}

const PRIME = 16_777_619

/** FNV-1a, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME)
  return hash
}

/** Jaccard's coefficient; a text without words is like no other. */
function likeness(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || Math.min(a.size, b.size) < SAME_FROM * Math.max(a.size, b.size)) return 0
  let common = 0
  for (const shingle of a) if (b.has(shingle)) common++
  return common / (a.size + b.size - common)
}
