/**
 * What a page says of its visitor, and what of it the host's server has signed: HMAC-SHA256, in hex, with the inbox's
 * identity key, over the user's id, then `expires` and then `signedAttributes` where they are given, each after a line feed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Forbidden, InvalidInput } from '../errors.ts'
import type { Identification } from '../protocol.ts'
import { checkAttributes, type GivenAttributes } from './attributes.ts'

export interface Proven {
  /** The user's id, when the signature proves it. */
  id: string | undefined
  /** Covered by the signature. */
  signed: GivenAttributes
  /** Said by the browser. */
  said: GivenAttributes
}

/**
 * The signature that the host's server makes, in hex; `expires` in seconds since 1970. The forms never meet: an id has no
 * line feed, and JSON of an object does not begin with a number.
 */
export function signIdentity(key: string, id: string, signedAttributes?: string, expires?: number): string {
  const text = [id, expires, signedAttributes].filter(part => part !== undefined).join('\n')
  return createHmac('sha256', key).update(text, 'utf8').digest('hex')
}

/**
 * By any of the keys. Without one, nothing is proven, and all of it is what a browser says. `now` in ms since 1970.
 * @throws InvalidInput `identity_incomplete`, `attribute_…`; Forbidden `identity_signature_wrong`, `…_expired`.
 */
export function prove(keys: readonly string[], given: Identification, now = Date.now()): Proven {
  const { id, signature, signedAttributes, expires } = given
  const said = checkAttributes(given.attributes ?? {})
  const signed = checkAttributes(parse(signedAttributes))
  if (keys.length === 0) return { id: undefined, signed: {}, said: { ...said, ...signed } }
  if (id === undefined && signature === undefined && signedAttributes === undefined) return { id, signed, said }
  if (id === undefined || signature === undefined) throw incomplete()
  if (!keys.some(key => isSame(signature, signIdentity(key, id, signedAttributes, expires)))) throw wrong()
  if (expires !== undefined && expires * 1000 <= now) throw expired()
  return { id, signed, said }
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given.toLowerCase(), 'utf8'), Buffer.from(right, 'utf8')]
  return one.length === other.length && timingSafeEqual(one, other)
}

function parse(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw unreadable(cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable()
  return value as Record<string, unknown>
}

const incomplete = (): InvalidInput =>
  new InvalidInput('identity_incomplete', 'A user is known by an id together with its signature.', {
    remedy: 'Let your server sign the id: see docs/embed.md.',
  })

const wrong = (): Forbidden =>
  new Forbidden('identity_signature_wrong', 'The signature does not fit this id and this inbox. Nothing was stored.', {
    remedy: "Sign on your server with the inbox's identity key, exactly the text that the page passes on.",
  })

const expired = (): Forbidden =>
  new Forbidden('identity_signature_expired', 'The signature was right, and its time is over. Nothing was stored.', {
    remedy: 'Sign anew for each page, and let `expires` (seconds since 1970) be later than a page stays open.',
  })

const unreadable = (cause?: unknown): InvalidInput =>
  new InvalidInput('attributes_unreadable', 'signedAttributes is the JSON text of an object.', { cause })
