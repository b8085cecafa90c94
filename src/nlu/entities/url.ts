import { type EntityFinder, entityAt } from './entity-finder.ts'

/** Ends at a space, at Han and at the marks that close a sentence around an address. */
const ADDRESS =
  /(?<![a-z0-9@._-])(?:https?:\/\/|www\.)[a-z0-9][a-z0-9.-]{0,252}(?::\d{1,5})?(?:[/?#][^\s|\p{Script=Han}"'<>，。！？；、（）《》“”]{0,1500})?/giu
/** Without a scheme only under endings that are no words: "shop.example.com/a" is one, "ok.thanks" is none. */
const BARE =
  /(?<![a-z0-9@._/-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}(?:com|cn|net|org|edu|gov|io|co\.uk|com\.cn|shop|app|dev|info|example)(?![a-z0-9@-]|\.[a-z0-9])(?:\/[^\s|\p{Script=Han}"'<>，。！？；、（）《》“”]{0,1500})?/giu
/** Punctuation behind an address belongs to the sentence. */
const TRAILING = /[.,;:!?)\]}*]+$/

/** Web addresses; the value is the address as a browser would ask for it, `https` where no scheme is named. */
export const findUrls: EntityFinder = text =>
  [ADDRESS, BARE].flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(match => {
      const word = match[0].replace(TRAILING, '')
      const value = hrefOf(word)
      return value === undefined ? [] : [entityAt(text, 'url', match.index, match.index + word.length, value)]
    }),
  )

/** Source: WHATWG URL, as Node.js has it. */
function hrefOf(word: string): string | undefined {
  const address = /^https?:/i.test(word) ? word : `https://${word}`
  return URL.canParse(address) ? new URL(address).href : undefined
}
