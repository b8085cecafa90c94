/**
 * Invitations and password resets: a link that works once and for a while, shown to the administrator, who sends it the
 * way he likes. The secret stands behind the `#`, so no server's log and no referrer holds it.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Bus } from '../bus.ts'
import type { Db } from '../db.ts'
import { NotFound } from '../errors.ts'
import { findLink, insertLink, type LinkPurpose, type OpenLink, removeLinks, useLink } from './account-link.store.ts'
import { type Agent, insertAgent, type NewAgent, readAgent, setPasswordHash, updateAgent } from './agent.store.ts'
import { checkEmail } from './agents.ts'
import { NO_PASSWORD, type Passwords } from './password.ts'
import type { SecondFactors } from './second-factor.ts'
import { deleteSessions } from './session.store.ts'

const INVITATION_HOURS = 24 * 7
const PASSWORD_HOURS = 24

/** Shown once. `path` begins with a slash: the page knows its own address best. */
export interface MadeLink {
  path: string
  purpose: LinkPurpose
  expiresAt: string
}

export interface LinkView {
  agentId: string
  purpose: LinkPurpose
  email: string
  name: string
  expiresAt: string
}

export type AccountLinks = ReturnType<typeof createAccountLinks>

export interface AccountLinksDeps {
  db: Db
  bus: Bus
  factors: Pick<SecondFactors, 'isOn'>
  passwords: Passwords
}

export function createAccountLinks({ db, bus, factors, passwords }: AccountLinksDeps) {
  /** A new agent who chooses his password himself. @throws Conflict `email_taken`; InvalidInput `email_malformed`. */
  async function invite(tenantId: string, agent: NewAgent): Promise<{ agent: Agent; link: MadeLink }> {
    checkEmail(agent.email)
    const token = newToken()
    return db.tenant(tenantId).transaction(async tx => {
      const added = await insertAgent(tx, agent, NO_PASSWORD)
      const expiresAt = await insertLink(tx, added.id, 'invitation', hashOf(token), INVITATION_HOURS)
      return { agent: added, link: { path: pathOf(token), purpose: 'invitation' as const, expiresAt } }
    })
  }

  /** For somebody who is there: the links before open nothing any more; his password stays until he uses this one. */
  async function renew(tenantId: string, agentId: string): Promise<MadeLink> {
    const token = newToken()
    return db.tenant(tenantId).transaction(async tx => {
      const purpose = (await readAgent(tx, agentId)).invited ? ('invitation' as const) : ('password' as const)
      await removeLinks(tx, agentId)
      const hours = purpose === 'password' ? PASSWORD_HOURS : INVITATION_HOURS
      return { path: pathOf(token), purpose, expiresAt: await insertLink(tx, agentId, purpose, hashOf(token), hours) }
    })
  }

  async function open(token: string): Promise<OpenLink> {
    const link = await findLink(db, hashOf(token))
    if (link === undefined) throw linkGone()
    return link
  }

  /** Whom it is for. @throws NotFound `link_gone`, the same for an unknown, used and expired one. */
  async function look(token: string): Promise<LinkView> {
    const { tenantId, agentId, purpose, expiresAt } = await open(token)
    const { email, name } = await readAgent(db.tenant(tenantId), agentId)
    return { agentId, purpose, email, name, expiresAt }
  }

  /**
   * Sets password and, for an invitation, name; all his sessions end. A second factor stays: the link alone signs nobody
   * in who has one.
   * @throws NotFound `link_gone`; InvalidInput `password_weak`.
   */
  async function use(
    token: string,
    password: string,
    name: string | undefined,
  ): Promise<{ agent: Agent; codeNeeded: boolean }> {
    const { tenantId, agentId, id, purpose } = await open(token)
    const hash = await passwords.hash(password)
    const agent = await db.tenant(tenantId).transaction(async tx => {
      if (!(await useLink(tx, id))) throw linkGone()
      await setPasswordHash(tx, agentId, hash)
      await removeLinks(tx, agentId)
      await deleteSessions(tx, agentId)
      return updateAgent(tx, agentId, purpose === 'invitation' ? { name } : {})
    })
    bus.publish({ kind: 'agent', tenantId, agentId })
    return { agent, codeNeeded: await factors.isOn(agent) }
  }

  return { invite, renew, look, use }
}

const newToken = (): string => randomBytes(32).toString('base64url')
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const pathOf = (token: string): string => `/console/welcome#${token}`

const linkGone = (): NotFound =>
  new NotFound('link_gone', 'This link was used already, or its time is over.', {
    remedy: 'Ask the administrator for a new one.',
  })
