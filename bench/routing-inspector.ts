/** Looks at the rows after each command and says which promise is broken. */
import type { Db } from '../src/db.ts'
import { NOT_BEHIND, onShift } from '../src/handoff/handoff.store.ts'
import { PRESENCE_SECONDS } from '../src/handoff/presence.store.ts'
import { fitting } from '../src/handoff/routing/choose-agent.ts'
import { type Floor, planOffer } from '../src/handoff/routing/plan.ts'
import { readFloor } from '../src/handoff/routing/routing.store.ts'
import type { RoutingSettings } from '../src/handoff/routing/settings.ts'
import type { Command } from './routing-commands.ts'
import type { WorldPlace } from './routing-rows.ts'

interface Seen {
  id: string
  status: string
  handoff_id: string | null
  handoffs: number
  state: 'waiting' | 'offered' | 'assigned' | 'parked' | null
  agent_id: string | null
  epoch: number
  weight: number
  by_colleague: boolean
  queued_ms: number
  position: number
  /** Its agent has a live connection; he says he is online. */
  present: boolean
  online: boolean
  /** Seconds since it was assigned, and until the offer lapses. */
  assigned_for: number | null
  offer_left: number | null
  /** Seconds until it comes back. */
  due_in: number | null
}

/** What was read and what is checked are moments apart. */
const SLACK_SECONDS = 1.5
const SLACK_MS = 2

export function createInspector(
  db: Db,
  { tenantId, agents }: WorldPlace,
  settings: RoutingSettings,
  capacities: readonly number[],
) {
  const tenant = db.tenant(tenantId)
  /** When each handoff was queued, as if no time had been moved. */
  const places = new Map<string, number>()
  /** Of the running step: who took what. */
  let winners: { id: string; agentId: string; epoch: number; before: Seen | undefined }[] = []
  let movedMs = 0
  let seen: Seen[] = []
  let floor: Floor = { waiting: [], agents: [], now: 0 }

  async function look(): Promise<Seen[]> {
    return (await tenant.query<Seen>(LOOK, [tenantId])).rows
  }

  function ownership(row: Seen): string | undefined {
    const name = `conversation ${row.id.slice(-4)}`
    if (row.handoffs > 1) return `${name} has ${row.handoffs} open handoffs`
    if (row.status === 'resolved') return row.state === null ? undefined : `${name} is resolved and ${row.state}`
    if ((row.status === 'snoozed') !== (row.state === 'parked')) return `${name} is ${row.status} and ${row.state}`
    switch (row.state) {
      case null:
        return undefined
      case 'waiting':
        return row.position >= 1 ? undefined : `${name} waits without a position`
      case 'offered':
        if (!row.present || !row.online) return `${name} is offered to an agent who is not there`
        return row.offer_left! < -SLACK_SECONDS ? `${name} is offered although the offer lapsed` : undefined
      case 'assigned':
        if (row.present || row.assigned_for! < PRESENCE_SECONDS + SLACK_SECONDS) return undefined
        return `${name} is assigned to an agent who is gone, for ${Math.round(row.assigned_for!)} s`
      case 'parked':
        if (row.due_in === null) return `${name} is parked without a due time`
        return row.due_in < -SLACK_SECONDS ? `${name} is parked although it is due` : undefined
      default:
        return row.state satisfies never
    }
  }

  async function loads(): Promise<string | undefined> {
    const { rows } = await tenant.query<{ id: string; load: number }>(
      'SELECT id, load FROM agent WHERE tenant_id = $1',
      [tenantId],
    )
    for (const { id, load } of rows) {
      const at = agents.findIndex(agent => agent.id === id)
      const has = seen.filter(row => row.agent_id === id).reduce((sum, row) => sum + row.weight, 0)
      if (has > capacities[at]!) return `agent ${at} has ${has}, above his capacity of ${capacities[at]}`
      if (has !== load) return `agent ${at} has ${has}, but ${load} is reserved`
    }
    return undefined
  }

  function place(row: Seen): string | undefined {
    if (row.handoff_id === null) return undefined
    const known = places.get(row.handoff_id)
    const now = row.queued_ms + movedMs
    if (known === undefined) places.set(row.handoff_id, now)
    else if (Math.abs(known - now) > SLACK_MS) return `conversation ${row.id.slice(-4)} lost its place in the queue`
    return undefined
  }

  /** An offer of the routing that somebody before it in the queue could have had as well. */
  function overtaking(before: readonly Seen[], then: Floor): string | undefined {
    const same = (a: Floor, b: Floor) => ids(a.agents) === ids(b.agents)
    if (!same(then, floor)) return undefined
    for (const row of seen.filter(one => one.state === 'offered' && !one.by_colleague)) {
      if (before.some(old => old.id === row.id && old.epoch === row.epoch)) continue
      const passed = floor.waiting.find(
        other =>
          seen.some(one => one.id === other.conversationId && one.position < row.position) &&
          before.some(old => old.id === other.conversationId && old.state === 'waiting') &&
          unmoved(before, other.conversationId) &&
          couldHave(other.id, row.agent_id, then) &&
          couldHave(other.id, row.agent_id, floor),
      )
      if (passed)
        return `${row.id.slice(-4)} was offered before ${passed.conversationId.slice(-4)}, which waited longer`
    }
    return undefined
  }

  /** At both ends of the step, since what is asked for becomes less with time. */
  function couldHave(handoffId: string, agentId: string | null, at: Floor): boolean {
    const handoff = at.waiting.find(one => one.id === handoffId)
    return handoff !== undefined && fitting(handoff, at.agents, at.now, settings).some(one => one.id === agentId)
  }

  const unmoved = (before: readonly Seen[], id: string) =>
    before.find(old => old.id === id)?.epoch === seen.find(now => now.id === id)?.epoch

  /** Of two things at once, the other one may have given it back before. */
  function doubles(atOnce: boolean): string | undefined {
    for (const [i, winner] of winners.entries()) {
      const { before, agentId, id } = winner
      if (!atOnce && before?.state === 'assigned' && before.agent_id !== agentId)
        return `${id.slice(-4)} was accepted twice`
      const other = winners.slice(0, i).find(one => one.id === id && one.agentId !== agentId)
      if (other !== undefined) return `${id.slice(-4)} was accepted by two at once`
    }
    return undefined
  }

  return {
    async before(): Promise<void> {
      winners = []
    },

    /** What is wrong now, or undefined. */
    async after(command: Command): Promise<string | undefined> {
      const [before, then] = [seen, floor]
      seen = await look()
      floor = await readFloor(tenant)
      for (const row of seen) {
        const wrong = ownership(row) ?? place(row)
        if (wrong !== undefined) return wrong
      }
      const idle = planOffer(floor, settings)
      if (idle !== undefined) return `${idle.handoff.conversationId.slice(-4)} waits although somebody is free for it`
      return (await loads()) ?? doubles(command.kind === 'both') ?? overtaking(before, then)
    },

    moved(seconds: number): void {
      movedMs += seconds * 1000
    },

    holderOf: (id: string): Seen | undefined => seen.find(row => row.id === id),
    accepted(id: string, agentId: string, epoch: number, before: Seen | undefined): void {
      winners.push({ id, agentId, epoch, before })
    },

    heldBy: async (agentId: string): Promise<{ id: string; epoch: number }[]> =>
      (await look()).filter(row => row.state === 'assigned' && row.agent_id === agentId),
    offeredTo: async (agentId: string): Promise<{ id: string; epoch: number } | undefined> =>
      (await look()).find(row => row.state === 'offered' && row.agent_id === agentId),
    parked: async (nth: number): Promise<string | undefined> =>
      (await look()).filter(row => row.state === 'parked')[nth]?.id,
    /** What he may try to accept: what is offered to him, what waits, and what he should not get. */
    async toAccept(agentId: string, nth: number): Promise<string | undefined> {
      const rows = await look()
      const offered = rows.filter(row => row.state === 'offered' && row.agent_id === agentId)
      const open = rows.filter(row => row.state !== null && row.agent_id !== agentId)
      return [...offered, ...open][nth]?.id
    },
  }
}

