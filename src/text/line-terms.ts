/**
 * The words by which a line of a conversation is found at the desk, and those that a query asks for. A Chinese text is
 * found by any part of it, whatever a segmenter would make of it; an English word in each of its forms.
 */
import { normalize } from './normalize.ts'
import { isStopWord } from './stop-words.ts'
import { bigrams, tokenize } from './tokens.ts'

/** What a query asks for: each of these. */
export interface QueryTerm {
  term: string
  /** A longer word may begin with it; `term` itself counts as well. */
  begins?: string
}

/** A word that long is no word. */
const LONGEST = 60
/** Terms of one line, at most; a text of 4,000 characters has about so many. */
const MOST_TERMS = 4000
/** Of a query: more make no difference. */
const MOST_ASKED = 40
/** A telephone number is found by its last digits, from so many on. */
const LAST_DIGITS = 4
/** The beginning of an English word counts from so many letters on; a shorter one stands for itself. */
const LEAST_BEGINNING = 3

/** What a line is found by: words and their stems, numbers, pairs of Han characters, and the last one of each run. */
export function lineTerms(text: string): string[] {
  const normal = normalize(text)
  const lasts = hanRuns(normal).map(run => Array.from(run).at(-1)!)
  const latin = latinTokens(normal).flatMap(token => [token.stem, token.word])
  return bounded([...latin, ...bigrams(normal), ...lasts], MOST_TERMS)
}

/** What a contact is found by: his name, e-mail address, telephone number, also by its last digits, attributes, and the notes on him. */
export function contactTerms(details: ContactLine, notes = ''): string[] {
  const digits = (details.phone ?? '').replace(/\D/g, '')
  const ends = Array.from({ length: Math.max(0, digits.length - LAST_DIGITS + 1) }, (_, from) => digits.slice(from))
  return bounded([...lineTerms(contactLine(details)), ...ends, ...lineTerms(notes)], MOST_TERMS)
}

export interface ContactLine {
  name: string | null
  email: string | null
  phone: string | null
  /** Names and values as one text. */
  attributes?: string | null
}

/** A contact's details as one line, as it is shown when it is found. */
export const contactLine = ({ name, email, phone, attributes }: ContactLine): string =>
  [name, email, phone, attributes].filter(Boolean).join(' · ')

/**
 * What a query asks for. A run of Han stands as it is written; a single character may begin a pair. English stop words
 * do not count beside others. The last word may be the beginning of one: it is found while it is typed.
 */
export function queryTerms(query: string): QueryTerm[] {
  const normal = normalize(query)
  const tokens = latinTokens(normal)
  const telling = tokens.filter(token => !token.stop)
  const asked = telling.length > 0 || hanRuns(normal).length > 0 ? telling : tokens
  const endsInHan = /\p{Script=Han}$/u.test(normal)
  const latin = asked.map((token, index): QueryTerm => {
    const open = index === asked.length - 1 && !endsInHan && token.word.length >= LEAST_BEGINNING
    return open ? { term: token.stem, begins: token.word } : { term: token.stem }
  })
  const pairs = bigrams(normal).map(
    (pair): QueryTerm => (isSingle(pair) ? { term: pair, begins: pair } : { term: pair }),
  )
  const unique = new Map([...latin, ...pairs].map(one => [`${one.term} ${one.begins ?? ''}`, one]))
  return [...unique.values()].filter(one => one.term.length <= LONGEST).slice(0, MOST_ASKED)
}

/** Where a query's words stand in a text: UTF-16 offsets, from and up to, in order and apart. */
export function queryMarks(query: string, text: string): [number, number][] {
  const normal = normalize(query)
  const terms = queryTerms(query).filter(one => !/\p{Script=Han}/u.test(one.term))
  const shown = sameLength(text)
  const found: [number, number][] = []
  for (const run of hanRuns(normal)) addAll(found, shown, run)
  for (const { 0: word, index } of shown.matchAll(LATIN_WORD)) {
    if (terms.some(term => isForm(word, term))) found.push([index, index + word.length])
  }
  for (const { term } of terms) if (DIGITS.test(term) && term.length >= LAST_DIGITS) addAll(found, shown, term)
  return joined(found)
}

const LATIN_WORD = /[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{M}\p{N}']*/gu
const DIGITS = /^\p{N}+$/u

const hanRuns = (normal: string): string[] => normal.match(/\p{Script=Han}+/gu) ?? []
const isSingle = (pair: string): boolean => Array.from(pair).length === 1

/** Never the Chinese part: cutting it costs most, and is not asked for. */
function latinTokens(normal: string) {
  return tokenize(normal.replace(/\p{Script=Han}+/gu, ' ')).map(token => ({ ...token, stop: isStopWord(token.word) }))
}

function isForm(word: string, { term, begins }: QueryTerm): boolean {
  return latinTokens(normalize(word)).some(
    token => token.stem === term || (begins !== undefined && token.word.startsWith(begins)),
  )
}

/** As `normalize`, where it keeps each character at its place: a mark of it is a mark of the text. */
function sameLength(text: string): string {
  const narrow = text.replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
  const folded = normalize(narrow)
  if (folded.length === text.length) return folded
  const lower = narrow.toLowerCase()
  return lower.length === text.length ? lower : text
}

function addAll(found: [number, number][], text: string, word: string): void {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    found.push([at, at + word.length])
}

function joined(spans: readonly [number, number][]): [number, number][] {
  const apart: [number, number][] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = apart.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else apart.push([from, to])
  }
  return apart
}

function bounded(terms: readonly string[], most: number): string[] {
  return [...new Set(terms)].filter(term => term.length <= LONGEST).slice(0, most)
}
