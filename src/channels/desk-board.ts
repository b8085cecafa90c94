/** Collects what changed in each tenant, and tells all its desks at once: a round costs three queries, not one a desk. */
import type { WebSocket } from 'ws'
import type { ConversationSummary, ServerFrame } from '../protocol.ts'
import { sendText } from './socket.ts'

export interface DeskHeads {
  queue: number
  /** Missing: none. */
  byAgent: Record<string, { mine: number; mentions: number }>
}

export interface BoardDeps {
  summaries(tenantId: string, conversationIds: readonly string[]): Promise<ConversationSummary[]>
  /** The numbers of all these desks at once. */
  heads(tenantId: string, agentIds: readonly string[]): Promise<DeskHeads>
  agentsOnline(tenantId: string): Promise<number>
  onError(error: unknown): void
}

/** An agent's open socket. */
export interface BoardDesk {
  socket: WebSocket
  agent: { tenantId: string; id: string }
  /** It is offered to this agent, or was when he was last told. */
  isOffered(conversation: ConversationSummary): boolean
  tellOffers(): Promise<void>
  /** The head of the desk, only when it changed. */
  sendDesk(frame: ServerFrame): void
}

const COLLECT_MS = 150

export function createBoard(deps: BoardDeps, sessions: Iterable<BoardDesk>) {
  const changes = new Map<string, Set<string>>()
  const busy = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const desksOf = (tenantId: string) => [...sessions].filter(session => session.agent.tenantId === tenantId)

  function headChanged(tenantId: string): void {
    if (!changes.has(tenantId)) changes.set(tenantId, new Set())
    timer ??= setTimeout(flush, COLLECT_MS)
  }

  function changed(tenantId: string, conversationId: string): void {
    if (desksOf(tenantId).length === 0) return
    headChanged(tenantId)
    changes.get(tenantId)?.add(conversationId)
  }

  /** A round that takes longer than the pause between two collects on: rounds never pile up, nor overtake each other. */
  function flush(): void {
    timer = undefined
    for (const [tenantId, ids] of [...changes]) {
      if (busy.has(tenantId)) continue
      changes.delete(tenantId)
      busy.add(tenantId)
      tell(tenantId, [...ids])
        .catch(error => deps.onError(error))
        .finally(() => busy.delete(tenantId))
    }
    if (changes.size > 0) timer ??= setTimeout(flush, COLLECT_MS)
  }

  async function tell(tenantId: string, conversationIds: string[]): Promise<void> {
    const desks = desksOf(tenantId)
    if (desks.length === 0) return
    const conversations = conversationIds.length === 0 ? [] : await deps.summaries(tenantId, conversationIds)
    const agentsOnline = await deps.agentsOnline(tenantId)
    const agentIds = [...new Set(desks.map(desk => desk.agent.id))]
    const { queue, byAgent } = await deps.heads(tenantId, agentIds)
    const frame = conversations.length === 0 ? undefined : JSON.stringify({ type: 'conversations', conversations })
    for (const desk of desks) {
      if (frame !== undefined) sendText(desk.socket, () => frame)
      if (conversations.some(one => desk.isOffered(one))) await desk.tellOffers()
      const { mine, mentions } = byAgent[desk.agent.id] ?? { mine: 0, mentions: 0 }
      desk.sendDesk({ type: 'desk', waiting: queue, mine, mentions, agentsOnline })
    }
  }

  return { changed, headChanged, close: () => clearTimeout(timer) }
}