const ids = (agents: Floor['agents']): string =>
  agents
    .map(agent => agent.id)
    .sort()
    .join()

const LOOK = `
  SELECT c.id, c.status, h.id AS handoff_id, h.state, h.agent_id, coalesce(h.epoch, 0) AS epoch, coalesce(h.weight, 0) AS weight,
    h.offered_by IS NOT NULL AS by_colleague,
    (SELECT count(*)::int FROM handoff o WHERE o.tenant_id = c.tenant_id AND o.conversation_id = c.id AND o.state <> 'closed') AS handoffs,
    (extract(epoch FROM h.queued_at) * 1000)::float8 AS queued_ms,
    CASE WHEN h.state IN ('waiting', 'offered') THEN (SELECT count(*)::int FROM handoff q WHERE q.tenant_id = h.tenant_id
      AND q.state IN ('waiting', 'offered') AND ${NOT_BEHIND}) ELSE 0 END AS position,
    EXISTS (SELECT 1 FROM presence p WHERE p.tenant_id = h.tenant_id AND p.agent_id = h.agent_id
      AND p.expires_at > now() - make_interval(secs => ${SLACK_SECONDS})) AS present,
    coalesce(a.availability = 'online' AND ${onShift('a')}, false) AS online,
    extract(epoch FROM now() - h.assigned_at)::float8 AS assigned_for,
    extract(epoch FROM h.offer_expires_at - now())::float8 AS offer_left,
    extract(epoch FROM c.due_at - now())::float8 AS due_in
  FROM conversation c
  LEFT JOIN handoff h ON h.tenant_id = c.tenant_id AND h.conversation_id = c.id AND h.state <> 'closed'
  LEFT JOIN agent a ON a.tenant_id = h.tenant_id AND a.id = h.agent_id
  WHERE c.tenant_id = $1 ORDER BY c.id`
