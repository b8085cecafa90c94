/** Where a question's words stand in a text. */
import { normalize } from '../text/normalize.ts'
import { tokenize } from '../text/tokens.ts'

/** A word of a text: Latin letters and digits, or a run of Han characters. */
const WORD = /[\p{Script=Latin}\d][\p{Script=Latin}\d'_-]*|\p{Script=Han}+/gu

/** UTF-16 offsets, from and up to, in order and apart. Stop words are not marked; English words are found by their stem. */
export function marksOf(query: string, text: string): [number, number][] {
  const tokens = tokenize(query, { search: true }).filter(token => !token.stop)
  const stems = new Set(tokens.filter(token => token.kind !== 'han').map(token => token.stem))
  const han = tokens.filter(token => token.kind === 'han' && token.word.length > 1).map(token => token.word)
  const found: [number, number][] = []
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (/\p{Script=Han}/u.test(word)) for (const each of han) addAll(found, word, each, index)
    else if (tokenize(normalize(word)).some(token => stems.has(token.stem))) found.push([index, index + word.length])
  }
  return joined(found)
}

function addAll(found: [number, number][], run: string, word: string, offset: number): void {
  for (let at = run.indexOf(word); at >= 0; at = run.indexOf(word, at + 1))
    found.push([offset + at, offset + at + word.length])
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
