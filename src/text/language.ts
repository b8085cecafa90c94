import type { Language } from '../message.ts'

/** `mixed` has both Chinese and English words; `other` has neither. */
export type ScriptLanguage = 'zh' | 'en' | 'mixed' | 'other'

/** Longest part of a text that is looked at, in UTF-16 code units: the language shows in far less. */
const SCANNED = 2000
/** Han characters a Chinese word has on average; turns characters into words, so that both sides are comparable. */
const HAN_PER_WORD = 1.7
/** Below this share of English words the few are names in a Chinese sentence, and the other way round above it. */
const MIXED_FROM = 0.12
const MIXED_TO = 0.85
/** Latin words that stand in a Chinese sentence without making it English. */
const LOANWORDS = new Set(
  'ok app wifi vip kg cm ml mm km pro max plus mini qq id pdf logo diy spa ins email ig vx web pc hi'.split(' '),
)

const ADDRESS = /https?:\/\/\S+|[\w.+-]{1,64}@[\w.-]+/g
const HAN = /\p{Script=Han}/gu
const FOREIGN =
  /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Thai}\p{Script=Hebrew}\p{Script=Greek}\p{Script=Devanagari}]/gu
const LATIN_LETTER = /\p{Script=Latin}/u
const LATIN_RUN = /[\p{Script=Latin}\p{N}][\p{Script=Latin}\p{N}'’]*/gu

/**
 * The language of a text, by the scripts of its words: on short zh and en texts as good as a statistical detector and
 * 20 times faster (STACK trap 6). Never throws; looks at the first 2,000 code units.
 *
 * In a Chinese sentence product names, acronyms, units and codes ("A4纸", "iPhone坏了", "USB线", "ok") are not English
 * words; "我的order到哪了" is mixed. Any text in Latin script counts as English, one in kana or Cyrillic as `other`.
 */
export function detectLanguage(text: string): ScriptLanguage {
  const scanned = text.slice(0, SCANNED).normalize('NFKC').replace(ADDRESS, ' ')
  const han = count(scanned, HAN)
  const foreign = count(scanned, FOREIGN)
  if (foreign > 0 && foreign >= han / 4 && foreign > count(scanned, LATIN_RUN)) return 'other'
  if (han === 0) return LATIN_LETTER.test(scanned) ? 'en' : 'other'
  const english = (scanned.match(LATIN_RUN) ?? []).filter(isEnglishWord).length
  const share = english / (english + han / HAN_PER_WORD)
  if (share < MIXED_FROM) return 'zh'
  return share > MIXED_TO ? 'en' : 'mixed'
}

/** The language to answer in: a text's own where it has one, Chinese for a mixed text (its frame is Chinese nearly always). */
export function spokenLanguage(language: ScriptLanguage, fallback: Language): Language {
  switch (language) {
    case 'zh':
    case 'mixed':
      return 'zh'
    case 'en':
      return 'en'
    case 'other':
      return fallback
    default:
      return language satisfies never
  }
}

/** "order", "Order", "I" are words; "iPhone", "USB", "A4", "kg" are names, acronyms, codes and loanwords. */
function isEnglishWord(run: string): boolean {
  if (run === 'I') return true
  return /^\p{L}?[\p{Ll}'’]+$/u.test(run) && run.length >= 2 && !LOANWORDS.has(run.toLowerCase())
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}
