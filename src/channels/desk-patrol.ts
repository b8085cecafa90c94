/**
 * Makes up for lost hints about rights: every few seconds one statement asks for all desk sockets of this process
 * whether their sessions still are. So a revoked session, a disabled or demoted agent is out within 5 s even where the
 * bus is silent; with the bus, at once.
 */
const LOOK_MS = 4_000

export interface Guarded<Agent> {
  sessionId: string
  /** His rights now; undefined: none any more. */
  admit(agent: Agent | undefined): void
}

export interface DeskPatrolDeps<Agent> {
  sessions: Iterable<Guarded<Agent>>
  /** By session; without an entry where it ended. */
  alive(sessionIds: readonly string[]): Promise<ReadonlyMap<string, Agent>>
  onError(error: unknown): void
}

export interface DeskPatrol {
  look(): Promise<void>
  close(): void
}

export function startDeskPatrol<Agent>({ sessions, alive, onError }: DeskPatrolDeps<Agent>): DeskPatrol {
  async function look(): Promise<void> {
    const open = [...sessions]
    if (open.length === 0) return
    const agents = await alive([...new Set(open.map(session => session.sessionId))])
    for (const session of open) session.admit(agents.get(session.sessionId))
  }
  const timer = setInterval(() => void look().catch(onError), LOOK_MS)
  timer.unref()
  return { look, close: () => clearInterval(timer) }
}
