import { type EntityFinder, entityAt } from './entity-finder.ts'
import { DIGIT_NUMERAL, ENGLISH_NUMERAL, HAN_NUMERAL, readNumeral } from './numeral.ts'

/** Not inside a code, a version, a fraction or an address. */
const DIGITS = new RegExp(
  String.raw`(?<!\d[.,:/-])(?<![\d./#_a-z+-])-?(?!0\d)(${DIGIT_NUMERAL})(?![\d/_%℃°]|[.,:-]\d|-?[a-z])`,
  'gi',
)
const ENGLISH = new RegExp(ENGLISH_NUMERAL, 'gi')
/** 一百二十三 and 两千五: with a unit inside, so that 一二 and 万一 are none. */
const HAN = new RegExp(`(?<![第初月十百千万亿零〇一二两三四五六七八九])(?:${HAN_NUMERAL})`, 'g')
/** What follows a number that is a label, a time or a rank: 3楼, 24小时, 7天, 15号, 3次, "15 Pro", "2nd". */
const COUNTED =
  /^ ?(?:[天日年月周号點点分秒时時岁楼层室级代期折次遍度线栋季]|个?小时|个?钟头|个?月|个?星期|个?礼拜|个?工作日|世纪|x\d|(?:hours?|hrs?|days?|weeks?|months?|years?|minutes?|mins?|seconds?|pm|am|pro|max|plus|ultra|mini|th|st|nd|rd)(?![a-z]))/i
/** A number after a name of a thing is part of the name: "iPhone 15", 小米14, "Windows 11", "version 3". */
const NAMED =
  /(?:[a-z]+[A-Z][a-zA-Z]*|[A-Z]{2,}[a-z]*|[a-z] [A-Z][a-z]+|(?:iphone|ipad|galaxy|pixel|mate|nova|redmi|windows|android|ios|playstation|version|model|type|level|chapter|page|step|floor|room|小米|华为|荣耀|红米|苹果|型号|版本|第|周|星期|礼拜|[A-Z]座|[楼栋]))[ -]?$/
/** Alone these are pronouns and articles more often than numbers: "this one". */
const PRONOUN = /^(?:one|hundred|thousand|million|billion)$/i
const LOOKED_BACK = 24

/** Numbers that count nothing named: 一百二十三, 3.5万, 1.2k, "twenty three"; the value is a plain decimal, `2-3` for 两三. */
export const findNumbers: EntityFinder = text => {
  const found = [DIGITS, ENGLISH, HAN].flatMap(pattern =>
    [...text.matchAll(pattern)].filter(match => isNumber(text, match, pattern)),
  )
  return found.flatMap(match => {
    const negative = match[0].startsWith('-')
    const value = readNumeral(negative ? match[0].slice(1) : match[0])
    if (value === undefined) return []
    return [entityAt(text, 'number', match.index, match.index + match[0].length, negative ? `-${value}` : value)]
  })
}

function isNumber(text: string, match: RegExpExecArray, pattern: RegExp): boolean {
  const [word, start] = [match[0], match.index]
  if (COUNTED.test(text.slice(start + word.length, start + word.length + 12))) return false
  const before = text.slice(Math.max(0, start - LOOKED_BACK), start)
  if (pattern === HAN) return isHanNumber(word, text[start + word.length])
  if (pattern === ENGLISH) return !PRONOUN.test(word)
  return !NAMED.test(before)
}

/** 十分, 百度, 千万, 万一 and 一般 are words: a number has a unit and a digit before it, or is longer. */
function isHanNumber(word: string, next = ''): boolean {
  if (!/[十百千万亿点]/.test(word) || word.length < 2) return false
  return word + next !== '十分'
}
