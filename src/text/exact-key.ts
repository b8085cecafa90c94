import { normalize } from './normalize.ts'

const LONG_NUMBER = /[a-z]{0,4}\d{5,}/g
const NOT_WORDS = /[^\p{L}\p{N}\p{M}#]+/gu
/** Politeness at the beginning or end, which changes no meaning. */
const FRAME_START = /^(?:请问一下|请问|你好|您好|亲亲|亲|麻烦|hello|hi|hey|please|pls)+/
const FRAME_END = /(?:谢谢|谢了|please|pls|thanks|thankyou|呢|呀|啊)+$/
/** Longer texts are nobody's training line, in UTF-16 code units. */
const MAX_CHARS = 500

/**
 * What two wordings of the same sentence share: normalised, without punctuation, spaces and politeness, long numbers
 * as one. "请问，快递到哪了？" and "快递到哪了" have the same key. Empty when nothing is left.
 */
export function exactKey(text: string): string {
  if (text.length > MAX_CHARS) return ''
  const bare = normalize(text).replace(LONG_NUMBER, '#').replace(NOT_WORDS, '')
  const inner = bare.replace(FRAME_START, '').replace(FRAME_END, '')
  return inner === '' ? bare : inner
}
