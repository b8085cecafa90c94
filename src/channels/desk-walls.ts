/** Tells the wall to those who watch it: one reading a tenant and second, and none where nobody watches. */
import type { WebSocket } from 'ws'
import type { Wall } from '../protocol.ts'
import { sendText } from './socket.ts'

export interface WallsDeps {
  wall(tenantId: string): Promise<Wall>
  onError(error: unknown): void
}

/** An agent's open socket. */
export interface WallDesk {
  socket: WebSocket
  agent: { tenantId: string }
  watching: boolean
}

/** The wall is read once for all who watch it, at most so often, and after this long without any change. */
const WALL_MS = 1_000
const WALL_QUIET_MS = 10_000

export function createWalls(deps: WallsDeps, sessions: Iterable<WallDesk>) {
  const changed = new Set<string>()
  let quietUntil = 0
  let telling = Promise.resolve()
  const watchers = () => [...sessions].filter(session => session.watching)
  const timer = setInterval(() => {
    telling = telling.then(round).catch(error => deps.onError(error))
  }, WALL_MS)
  timer.unref()

  async function round(): Promise<void> {
    const quiet = Date.now() >= quietUntil
    if (quiet) quietUntil = Date.now() + WALL_QUIET_MS
    const tenants = new Set(watchers().map(session => session.agent.tenantId))
    for (const tenantId of tenants) if (quiet || changed.has(tenantId)) await tell(tenantId)
    changed.clear()
  }

  async function tell(tenantId: string): Promise<void> {
    changed.delete(tenantId)
    const frame = JSON.stringify({ type: 'wall', wall: await deps.wall(tenantId) })
    for (const session of watchers()) if (session.agent.tenantId === tenantId) sendText(session.socket, () => frame)
  }

  return { changed: (tenantId: string) => void changed.add(tenantId), close: () => clearInterval(timer) }
}
