import { readFileSync } from 'node:fs'
import { chineseWords } from '../../text/tokens.ts'
import { type EntityFinder, entityAt } from './entity-finder.ts'
import { createPhraseTrie, type Found, type PhraseTrie } from './phrase-trie.ts'

/** Read at the first message: 600 places, 5 ms. */
let places: PhraseTrie<string> | undefined

/** Names that are words of their own when they are not written with a capital: "china cup", "turkey sandwich", "us". */
const WORDS =
  /^(?:china|turkey|chad|jordan|georgia|guinea|mali|cuba|jersey|us|niger|togo|man|aba|ili|hami|dali|oman|peru|korea|america|benin|altay|guam|reunion|pu'er)$/
/** "in the US"; "U.S." and "US" but not "us" and "Us". */
const CAPITALS = /^us$/i
const HAN = /\p{Script=Han}/u
const LATIN = /^[a-z]/i
/** Longest run of Han that is cut into words around a name, in characters on each side. */
const AROUND = 12

/**
 * Places by list in zh and en: countries and regions (ISO 3166-1: `FR`), provinces and prefectures of China (GB/T 2260:
 * `CN-330100`). 浙江省杭州市 is one place, the smaller one. Source: places.tsv.
 */
export const findPlaces: EntityFinder = text => {
  places ??= createPhraseTrie(readPlaces())
  const found = places.find(text).filter(place => isPlace(text, place))
  return joined(text, found).map(({ start, end, meaning }) => entityAt(text, 'place', start, end, meaning))
}

function* readPlaces(): Generator<[string, string]> {
  for (const line of readFileSync(new URL('./places.tsv', import.meta.url), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [code, chinese = '', english = ''] = line.split('\t')
    for (const name of [...chinese.split('|'), ...english.split('|')]) if (name !== '') yield [name, code!]
  }
}

function isPlace(text: string, { start, end }: Found<string>): boolean {
  const name = text.slice(start, end)
  if (CAPITALS.test(name)) return name === 'US'
  if (LATIN.test(name)) return /^[A-Z]/.test(name) || !WORDS.test(name)
  return !HAN.test(name) || isWordIn(text, start, end)
}

/** 东西安装 has no 西安 in it: the borders of the name are borders of words. */
function isWordIn(text: string, start: number, end: number): boolean {
  let from = start
  let to = end
  while (from > Math.max(0, start - AROUND) && HAN.test(text[from - 1]!)) from--
  while (to < Math.min(text.length, end + AROUND) && HAN.test(text[to]!)) to++
  if (from === start && to === end) return true
  const borders = new Set([from])
  let at = from
  for (const word of chineseWords(text.slice(from, to))) {
    at += word.length
    borders.add(at)
  }
  return borders.has(start) && borders.has(end)
}

/** A province with its city right behind it, or a city before its province or country in English. */
function joined(text: string, found: readonly Found<string>[]): Found<string>[] {
  const places: Found<string>[] = []
  for (const place of found) {
    const last = places.at(-1)
    const gap = last && text.slice(last.end, place.start)
    if (last !== undefined && gap === '' && holds(last.meaning, place.meaning)) {
      Object.assign(last, { end: place.end, meaning: place.meaning })
    } else if (last !== undefined && gap === ', ' && holds(place.meaning, last.meaning)) last.end = place.end
    else places.push({ ...place })
  }
  return places
}

/** Whether the place of the first code holds the other: CN holds CN-330000, which holds CN-330100. */
function holds(outer: string, inner: string): boolean {
  if (outer === inner) return false
  return inner.startsWith('CN-') && (outer === 'CN' || (outer.endsWith('0000') && inner.startsWith(outer.slice(0, 5))))
}
