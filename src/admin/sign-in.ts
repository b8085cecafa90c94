/** Signing in and out, and the sessions that come of it: use cases without HTTP. */
import { createHash, randomBytes } from 'node:crypto'
import type { Bus } from '../bus.ts'
import type { Db } from '../db.ts'
import { InvalidInput, Unauthenticated } from '../errors.ts'
import { type Agent, findByEmail, readAgent, setPasswordHash } from './agent.store.ts'
import type { Passwords } from './password.ts'
import type { SecondFactors } from './second-factor.ts'
import {
  type AgentInSession,
  deleteSession,
  deleteSessions,
  findBySession,
  forgiveFactor,
  insertSession,
  listSessions,
  touchSession,
} from './session.store.ts'
import { countAttempt, forgiveAttempt, type Trier } from './sign-in-attempt.store.ts'
import { demandsFactor } from './sign-in-rules.ts'

export const SESSION_HOURS = 24 * 7

export interface Credentials {
  email: string
  password: string
  /** Of the second factor, or a recovery code. */
  code?: string | undefined
}

/** Where a request comes from. */
export interface Device {
  address: string
  userAgent: string
}

/** A new session. */
export interface Opened {
  agent: Agent & Pick<AgentInSession, 'owesFactor'>
  token: string
}

export type SignIn = ReturnType<typeof createSignIn>

export interface SignInDeps {
  db: Db
  bus: Bus
  factors: SecondFactors
  passwords: Passwords
}

export function createSignIn({ db, bus, factors, passwords }: SignInDeps) {
  const announce = (agent: { tenantId: string; id: string }) =>
    bus.publish({ kind: 'agent', tenantId: agent.tenantId, agentId: agent.id })

  /**
   * Counted before it is looked at, by address and account; the same time and answer for an unknown e-mail, a wrong
   * password and a disabled account. That a code is needed is told to whom the password is known.
   * @throws Unauthenticated `bad_credentials`, `second_factor_needed`, `second_factor_wrong`; TooMany `rate_limited`.
   */
  async function signIn(credentials: Credentials, device: Device): Promise<Opened> {
    const address: Trier = { scope: 'address', name: device.address }
    const account: Trier = { scope: 'account', name: credentials.email }
    await countAttempt(db, address)
    await countAttempt(db, account)
    const agent = await authenticate(credentials)
    const codeAsked = await factors.isOn(agent)
    if (codeAsked) {
      if (credentials.code === undefined) {
        await Promise.all([forgiveAttempt(db, address), forgiveAttempt(db, account)])
        throw codeNeeded()
      }
      if (!(await factors.take(agent, credentials.code))) throw codeWrong()
    }
    await forgiveAttempt(db, address)
    return open(agent, device, codeAsked)
  }

  async function authenticate({ email, password }: Credentials): Promise<Agent> {
    const found = await findByEmail(db, email)
    const right = await passwords.verify(password, found?.passwordHash)
    if (found === undefined || !right || found.disabled) throw badCredentials()
    return readAgent(db.tenant(found.tenantId), found.id)
  }

  /** A session for somebody who has shown who he is; it owes a second factor where his role demands one that he has not shown. */
  async function open(agent: Agent, { address, userAgent }: Device, codeShown = false): Promise<Opened> {
    const token = randomBytes(32).toString('base64url')
    const tenant = db.tenant(agent.tenantId)
    const owesFactor = !codeShown && (await demandsFactor(tenant, agent.role))
    await insertSession(tenant, agent.id, hashToken(token), SESSION_HOURS, userAgent.slice(0, 300), address, owesFactor)
    return { agent: { ...agent, owesFactor }, token }
  }

  /** @throws Unauthenticated `not_signed_in`. */
  async function bySession(token: string | undefined, address: string): Promise<AgentInSession> {
    const found = token === undefined ? undefined : await findBySession(db, hashToken(token), address)
    if (found === undefined)
      throw new Unauthenticated('not_signed_in', 'Please sign in.', { remedy: 'Sign in at /desk.' })
    const { stale, ...agent } = found
    if (stale) await touchSession(db.tenant(agent.tenantId), agent.sessionId, address)
    return agent.owesFactor ? { ...agent, owesFactor: await stillOwes(agent) } : agent
  }

  /** Once nothing is demanded of him any more, the session is a whole one for good, like any that begins then. */
  async function stillOwes(agent: AgentInSession): Promise<boolean> {
    const tenant = db.tenant(agent.tenantId)
    if ((await demandsFactor(tenant, agent.role)) || (await factors.isOn(agent))) return true
    await forgiveFactor(tenant, agent.sessionId)
    return false
  }

  /** Ends one session, or all, or all but one; open sockets of it close. @throws NotFound `session_not_found`. */
  async function revoke(
    agent: { tenantId: string; id: string },
    which: { sessionId: string } | { exceptSessionId: string | undefined },
  ): Promise<void> {
    const tenant = db.tenant(agent.tenantId)
    if ('sessionId' in which) await deleteSession(tenant, agent.id, which.sessionId)
    else await deleteSessions(tenant, agent.id, which.exceptSessionId)
    announce(agent)
  }

  /** @throws InvalidInput `password_wrong`; TooMany `rate_limited`. */
  async function checkPassword(agent: Agent, password: string): Promise<void> {
    const account: Trier = { scope: 'account', name: agent.email }
    await countAttempt(db, account)
    const found = await findByEmail(db, agent.email)
    if (found === undefined || !(await passwords.verify(password, found.passwordHash))) throw passwordWrong()
    await forgiveAttempt(db, account)
  }

  /** Other sessions of his end. @throws InvalidInput `password_wrong` or `password_weak`; TooMany `rate_limited`. */
  async function changePassword(agent: AgentInSession, current: string, next: string): Promise<void> {
    await checkPassword(agent, current)
    const hash = await passwords.hash(next)
    await db.tenant(agent.tenantId).transaction(async tx => {
      await setPasswordHash(tx, agent.id, hash)
      await deleteSessions(tx, agent.id, agent.sessionId)
    })
    announce(agent)
  }

  return {
    signIn,
    open,
    bySession,
    signOut: (agent: AgentInSession) => revoke(agent, { sessionId: agent.sessionId }),
    revoke,
    checkPassword,
    changePassword,
    sessions: (tenantId: string, agentId: string) => listSessions(db.tenant(tenantId), agentId),
  }
}

/** Only the hash is stored: a stolen backup opens no session. */
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

const badCredentials = (): Unauthenticated =>
  new Unauthenticated('bad_credentials', 'E-mail or password is not right.', {
    remedy: 'Type both again, or ask an administrator: npx yingda user reset-password EMAIL.',
  })

const codeNeeded = (): Unauthenticated =>
  new Unauthenticated('second_factor_needed', 'This account asks for a code beside the password.', {
    remedy: 'Send it as “code”: from the authenticator app, or a recovery code.',
  })

const codeWrong = (): Unauthenticated =>
  new Unauthenticated('second_factor_wrong', 'This code is not right, or was used already.', {
    remedy: 'Wait for the next one in the app, or use a recovery code.',
  })

const passwordWrong = (): InvalidInput =>
  new InvalidInput('password_wrong', 'The current password is not right.', { remedy: 'Type it again.' })
