import { type EntityFinder, entityAt } from './entity-finder.ts'

/** The shape mail servers accept in practice (RFC 5321 lengths), not RFC 5322 in full. */
const EMAIL =
  /(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}(?![a-z0-9])/gi

/** E-mail addresses; the value is in lower case. */
export const findEmails: EntityFinder = text =>
  [...text.matchAll(EMAIL)].map(match =>
    entityAt(text, 'email', match.index, match.index + match[0].length, match[0].toLowerCase()),
  )
