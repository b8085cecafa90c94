import { type EntityFinder, entityAt, overlaps } from './entity-finder.ts'
import { AMOUNT, DIGIT_NUMERAL, readAmount, readNumeral } from './numeral.ts'

const BEFORE: Readonly<Record<string, string>> = {
  '¥': 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  hk$: 'HKD',
  '€': 'EUR',
  eur: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
}
const AFTER: Readonly<Record<string, string>> = {
  元: 'CNY',
  块钱: 'CNY',
  块: 'CNY',
  人民币: 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  yuan: 'CNY',
  美元: 'USD',
  美金: 'USD',
  usd: 'USD',
  dollars: 'USD',
  dollar: 'USD',
  bucks: 'USD',
  欧元: 'EUR',
  euros: 'EUR',
  euro: 'EUR',
  eur: 'EUR',
  英镑: 'GBP',
  pounds: 'GBP',
  gbp: 'GBP',
  港币: 'HKD',
  港元: 'HKD',
  hkd: 'HKD',
}
const LONGEST_FIRST = (words: string[]) =>
  words
    .sort((a, b) => b.length - a.length)
    .map(word => word.replace('$', '\\$'))
    .join('|')
const PREFIXED = new RegExp(
  String.raw`(?<![a-z])(${LONGEST_FIRST(Object.keys(BEFORE))}) ?(${DIGIT_NUMERAL}(?: ?[-~–] ?${DIGIT_NUMERAL})?)(?!\d)`,
  'gi',
)
/** 三块五, 3块5 and 3块5毛 are 3.50; a bare 一块 is "together" or a piece. */
const SUFFIXED = new RegExp(
  String.raw`(?<!\d[.,])(?<![\d第])(?!一块(?!钱))(${AMOUNT})[多来余]? ?(${LONGEST_FIRST(Object.keys(AFTER))})(?![a-z])` +
    '(?:([一二三四五六七八九1-9])(?![十百千万0-9.个件块元斤天号点次年月盒包袋瓶只份条张套])|([一二三四五六七八九1-9])[毛角])?',
  'gi',
)

/**
 * Amounts in zh and en: "¥199", "25.5元", "三百块", "$12", "twenty dollars", "1.2万元"; the value is like `CNY 25.50`, or
 * `CNY 100.00-200.00` from one to another.
 */
export const findMoney: EntityFinder = text => {
  const found = [...text.matchAll(PREFIXED)].flatMap(match =>
    amountAt(text, match, BEFORE[match[1]!.toLowerCase()]!, match[2]!),
  )
  for (const match of text.matchAll(SUFFIXED)) {
    const tenths = match[3] ?? match[4]
    for (const next of amountAt(text, match, AFTER[match[2]!.toLowerCase()]!, match[1]!, tenths))
      if (!found.some(other => overlaps(next, other))) found.push(next)
  }
  return found
}

function amountAt(text: string, match: RegExpExecArray, currency: string, words: string, tenths?: string) {
  const more = tenths === undefined ? 0 : Number(readNumeral(tenths)) / 10
  const amounts = readAmount(words)?.split('-') ?? []
  if (amounts.length === 0) return []
  const value = `${currency} ${amounts.map(amount => (Number(amount) + more).toFixed(2)).join('-')}`
  return [entityAt(text, 'money', match.index, match.index + match[0].length, value)]
}
