import { type EntityFinder, halfWidth } from './entity-finder.ts'

/** The shape mail servers accept in practice (RFC 5321 lengths), not RFC 5322 in full. */
const EMAIL =
  /(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![a-z0-9])/gi

/** E-mail addresses; the value is in lower case. */
export const findEmails: EntityFinder = text =>
  [...halfWidth(text).matchAll(EMAIL)].map(match => {
    const [start, end] = [match.index, match.index + match[0].length]
    return { kind: 'email', text: text.slice(start, end), start, end, value: match[0].toLowerCase() }
  })
