/**
 * Which agents look at a conversation: told from desk to desk, over all processes, so that two do not answer past each
 * other. Nothing is stored: whoever comes greets, those who are there answer, all repeat it every half minute, and who is
 * not heard of any more is forgotten.
 */
import type { Bus, Hint } from '../bus.ts'
import type { ServerFrame } from '../protocol.ts'

type Looking = Extract<Hint, { kind: 'looking' }>

/** An agent's socket in this process. */
export interface Onlooker {
  readonly connectionId: string
  readonly agent: { tenantId: string; id: string; name: string }
  looksAt(): Iterable<string>
  send(frame: ServerFrame): void
}

export interface Lookers {
  came(onlooker: Onlooker, conversationId: string): void
  left(onlooker: Onlooker, conversationId: string): void
  leftAll(onlooker: Onlooker): void
  heard(hint: Looking): void
  /** Says again who is here, and forgets who was not heard of. Called every half minute. */
  refresh(): void
}

/** More than twice as long as the time between two repetitions. */
const FORGOTTEN_MS = 75_000

interface Seen {
  agent: { id: string; name: string }
  at: number
}

export function createLookers(
  bus: Pick<Bus, 'publish'>,
  here: ReadonlySet<Onlooker>,
  now: () => number = Date.now,
): Lookers {
  /** Conversation -> connection -> who. */
  const seen = new Map<string, Map<string, Seen>>()

  function say(onlooker: Onlooker, conversationId: string, on: boolean, greet: boolean): void {
    const { connectionId, agent } = onlooker
    const { tenantId, id, name } = agent
    bus.publish({ kind: 'looking', tenantId, conversationId, connectionId, agent: { id, name }, on, greet })
  }

  function heard({ tenantId, conversationId, connectionId, agent, on, greet }: Looking): void {
    const at = seen.get(conversationId) ?? new Map<string, Seen>()
    const before = names(at)
    if (on) at.set(connectionId, { agent, at: now() })
    else at.delete(connectionId)
    if (at.size === 0) seen.delete(conversationId)
    else seen.set(conversationId, at)
    const lookers = following(tenantId, conversationId)
    if (greet) for (const one of lookers) if (one.connectionId !== connectionId) say(one, conversationId, true, false)
    if (greet || names(at) !== before) for (const one of lookers) tell(one, conversationId)
  }

  function following(tenantId: string, conversationId: string): Onlooker[] {
    return [...here].filter(one => one.agent.tenantId === tenantId && [...one.looksAt()].includes(conversationId))
  }

  /** A colleague with two desks is one colleague; oneself is none. */
  function tell(onlooker: Onlooker, conversationId: string): void {
    const all = [...(seen.get(conversationId)?.values() ?? [])].map(one => one.agent)
    const agents = all.filter(({ id }, i) => id !== onlooker.agent.id && all.findIndex(one => one.id === id) === i)
    onlooker.send({ type: 'lookers', conversationId, agents })
  }

  function refresh(): void {
    for (const one of here) for (const conversationId of one.looksAt()) say(one, conversationId, true, false)
    for (const [conversationId, at] of seen) {
      const before = names(at)
      for (const [connectionId, one] of at) if (now() - one.at > FORGOTTEN_MS) at.delete(connectionId)
      if (names(at) === before) continue
      if (at.size === 0) seen.delete(conversationId)
      for (const one of here) if ([...one.looksAt()].includes(conversationId)) tell(one, conversationId)
    }
  }

  return {
    came: (onlooker, conversationId) => say(onlooker, conversationId, true, true),
    left: (onlooker, conversationId) => say(onlooker, conversationId, false, false),
    leftAll(onlooker) {
      for (const conversationId of onlooker.looksAt()) say(onlooker, conversationId, false, false)
    },
    heard,
    refresh,
  }
}

const names = (at: ReadonlyMap<string, Seen>): string => [...at.values()].map(one => one.agent.id).join()
