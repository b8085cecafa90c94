/** Builds what agents have at hand: notes, labels, canned responses, macros, blocked visitors. */
import type { Agent } from '../admin/agent.store.ts'
import { addCanned, changeCanned, countUse, isSharedCanned, listCanned, removeCanned } from '../admin/canned.ts'
import { addLabel, changeLabel, listLabels, removeLabel } from '../admin/labels.ts'
import { addMacro, changeMacro, isSharedMacro, listMacros, removeMacro } from '../admin/macros.ts'
import { PERMISSIONS_OF } from '../admin/permissions.ts'
import type { Bus } from '../bus.ts'
import { listBlocked, setBlocked } from '../conversation/blocking.ts'
import { setLabels } from '../conversation/labels.ts'
import { addNote, readMentions } from '../conversation/notes.ts'
import type { Db, TenantQuery } from '../db.ts'
import { Forbidden } from '../errors.ts'
import type { ConversationToolsDeps } from '../http/routes/conversation-tools.ts'
import type { DeskToolsDeps, Kept } from '../http/routes/desk-tools.ts'
import type { Conversations } from './conversations.ts'

export function buildDeskTools(db: Db): DeskToolsDeps {
  const of = ({ tenantId }: Agent) => db.tenant(tenantId)
  return {
    labels: {
      list: agent => listLabels(of(agent)),
      add: (agent, label) => addLabel(of(agent), label),
      change: (agent, id, label) => changeLabel(of(agent), id, label),
      remove: (agent, id) => removeLabel(of(agent), id),
    },
    canned: {
      ...ownOrShared(of, {
        list: listCanned,
        isShared: isSharedCanned,
        add: addCanned,
        change: changeCanned,
        remove: removeCanned,
      }),
      async used(agent, id) {
        await isSharedCanned(of(agent), id, agent.id)
        await countUse(of(agent), id)
      },
    },
    macros: ownOrShared(of, {
      list: listMacros,
      isShared: isSharedMacro,
      add: addMacro,
      change: changeMacro,
      remove: removeMacro,
    }),
  }
}

/** What an agent keeps for himself or, with the right to it, for everybody. */
interface Store<New, Item> {
  list(db: TenantQuery, agentId: string): Promise<Item[]>
  /** @throws NotFound also for another agent's own. */
  isShared(db: TenantQuery, id: string, agentId: string): Promise<boolean>
  add(db: TenantQuery, agentId: string, item: New): Promise<Item>
  change(db: TenantQuery, agentId: string, id: string, item: New): Promise<Item>
  remove(db: TenantQuery, id: string): Promise<void>
}

function ownOrShared<New extends { shared: boolean }, Item>(
  of: (agent: Agent) => TenantQuery,
  store: Store<New, Item>,
): Kept<New, Item> {
  return {
    list: agent => store.list(of(agent), agent.id),
    async add(agent, item) {
      mayShare(agent, item.shared)
      return store.add(of(agent), agent.id, item)
    },
    async change(agent, id, item) {
      mayShare(agent, item.shared || (await store.isShared(of(agent), id, agent.id)))
      return store.change(of(agent), agent.id, id, item)
    },
    async remove(agent, id) {
      mayShare(agent, await store.isShared(of(agent), id, agent.id))
      await store.remove(of(agent), id)
    },
  }
}

/** What is everybody's is changed by those who answer for everybody. @throws Forbidden `not_yours_to_share`. */
function mayShare(agent: Agent, shared: boolean): void {
  if (!shared || PERMISSIONS_OF[agent.role].includes('desk-tools:write')) return
  throw new Forbidden('not_yours_to_share', "You may change your own, but not everybody's.", {
    remedy: 'Keep it for yourself, or ask a supervisor.',
  })
}

export function buildConversationTools(
  db: Db,
  bus: Bus,
  { desk, runMacro, announce }: Pick<Conversations, 'desk' | 'runMacro' | 'announce'>,
  read: ConversationToolsDeps['read'],
): ConversationToolsDeps {
  const named = ({ id, name }: Agent) => ({ id, name })
  /** Desks show it; who holds the conversation has not changed. */
  function tell(tenantId: string, conversationId: string, at: { contactId: string } | undefined): void {
    if (at !== undefined) announce(tenantId, { conversationId, contactId: at.contactId }, false)
  }
  return {
    read,
    async note(agent, id, note) {
      const { contactId, mentioned: _, ...receipt } = await addNote(db.tenant(agent.tenantId), id, named(agent), note)
      if (!receipt.duplicate) tell(agent.tenantId, id, { contactId })
      return receipt
    },
    async readMentions(agent, id) {
      await read(agent.tenantId, id)
      const news = await readMentions(db.tenant(agent.tenantId), id, agent.id)
      // His other desks count anew.
      if (news) bus.publish({ kind: 'agent', tenantId: agent.tenantId, agentId: agent.id })
    },
    async setLabels(agent, id, labelIds) {
      tell(agent.tenantId, id, await setLabels(db.tenant(agent.tenantId), id, named(agent), labelIds))
    },
    runMacro: (agent, id, run) => runMacro(db.tenant(agent.tenantId), id, named(agent), run),
    reopen: (agent, id) => desk.reopen(db.tenant(agent.tenantId), id, named(agent)),
    async setBlocked(agent, id, blocked, reason) {
      tell(agent.tenantId, id, await setBlocked(db.tenant(agent.tenantId), id, named(agent), blocked, reason))
    },
    blocked: tenantId => listBlocked(db.tenant(tenantId)),
  }
}
