/**
 * What can go wrong, in words a person can act on. Every error has a stable code, one sentence of cause and one of
 * remedy. Nothing here knows HTTP: `http/status.ts` is the one table that maps a kind to a status.
 */

export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'too_many'
  | 'unavailable'

export interface ErrorDetails {
  /** What to do about it, one sentence. */
  remedy?: string
  /** The offending value, shortened for display. */
  value?: unknown
  /** Named parameters for a client's own wording of the code. */
  params?: Record<string, string | number | boolean>
  cause?: unknown
}

/** The base of every expected failure. Anything else that is thrown is a bug. */
export class YingdaError extends Error {
  readonly kind: ErrorKind
  /** Stable, snake_case: part of the public contract. */
  readonly code: string
  readonly remedy: string | undefined
  readonly value: unknown
  readonly params: Record<string, string | number | boolean>

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.kind = kind
    this.code = code
    this.remedy = details.remedy
    this.value = shorten(details.value)
    this.params = details.params ?? {}
  }
}

/** The input is not of the shape or range that is asked for. */
export class InvalidInput extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('invalid', code, message, details)
  }
}

/** Nobody knows who is asking. */
export class Unauthenticated extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('unauthenticated', code, message, details)
  }
}

/** We know who is asking, and he may not. */
export class Forbidden extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('forbidden', code, message, details)
  }
}

/** The thing does not exist, or belongs to somebody else: the two look alike on purpose. */
export class NotFound extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('not_found', code, message, details)
  }
}

/** Somebody was first, or the same id came with another body. */
export class Conflict extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('conflict', code, message, details)
  }
}

export class TooLarge extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('too_large', code, message, details)
  }
}

/** More than the limit in the window; `params.retryAfterMs` says when to come back. */
export class TooMany extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('too_many', code, message, details)
  }
}

/** A part we depend on does not answer. */
export class Unavailable extends YingdaError {
  constructor(code: string, message: string, details?: ErrorDetails) {
    super('unavailable', code, message, details)
  }
}

const SHOWN_CHARS = 120

function shorten(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return value.length > SHOWN_CHARS ? `${value.slice(0, SHOWN_CHARS)}…` : value
}
