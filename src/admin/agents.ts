/** Agents: who works here, in which role. Use cases without HTTP. */
import type { Bus } from '../bus.ts'
import type { Db, TenantDb } from '../db.ts'
import { Conflict, Forbidden, InvalidInput } from '../errors.ts'
import type { AgentAvailability } from '../protocol.ts'
import { removeLinks } from './account-link.store.ts'
import {
  type Agent,
  type AgentChange,
  countOwners,
  findByEmail,
  insertAgent,
  listAgents,
  type NewAgent,
  readAgent,
  setAvailability,
  setPasswordHash,
  updateAgent,
} from './agent.store.ts'
import { generatePassword, type Passwords } from './password.ts'
import { PERMISSIONS_OF } from './permissions.ts'
import { deleteSessions } from './session.store.ts'
import { checkWorkingHours, shiftEnd } from './working-hours.ts'

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}$/

export interface AgentsDeps {
  db: Db
  bus: Bus
  passwords: Passwords
  /** Everything that the agent holds goes back to the queue. */
  releaseAll(db: TenantDb, agentId: string): Promise<void>
  /** What is offered to him goes to others; he keeps what he holds. */
  releaseOffers(db: TenantDb, agentId: string): Promise<void>
}

export type Agents = ReturnType<typeof createAgents>

export function createAgents({ db, bus, passwords, releaseAll, releaseOffers }: AgentsDeps) {
  const announce = ({ tenantId, id: agentId }: Agent, seen?: { seen: true }) =>
    bus.publish({ kind: 'agent', tenantId, agentId, ...seen })

  /** Adds an agent; the password is returned once and stored as a hash. @throws Conflict `email_taken`. */
  async function add(
    tenantId: string,
    agent: NewAgent,
    password = generatePassword(),
  ): Promise<{ agent: Agent; password: string }> {
    checkEmail(agent.email)
    const added = await insertAgent(db.tenant(tenantId), agent, await passwords.hash(password))
    return { agent: added, password }
  }

  /** Owners are made, changed and reset by owners only. @throws Forbidden `owner_only`. */
  async function checkOwner(actor: Agent, id: string | undefined, role: Agent['role'] | undefined): Promise<void> {
    if (actor.role === 'owner') return
    const target = id === undefined ? undefined : await readAgent(db.tenant(actor.tenantId), id)
    if (role === 'owner' || target?.role === 'owner') throw ownerOnly()
  }

  /**
   * Who may not answer any more gives back what he holds.
   * @throws Conflict `last_owner` when nobody could administer the tenant afterwards.
   */
  async function change(tenantId: string, id: string, wanted: AgentChange): Promise<Agent> {
    const tenant = db.tenant(tenantId)
    if (wanted.workingHours) checkWorkingHours(wanted.workingHours)
    const changed = await tenant.transaction(async tx => {
      // Two owners who disable each other at once: one of them finds himself alone.
      await tx.query('SELECT id FROM tenant WHERE id = $1 FOR UPDATE', [tenantId])
      const agent = await updateAgent(tx, id, wanted)
      if ((await countOwners(tx)) === 0) throw lastOwner()
      if (agent.disabled) await deleteSessions(tx, id)
      return agent
    })
    if (changed.disabled || !mayAnswer(changed)) await releaseAll(tenant, id)
    announce(changed, { seen: true })
    return changed
  }

  /** A new generated password; all his sessions end. */
  async function resetPassword(tenantId: string, id: string): Promise<string> {
    const tenant = db.tenant(tenantId)
    const agent = await readAgent(tenant, id)
    const password = generatePassword()
    const hash = await passwords.hash(password)
    await tenant.transaction(async tx => {
      await setPasswordHash(tx, id, hash)
      await removeLinks(tx, id)
      await deleteSessions(tx, id)
    })
    announce(agent)
    return password
  }

  /** Going offline gives back what he holds, busy or away what is offered to him: no conversation stays with somebody who is not there. */
  async function makeAvailable(agent: Agent, availability: AgentAvailability): Promise<void> {
    const tenant = db.tenant(agent.tenantId)
    const until = availability === 'online' ? shiftEnd(agent.workingHours, Date.now()) : undefined
    await setAvailability(tenant, agent.id, availability, until)
    if (availability === 'offline') await releaseAll(tenant, agent.id)
    else if (availability !== 'online') await releaseOffers(tenant, agent.id)
    announce(agent)
  }

  return {
    checkOwner,
    add,
    change,
    resetPassword,
    makeAvailable,
    /** @throws NotFound `agent_not_found`. */
    read: (tenantId: string, id: string) => readAgent(db.tenant(tenantId), id),
    list: (tenantId: string) => listAgents(db.tenant(tenantId)),
    findByEmail: (email: string) => findByEmail(db, email),
  }
}

/** @throws InvalidInput `email_malformed`. */
export function checkEmail(email: string): void {
  if (!EMAIL.test(email)) throw badEmail(email)
}

const mayAnswer = ({ role }: Agent): boolean => PERMISSIONS_OF[role].includes('conversations:write')

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
