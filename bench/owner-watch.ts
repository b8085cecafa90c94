/**
 * Watches the promise from outside: every open conversation is with the bot, which owes no answer; or waits with a
 * place; or is with an agent who is there; or is parked with a due time. It measures for how long one was not.
 */
import type { Db } from '../src/db.ts'

export interface OwnerWatch {
  /** The longest that any conversation was without an owner, ms. */
  longest(): number
  /** What the longest one looked like. */
  worst(): string
  stop(): Promise<void>
}

interface Held {
  id: string
  status: string
  due: boolean
  state: 'waiting' | 'offered' | 'assigned' | null
  agent_id: string | null
  lapsed: boolean
  last_seq: number
  owes_answer: boolean
}

const LOOK_MS = 500

/** `isPresent`: as the agent himself sees it, not as the rows say. */
export function watchOwners(db: Db, isPresent: (agentId: string) => boolean): OwnerWatch {
  const since = new Map<string, { at: number; why: string }>()
  let longest = 0
  let worst = ''
  let stopped = false

  async function look(): Promise<void> {
    const rows = await readHeld(db)
    const now = performance.now()
    const open = new Set(rows.map(row => row.id))
    for (const id of since.keys()) if (!open.has(id)) since.delete(id)
    for (const row of rows) note(row, now)
  }

  function note(row: Held, now: number): void {
    const why = whyOwnerless(row, isPresent)
    if (why === undefined) return void since.delete(row.id)
    const before = since.get(row.id)
    // Another question of the visitor's is another wait for the bot; an agent's absence is one, whoever writes.
    const begun = before?.why === why ? before.at : now
    since.set(row.id, { at: begun, why })
    if (now - begun <= longest) return
    longest = now - begun
    worst = `${row.id}: ${why}`
  }

  const watching = (async () => {
    while (!stopped) {
      await look()
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
  })()

  return {
    longest: () => longest,
    worst: () => worst,
    async stop() {
      stopped = true
      await watching
    },
  }
}

function whyOwnerless(row: Held, isPresent: (agentId: string) => boolean): string | undefined {
  if (row.status === 'snoozed') return row.due ? undefined : 'parked without a due time'
  switch (row.state) {
    case 'waiting':
      return undefined
    case 'offered':
      return row.lapsed ? 'an offer that lapsed' : undefined
    case 'assigned':
      return isPresent(row.agent_id ?? '') ? undefined : `with the agent ${row.agent_id}, who is gone`
    case null:
      return row.owes_answer ? `the bot owes an answer to ${row.last_seq}` : undefined
  }
}

async function readHeld(db: Db): Promise<Held[]> {
  const { rows } = await db.query<Held>(
    `SELECT c.id, c.status, coalesce(c.due_at > now() - interval '10 seconds', false) AS due, h.state, h.agent_id, c.last_seq,
       coalesce(h.offer_expires_at < now(), false) AS lapsed,
       coalesce((SELECT e.sender_kind = 'visitor' FROM event e WHERE e.tenant_id = c.tenant_id AND e.conversation_id = c.id
         AND e.kind = 'message' ORDER BY e.seq DESC LIMIT 1), false) AS owes_answer
     FROM conversation c LEFT JOIN handoff h ON h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.state <> 'closed'
     WHERE c.status <> 'resolved'`,
  )
  return rows
}
