/** Visitors and agents online at once, who write to each other through real sockets. */
import type pg from 'pg'
import type WebSocket from 'ws'
import { openAgent, openSessions } from './desk-people.ts'
import { type Quantiles, quantilesOf } from './quantiles.ts'
import type { ServerProcess } from './server-process.ts'
import { openSocket } from './visitors.ts'

export interface LivePlan {
  tenantId: string
  agentIds: readonly string[]
  visitors: number
  /** Messages a second, visitors' and agents' together: each visitor's is answered by an agent's. */
  perSecond: number
  seconds: number
}

export interface LiveResult {
  /** From a visitor's sending to the agent's answer at the visitor: two messages, each stored, through two sockets. */
  endToEndMs: Quantiles
  toAgentMs: Quantiles
  sent: number
  answered: number
  agents: number
  visitors: number
  deskBytesPerSecond: number
}

const AT_ONCE = 20
const WARM_UP_SECONDS = 5
const PATIENCE_MS = 10_000

interface Exchange {
  sentAt: number
  atAgent?: number
  answered?: number
}

export async function measureLive(server: ServerProcess, client: pg.Client, plan: LivePlan): Promise<LiveResult> {
  const exchanges = new Map<string, Exchange>()
  const tokens = await inGroups(plan.visitors, () => newVisitor(server))
  const conversationIds = await assignAll(client, server.inboxId, plan, tokens)
  const cookies = await openSessions(client, plan.tenantId, plan.agentIds)
  const sockets = await inGroups(plan.visitors, async index => {
    const socket = await openSocket(server.url, server.inboxId, tokens[index]!.token)
    socket.on('message', (data: Buffer) => onAnswer(exchanges, data))
    return socket
  })
  const agents = await inGroups(plan.agentIds.length, index =>
    openAgent(
      server.url,
      plan.tenantId,
      cookies[index]!,
      conversationIds.filter((_, at) => at % plan.agentIds.length === index),
      text => {
        const exchange = exchanges.get(text)
        if (exchange !== undefined) exchange.atAgent ??= performance.now()
      },
    ),
  )
  await pause(2000)
  await send(sockets, exchanges, plan.perSecond, WARM_UP_SECONDS)
  await pause(1000)
  exchanges.clear()
  const before = agents.reduce((sum, agent) => sum + agent.bytes(), 0)
  await send(sockets, exchanges, plan.perSecond, plan.seconds)
  const bytes = agents.reduce((sum, agent) => sum + agent.bytes(), 0) - before
  const deadline = performance.now() + PATIENCE_MS
  const all = [...exchanges.values()]
  while (all.some(one => one.answered === undefined) && performance.now() < deadline) await pause(20)
  for (const socket of [...sockets, ...agents.map(agent => agent.socket)]) socket.terminate()
  // What got no answer counts with the time that was waited for it.
  const waited = (one: Exchange, until: number | undefined) => (until ?? performance.now()) - one.sentAt
  return {
    endToEndMs: quantilesOf(all.map(one => waited(one, one.answered))),
    toAgentMs: quantilesOf(all.map(one => waited(one, one.atAgent))),
    sent: all.length,
    answered: all.filter(one => one.answered !== undefined).length,
    agents: agents.length,
    visitors: sockets.length,
    deskBytesPerSecond: Math.round(bytes / plan.seconds),
  }
}

/** Open loop: at fixed moments, whatever the answers do; visitors take turns. */
async function send(
  sockets: readonly WebSocket[],
  exchanges: Map<string, Exchange>,
  perSecond: number,
  seconds: number,
): Promise<void> {
  const begun = performance.now()
  const total = Math.floor((perSecond / 2) * seconds)
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * (perSecond / 2)) + 1)
    for (; sent < due; sent++) {
      const text = `live ${begun.toFixed(0)} ${sent}`
      exchanges.set(text, { sentAt: performance.now() })
      const clientMessageId = `bench-${begun.toFixed(0)}-${sent}`
      sockets[(sent * 7) % sockets.length]!.send(JSON.stringify({ type: 'send', clientMessageId, text }))
    }
    await pause(1)
  }
}

function onAnswer(exchanges: ReadonlyMap<string, Exchange>, data: Buffer): void {
  const { event } = JSON.parse(data.toString('utf8')) as {
    event?: { sender: { kind: string }; body: { content?: { text: string } } }
  }
  if (event?.sender.kind !== 'agent') return
  const exchange = exchanges.get(event.body.content?.text.slice(3) ?? '')
  if (exchange !== undefined) exchange.answered ??= performance.now()
}

interface VisitorToken {
  token: string
  visitorId: string
}

async function newVisitor(server: ServerProcess): Promise<VisitorToken> {
  const response = await fetch(`${server.url}/public/api/v1/inboxes/${server.inboxId}/sessions`, { method: 'POST' })
  return (await response.json()) as VisitorToken
}

/** Each visitor has a conversation that one of the agents holds: what 2,000 requests and acceptances would leave. */
async function assignAll(
  client: pg.Client,
  inboxId: string,
  { tenantId, agentIds }: LivePlan,
  visitors: readonly VisitorToken[],
): Promise<string[]> {
  const contacts = visitors.map(one => one.visitorId)
  await client.query(`INSERT INTO contact (tenant_id, id, inbox_id) SELECT $1, id, $2 FROM unnest($3::uuid[]) id`, [
    tenantId,
    inboxId,
    contacts,
  ])
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO conversation (tenant_id, id, inbox_id, contact_id, language)
     SELECT $1, gen_random_uuid(), $2, x.id, 'en' FROM unnest($3::uuid[]) WITH ORDINALITY AS x(id, n) ORDER BY x.n RETURNING id`,
    [tenantId, inboxId, contacts],
  )
  const ids = rows.map(row => row.id)
  await client.query(
    `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, agent_id, assigned_at, epoch)
     SELECT $1, gen_random_uuid(), x.id, 'assigned', 'asked', '{}', now(), ($3::uuid[])[1 + (x.n - 1) % cardinality($3::uuid[])], now(), 1
     FROM unnest($2::uuid[]) WITH ORDINALITY AS x(id, n)`,
    [tenantId, ids, agentIds],
  )
  await client.query(
    `UPDATE agent SET load = (SELECT count(*) FROM handoff h WHERE h.tenant_id = agent.tenant_id AND h.agent_id = agent.id AND h.state = 'assigned')
     WHERE tenant_id = $1`,
    [tenantId],
  )
  return ids
}

async function inGroups<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = []
  for (let at = 0; at < count; at += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, count - at) }, (_, k) => make(at + k))
    made.push(...(await Promise.all(some)))
  }
  return made
}

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))
