import { type EntityFinder, halfWidth } from './entity-finder.ts'

const NUMBER = String.raw`\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}(?:\.\d{1,4})?`
const HAN_NUMBER = '[零一二两三四五六七八九十百千万]{1,12}'
const BEFORE: Readonly<Record<string, string>> = {
  '¥': 'CNY',
  '￥': 'CNY',
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
  塊錢: 'CNY',
  块: 'CNY',
  塊: 'CNY',
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
  歐元: 'EUR',
  euros: 'EUR',
  euro: 'EUR',
  eur: 'EUR',
  英镑: 'GBP',
  英鎊: 'GBP',
  pounds: 'GBP',
  gbp: 'GBP',
  港币: 'HKD',
  港元: 'HKD',
  港幣: 'HKD',
  hkd: 'HKD',
}
const LONGEST_FIRST = (words: string[]) =>
  words
    .sort((a, b) => b.length - a.length)
    .map(word => word.replace('$', '\\$'))
    .join('|')
const PREFIXED = new RegExp(
  `(?<![a-z])(${LONGEST_FIRST(Object.keys(BEFORE))}) ?(${NUMBER})(?![\\d])( ?万| ?k(?![a-z]))?`,
  'gi',
)
const SUFFIXED = new RegExp(
  `(?<![\\d.,])(${NUMBER}|${HAN_NUMBER})( ?万| ?k)? ?(${LONGEST_FIRST(Object.keys(AFTER))})(?![a-z])`,
  'gi',
)
const DIGITS = '零一二三四五六七八九'
const UNITS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }

/** Amounts in zh and en: "¥199", "25.5元", "三百块", "$12", "20 dollars", "1.2万元"; the value is like `CNY 25.50`. */
export const findMoney: EntityFinder = text => {
  const plain = halfWidth(text)
  const found = [...plain.matchAll(PREFIXED)].map(match =>
    entity(text, match, BEFORE[match[1]!.toLowerCase()]!, match[2]!, match[3]),
  )
  for (const match of plain.matchAll(SUFFIXED)) {
    const next = entity(text, match, AFTER[match[3]!.toLowerCase()]!, match[1]!, match[2])
    if (!found.some(other => next.start < other.end && other.start < next.end)) found.push(next)
  }
  return found.sort((a, b) => a.start - b.start)
}

function entity(text: string, match: RegExpExecArray, currency: string, number: string, times: string | undefined) {
  const factor = times === undefined ? 1 : times.trim() === '万' ? 10_000 : 1000
  const amount = (/\d/.test(number) ? Number(number.replaceAll(',', '')) : readHanNumber(number)) * factor
  const [start, end] = [match.index, match.index + match[0].length]
  return { kind: 'money' as const, text: text.slice(start, end), start, end, value: `${currency} ${amount.toFixed(2)}` }
}

/** 三百二十 -> 320; 两千五 -> 2005 is read as 2500, as it is meant. */
function readHanNumber(word: string): number {
  const [high, low] = word.includes('万') ? word.split('万') : ['', word]
  return (high ? readSection(high) : 0) * 10_000 + readSection(low ?? '')
}

function readSection(word: string): number {
  let sum = 0
  let digit = 0
  let unit = 10
  for (const character of word.replaceAll('两', '二')) {
    const known = UNITS[character]
    if (known === undefined) {
      digit = DIGITS.indexOf(character)
      if (character === '零') unit = 10
      continue
    }
    sum += (digit || 1) * known
    digit = 0
    unit = known
  }
  return sum + digit * (sum > 0 && unit > 10 && !word.includes('零') ? unit / 10 : 1)
}
