/**
 * Who a visitor is: a signed token (JWT, HS256, RFC 7519) kept by his browser. It names the tenant, the inbox and the
 * contact; another browser has another contact and cannot read this one's history, unless the host's server has signed
 * that both are the same user (identify.ts).
 */
import { randomBytes } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { type Db, one } from '../db.ts'
import { Unauthenticated } from '../errors.ts'
import { newId } from '../id.ts'

export interface VisitorIdentity {
  tenantId: string
  inboxId: string
  contactId: string
}

export interface Identities {
  /** A token for a new anonymous visitor of an inbox, or for a contact of it. */
  issue(tenantId: string, inboxId: string, contactId?: string): Promise<{ token: string; visitor: VisitorIdentity }>
  /** @throws Unauthenticated `token_invalid` or `token_expired`. */
  verify(token: string): Promise<VisitorIdentity>
}

const ALGORITHM = 'HS256'
const AUDIENCE = 'yingda-visitor'
/** A visitor who comes back within a year finds his conversation. */
const LIFETIME = '365d'
const SECRET = 'visitor_token'

export function createIdentities(secret: Uint8Array): Identities {
  return {
    async issue(tenantId, inboxId, contactId = newId()) {
      const visitor = { tenantId, inboxId, contactId }
      const token = await new SignJWT({ tenant: tenantId, inbox: inboxId })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(visitor.contactId)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime(LIFETIME)
        .sign(secret)
      return { token, visitor }
    },
    async verify(token) {
      try {
        const { payload } = await jwtVerify(token, secret, { algorithms: [ALGORITHM], audience: AUDIENCE })
        const { sub, tenant, inbox } = payload
        if (sub === undefined || typeof tenant !== 'string' || typeof inbox !== 'string') throw invalid()
        return { tenantId: tenant, inboxId: inbox, contactId: sub }
      } catch (error) {
        if (error instanceof errors.JWTExpired) throw expired()
        throw error instanceof Unauthenticated ? error : invalid(error)
      }
    },
  }
}

/** The signing key of this installation: made at random at the first start and kept in the database. */
export async function readVisitorSecret(db: Db): Promise<Uint8Array> {
  await db.query('INSERT INTO server_secret (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    SECRET,
    randomBytes(32),
  ])
  const rows = await db.query<{ value: Uint8Array }>('SELECT value FROM server_secret WHERE name = $1', [SECRET])
  return new Uint8Array(one(rows).value)
}

const invalid = (cause?: unknown): Unauthenticated =>
  new Unauthenticated('token_invalid', 'The visitor token is not one of ours.', {
    remedy: 'Ask for a new one: POST /public/api/v1/inboxes/{inboxId}/sessions.',
    cause,
  })

const expired = (): Unauthenticated =>
  new Unauthenticated('token_expired', 'The visitor token has expired.', {
    remedy: 'Ask for a new one: POST /public/api/v1/inboxes/{inboxId}/sessions.',
  })
