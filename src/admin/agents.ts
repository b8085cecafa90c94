/** Agents and their sign-in: use cases without HTTP. */
import { createHash, randomBytes } from 'node:crypto'
import type { Bus } from '../bus.ts'
import type { Db, TenantDb } from '../db.ts'
import { Conflict, Forbidden, InvalidInput, Unauthenticated } from '../errors.ts'
import type { AgentAvailability } from '../protocol.ts'
import {
  type Agent,
  type AgentChange,
  countOwners,
  deleteSessions,
  findByEmail,
  findBySession,
  insertAgent,
  insertSession,
  listAgents,
  type NewAgent,
  readAgent,
  setAvailability,
  setPasswordHash,
  updateAgent,
} from './agent.store.ts'
import { DUMMY_HASH, generatePassword, hashPassword, verifyPassword } from './password.ts'

export const SESSION_HOURS = 24 * 7
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/

export interface AgentsDeps {
  db: Db
  bus: Bus
  /** Everything that the agent holds goes back to the queue. */
  releaseAll(db: TenantDb, agentId: string): Promise<void>
  /** What is offered to him goes to others; he keeps what he holds. */
  releaseOffers(db: TenantDb, agentId: string): Promise<void>
}

export type Agents = ReturnType<typeof createAgents>

export function createAgents({ db, bus, releaseAll, releaseOffers }: AgentsDeps) {
  const announce = (agent: { tenantId: string; id: string }) =>
    bus.publish({ kind: 'agent', tenantId: agent.tenantId, agentId: agent.id })

  /** @throws Unauthenticated `bad_credentials`, the same for an unknown e-mail and a wrong password. */
  async function signIn(email: string, password: string, userAgent: string): Promise<{ agent: Agent; token: string }> {
    const found = await findByEmail(db, email)
    const right = await verifyPassword(password, found?.passwordHash ?? DUMMY_HASH)
    if (found === undefined || !right || found.disabled) throw badCredentials()
    const token = randomBytes(32).toString('base64url')
    await insertSession(db.tenant(found.tenantId), found.id, hashToken(token), SESSION_HOURS, userAgent.slice(0, 300))
    return { agent: await readAgent(db.tenant(found.tenantId), found.id), token }
  }

  /** @throws Unauthenticated `not_signed_in`. */
  async function bySession(token: string | undefined): Promise<Agent & { sessionId: string }> {
    const found = token === undefined ? undefined : await findBySession(db, hashToken(token))
    if (found === undefined)
      throw new Unauthenticated('not_signed_in', 'Please sign in.', { remedy: 'Sign in at /desk.' })
    return found
  }

  async function signOut(agent: Agent & { sessionId: string }): Promise<void> {
    await deleteSessions(db.tenant(agent.tenantId), { sessionId: agent.sessionId })
    announce(agent)
  }

  /** Adds an agent; the password is returned once and stored as a hash. @throws Conflict `email_taken`. */
  async function add(
    tenantId: string,
    agent: NewAgent,
    password = generatePassword(),
  ): Promise<{ agent: Agent; password: string }> {
    if (!EMAIL.test(agent.email)) throw badEmail(agent.email)
    const added = await insertAgent(db.tenant(tenantId), agent, await hashPassword(password))
    return { agent: added, password }
  }

  /** Owners are made, changed and reset by owners only. @throws Forbidden `owner_only`. */
  async function checkOwner(actor: Agent, id: string | undefined, role: Agent['role'] | undefined): Promise<void> {
    if (actor.role === 'owner') return
    const target = id === undefined ? undefined : await readAgent(db.tenant(actor.tenantId), id)
    if (role === 'owner' || target?.role === 'owner') throw ownerOnly()
  }

  /** @throws Conflict `last_owner` when nobody could administer the tenant afterwards. */
  async function change(tenantId: string, id: string, wanted: AgentChange): Promise<Agent> {
    const tenant = db.tenant(tenantId)
    const changed = await tenant.transaction(async tx => {
      const agent = await updateAgent(tx, id, wanted)
      if ((await countOwners(tx)) === 0) throw lastOwner()
      if (agent.disabled) await deleteSessions(tx, { agentId: id })
      return agent
    })
    if (changed.disabled) await releaseAll(tenant, id)
    announce(changed)
    return changed
  }

  /** A new generated password; all his sessions end. */
  async function resetPassword(tenantId: string, id: string): Promise<string> {
    const tenant = db.tenant(tenantId)
    const agent = await readAgent(tenant, id)
    const password = generatePassword()
    await setPasswordHash(tenant, id, await hashPassword(password))
    await deleteSessions(tenant, { agentId: id })
    announce(agent)
    return password
  }

  /** @throws InvalidInput `password_wrong` or `password_weak`. Other sessions of his end. */
  async function changePassword(agent: Agent & { sessionId: string }, current: string, next: string): Promise<void> {
    const found = await findByEmail(db, agent.email)
    if (found === undefined || !(await verifyPassword(current, found.passwordHash))) {
      throw new InvalidInput('password_wrong', 'The current password is not right.', { remedy: 'Type it again.' })
    }
    const tenant = db.tenant(agent.tenantId)
    await setPasswordHash(tenant, agent.id, await hashPassword(next))
    await deleteSessions(tenant, { agentId: agent.id, exceptSessionId: agent.sessionId })
    announce(agent)
  }

  /** Going offline gives back what he holds, busy or away what is offered to him: no conversation stays with somebody who is not there. */
  async function makeAvailable(agent: Agent, availability: AgentAvailability): Promise<void> {
    const tenant = db.tenant(agent.tenantId)
    await setAvailability(tenant, agent.id, availability)
    if (availability === 'offline') await releaseAll(tenant, agent.id)
    else if (availability !== 'online') await releaseOffers(tenant, agent.id)
    announce(agent)
  }

  return {
    checkOwner,
    signIn,
    bySession,
    signOut,
    add,
    change,
    resetPassword,
    changePassword,
    makeAvailable,
    /** @throws NotFound `agent_not_found`. */
    read: (tenantId: string, id: string) => readAgent(db.tenant(tenantId), id),
    list: (tenantId: string) => listAgents(db.tenant(tenantId)),
    findByEmail: (email: string) => findByEmail(db, email),
  }
}

/** Only the hash is stored: a stolen backup opens no session. */
const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

const badCredentials = (): Unauthenticated =>
  new Unauthenticated('bad_credentials', 'E-mail or password is not right.', {
    remedy: 'Type both again, or ask an administrator: npx yingda user reset-password EMAIL.',
  })

const badEmail = (email: string): InvalidInput =>
  new InvalidInput('email_malformed', 'This is not an e-mail address.', {
    remedy: 'Write it like name@example.com.',
    value: email,
    params: { field: 'email' },
  })

const ownerOnly = (): Forbidden =>
  new Forbidden('owner_only', 'Only an owner may make or change an owner.', { remedy: 'Ask an owner.' })

const lastOwner = (): Conflict =>
  new Conflict('last_owner', 'This is the last owner who can sign in.', {
    remedy: 'Make somebody else an owner first.',
  })
