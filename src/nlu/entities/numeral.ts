/** Numbers as people write them: 1,200.5, 3.5万, 1.2k, 一百二十三, 两千五, 二〇二六, twenty three, half a dozen. */

/** Digits with or without thousands; the magnitude behind them is read too: 3.5万, 1.2k, 2 million. */
const DIGITS = String.raw`(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,6})?(?: ?(?:万亿|[万亿千百](?![一二三四五六七八九])|(?:k|thousand|million|billion)(?![a-z])))?`
const HAN = '[零〇一二两三四五六七八九十百千万亿]{1,16}(?:点[零〇一二三四五六七八九]{1,6})?'
const ONES = 'one two three four five six seven eight nine'.split(' ')
const TEENS = 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ')
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const SMALL = new Map([
  ...[...ONES, ...TEENS].map((word, i): [string, number] => [word, i + 1]),
  ...TENS.map((word, i): [string, number] => [word, (i + 2) * 10]),
  ['dozen', 12],
])
const BIG = new Map([
  ['k', 1e3],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
])
const WORD = `(?:${[...TEENS, ...TENS, ...ONES].join('|')}|hundred|thousand|million|billion)`
const ENGLISH = String.raw`(?<![a-z])(?:a (?=hundred|thousand|million))?${WORD}(?:(?:[ -]| and )${WORD}){0,10}(?![a-z])`

/** The source of an expression for one number in digits, Han or English words; for use with the flag `i`. */
const NUMERAL = `(?:${DIGITS}|${HAN}|${ENGLISH})`
const TO = '(?: ?[-~–—到至] ?| to )'
/** One number, or one to another: "3-5", 三到五, "two to three". Sources of expressions with bounded repetitions, as are the next ones. */
export const AMOUNT = `(?:${NUMERAL}${TO})?${NUMERAL}`
export const HAN_NUMERAL = HAN
export const DIGIT_NUMERAL = DIGITS
export const ENGLISH_NUMERAL = ENGLISH

const HAN_DIGITS = '零一二三四五六七八九'
const HAN_UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const MAGNITUDES: Readonly<Record<string, number>> = { 百: 1e2, 千: 1e3, 万: 1e4, 亿: 1e8, 万亿: 1e12 }
/** 两三, 三四, 七八: a number and the next one, meaning one of them. */
const EITHER = /^(?:一二|一两|两三|二三|三四|四五|五六|六七|七八|八九)$/

/** A cheap sign that there may be a number at all, or an article that stands for one. */
export const NUMERIC = new RegExp(`[\\d零〇一二两三四五六七八九十百千万亿半]|${WORD}|\\ban? |half`, 'i')

const RANGE = new RegExp(`^(${NUMERAL})${TO}(${NUMERAL})$`, 'i')

/** What matched AMOUNT: a plain decimal, or two with a hyphen between; undefined where it is none. */
export function readAmount(words: string): string | undefined {
  const range = RANGE.exec(words.trim())
  if (range === null) return readNumeral(words)
  const [from, to] = [readNumeral(range[1]!), readNumeral(range[2]!)]
  return from === undefined || to === undefined ? undefined : `${from}-${to}`
}

/** The number a word stands for, as a plain decimal; "2-3" for 两三; undefined where it is none ("千万", "hundred"). */
export function readNumeral(word: string): string | undefined {
  const lower = word.toLowerCase().trim()
  if (EITHER.test(lower)) return [...lower].map(digit => readHan(digit)).join('-')
  const value = /^\d/.test(lower) ? readDigits(lower) : /^[a-z]/.test(lower) ? readEnglish(lower) : readHan(lower)
  return value === undefined || !Number.isFinite(value) ? undefined : plain(value)
}

/** Without the noise of binary fractions: 1.2 * 1000 is 1200. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(15))
  return rounded >= 1e15 ? BigInt(rounded).toString() : String(rounded)
}

function readDigits(word: string): number {
  const [, digits, magnitude] = /^([\d.,]+) ?(.*)$/.exec(word)!
  return Number(digits!.replaceAll(',', '')) * (MAGNITUDES[magnitude!] ?? BIG.get(magnitude!) ?? 1)
}

/** 三百二十 -> 320; 两千五 -> 2500, as it is meant; 二〇二六 -> 2026; 三点五 -> 3.5. */
function readHan(word: string): number | undefined {
  const [whole = '', fraction] = word.replaceAll('两', '二').replaceAll('〇', '零').split('点')
  const value = /[十百千万亿]/.test(whole) ? readGrouped(whole) : readSpelt(whole)
  if (value === undefined || fraction === undefined) return value
  return Number(`${value}.${readSpelt(`一${fraction}`)!.toString().slice(1)}`)
}

/** Digit by digit. */
function readSpelt(word: string): number | undefined {
  return word === '' ? undefined : Number([...word].map(character => HAN_DIGITS.indexOf(character)).join(''))
}

/** By 亿 and 万, each group up to 9,999; "千万" and "万一" are words, not numbers. */
function readGrouped(word: string): number | undefined {
  if (/^[百千万亿]/.test(word)) return undefined
  let rest = word
  let sum = 0
  for (const [sign, factor] of [
    ['亿', 1e8],
    ['万', 1e4],
  ] as const) {
    const at = rest.indexOf(sign)
    if (at === -1) continue
    const group = readGrouped(rest.slice(0, at))
    if (group === undefined) return undefined
    sum += group * factor
    rest = rest.slice(at + 1)
    // 三万五 is 35,000.
    if (/^[一二三四五六七八九]$/.test(rest)) return sum + (HAN_DIGITS.indexOf(rest) * factor) / 10
  }
  return /[万亿]/.test(rest) ? undefined : sum + readSection(rest)
}

function readSection(word: string): number {
  let sum = 0
  let digit = 0
  let unit = 10
  for (const character of word) {
    const known = HAN_UNITS[character]
    if (known === undefined) {
      digit = HAN_DIGITS.indexOf(character)
      if (character === '零') unit = 10
      continue
    }
    sum += (digit || 1) * known
    digit = 0
    unit = known
  }
  return sum + digit * (sum > 0 && unit > 10 && !word.includes('零') ? unit / 10 : 1)
}

/** two hundred and five -> 205; twenty three and twenty-three -> 23. */
function readEnglish(word: string): number | undefined {
  let sum = 0
  let group: number | undefined
  for (const part of word.replace(/^a /, 'one ').split(/[ -]+/)) {
    if (part === 'and') continue
    const big = BIG.get(part)
    const small = SMALL.get(part)
    if (small !== undefined) group = addSmall(group, small)
    else if (group === undefined) return undefined
    else if (part === 'hundred') group *= 100
    else if (big !== undefined) [sum, group] = [sum + group * big, 0]
    if (Number.isNaN(group)) return undefined
  }
  return group === undefined ? undefined : sum + group
}

/** "twenty three", not "three twenty" and not "two three". */
function addSmall(group: number | undefined, small: number): number {
  if (group === undefined || group % 100 === 0) return (group ?? 0) + small
  return group % 10 === 0 && group % 100 >= 20 && small < 10 ? group + small : Number.NaN
}
