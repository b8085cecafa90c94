/**
 * How angry a text sounds: a transparent scorer, no model. Wordings of our own lists count with their weight where they
 * are not denied, not about others and not praise; shouting and insisting add to them. Measured by `npm run bench:anger`.
 */
import { ANGER_EN } from './lexicon-en.ts'
import { ANGER_ZH } from './lexicon-zh.ts'
import type { Lexicon, Sign } from './sign.ts'

export interface Anger {
  /** 0 (calm) to 1. */
  score: number
  /** What was found, heaviest first. */
  signs: Sign[]
}

/** Longest part of a text that is looked at, in UTF-16 code units. */
const SCANNED = 1000
/** What is left of a wording's weight in a clause that thanks, praises or laughs; that speaks of others; that only asks. */
const FRIENDLY = 0.45
const OF_OTHERS = 0.3
const ASKING = 0.45
/** Denied is denied: "not angry" says no less than nothing. */
const CHARS_BEFORE = 24
const SHOWN = 4

const HAN = /\p{Script=Han}/u

/** `normalized` is the text in simplified Chinese and lower case; slips put right there may hide a curse, so both are read. */
export function angerOf(text: string, normalized = text): Anger {
  const shape = shapeOf(text.slice(0, SCANNED))
  const raw = plain(text)
  const worded = heavier(wordsOf(raw), normalized === raw ? [] : wordsOf(plain(normalized)))
  const friendly = isFriendly(raw)
  const signs = [...worded, ...shape.map(sign => (friendly ? { ...sign, weight: sign.weight * FRIENDLY } : sign))]
  // Shouting alone is joy as often as anger; beside a wording it counts in full.
  const counted = worded.length > 0 ? signs : signs.map(sign => ({ ...sign, weight: sign.weight / 2 }))
  const score = 1 - counted.reduce((left, { weight }) => left * (1 - weight), 1)
  return { score, signs: [...counted].sort((a, b) => b.weight - a.weight).slice(0, SHOWN) }
}

const plain = (text: string): string =>
  text
    .slice(0, SCANNED)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .trim()

const sum = (signs: readonly Sign[]) => signs.reduce((all, { weight }) => all + weight, 0)
const heavier = (a: Sign[], b: Sign[]): Sign[] => (sum(b) > sum(a) ? b : a)

function isFriendly(text: string): boolean {
  return ANGER_EN.friendly.test(text) || (HAN.test(text) && ANGER_ZH.friendly.test(text))
}

function wordsOf(text: string): Sign[] {
  const chinese = HAN.test(text)
  const signs = [...(chinese ? signsIn(text, ANGER_ZH) : []), ...(/[a-z]/.test(text) ? signsIn(text, ANGER_EN) : [])]
  return eachOnce(signs)
}

/** The same words may stand in two lists, or one wording within another: the heaviest counts. */
function eachOnce(signs: readonly Sign[]): Sign[] {
  const kept: Sign[] = []
  for (const sign of [...signs].sort((a, b) => b.weight - a.weight)) {
    if (!kept.some(({ text }) => text.includes(sign.text) || sign.text.includes(text))) kept.push(sign)
  }
  return kept
}

function signsIn(text: string, lexicon: Lexicon): Sign[] {
  return text
    .split(lexicon.clauses)
    .filter(clause => clause.trim() !== '')
    .flatMap(clause => signsOfClause(clause.trim(), lexicon))
}

function signsOfClause(clause: string, lexicon: Lexicon): Sign[] {
  const left =
    (lexicon.friendly.test(clause) ? FRIENDLY : 1) *
    (lexicon.aboutOthers.test(clause) ? OF_OTHERS : 1) *
    (lexicon.asking.test(clause) ? ASKING : 1)
  return lexicon.entries.flatMap(({ kind, weight, pattern }) =>
    [...clause.matchAll(pattern)].flatMap(match => {
      const before = clause.slice(Math.max(0, match.index - CHARS_BEFORE), match.index)
      return lexicon.denied.test(before) ? [] : [{ kind, text: match[0], weight: weight * left }]
    }),
  )
}

/** Exclamation marks in a row, question marks in a row, and capitals where others would write small. */
function shapeOf(text: string): Sign[] {
  const wide = text.normalize('NFKC')
  const signs: Sign[] = []
  const marks = wide.match(/[!?]{2,}/g) ?? []
  const longest = marks.reduce((most, run) => Math.max(most, run.length), 0)
  if (longest >= 2) signs.push({ kind: 'insistence', text: marks.join(' '), weight: longest >= 3 ? 0.3 : 0.2 })
  const words = wide.match(/\b[A-Za-z][A-Za-z']+\b/g) ?? []
  const loud = words.filter(word => word === word.toUpperCase())
  if (loud.length >= 2 && loud.some(word => word.length > 3)) {
    const all = loud.length / words.length >= 0.5
    signs.push({ kind: 'shouting', text: loud.slice(0, 4).join(' '), weight: all ? 0.35 : 0.2 })
  }
  return signs
}
