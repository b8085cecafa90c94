/**
 * Whatever visitors, agents and failures do, and in whatever order: somebody holds every conversation, one only, and it
 * can be closed. Random sequences through the real use cases.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Agent } from '../../src/admin/agent.store.ts'
import { lock } from '../../src/conversation/conversation.store.ts'
import { YingdaError } from '../../src/errors.ts'
import { newId } from '../../src/id.ts'
import { sweepDue } from '../../src/jobs/sweepers.ts'
import { buildApp, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const RUNS = Number(process.env.YINGDA_TEST_RUNS ?? 200)
const COMMANDS_AT_MOST = 25
const VISITORS = 2
const AGENTS = 2
const CAPACITY = 1

let shop: TestApp
/** Whether the bot throws. */
let broken = false
beforeAll(async () => {
  const loadBot = async () =>
    plainBot(() => {
      if (broken) throw new Error('broken')
    })
  shop = await buildApp({ loadBot })
}, 120_000)
afterAll(() => shop.close())

const AT_DESK = ['accept', 'reply', 'returnToBot', 'returnToQueue', 'close', 'lapse', 'late', 'snooze'] as const
type Command =
  | { kind: 'write'; visitor: number; text: string }
  | { kind: (typeof AT_DESK)[number]; visitor: number; agent: number }
  | { kind: 'offline'; agent: number }
  | { kind: 'race'; visitor: number; agent: number }
  /** The visitor would rather be answered later. */
  | { kind: 'leaveMessage'; visitor: number }
  /** What is parked is due now. */
  | { kind: 'due' }

const visitor = fc.nat(VISITORS - 1)
const agent = fc.nat(AGENTS - 1)
/** A question, no question, a wish for a person, for the bot again, an address, and one at which the bot throws. */
const text = fc.constantFrom('How much?', 'hmm', '人工', '不用了', 'li@example.com', 'broken')
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('write' as const), visitor, text }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom(...AT_DESK), visitor, agent }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('accept' as const), visitor, agent }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('offline' as const), agent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('race' as const), visitor, agent }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leaveMessage' as const), visitor }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('due' as const) }) },
)

test(`in ${RUNS} random sequences every open conversation has one holder, and can be closed`, async () => {
  const agents = await Promise.all(Array.from({ length: AGENTS }, () => shop.addAgent(CAPACITY)))
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: COMMANDS_AT_MOST }), async commands => {
      const world = createWorld(agents)
      try {
        for (const one of commands) {
          await world.act(one)
          for (const state of await world.check()) reached.add(state)
        }
      } finally {
        await world.end()
      }
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true, endOnFailure: true },
  )
  // The sequences went where the danger is.
  expect([...reached].sort()).toEqual(['agent', 'bot', 'parked', 'queue', 'resolved'])
}, 300_000)

interface Seen {
  id: string
  status: string
  last_seq: number
  events: number
  newest: number
  open_handoffs: number
  state: string | null
  agent_id: string | null
  epoch: number | null
  turns: number
  due_at: Date | null
}

const HOLDER_OF: Record<string, string> = { none: 'bot', waiting: 'queue', assigned: 'agent', parked: 'parked' }
const anHourOn = () => new Date(Date.now() + 3_600_000)

function createWorld(agents: readonly Agent[]) {
  const { desk, turns } = shop.app
  const { tenantId, inboxId } = shop.home
  const tenant = shop.db.tenant(tenantId)
  const contacts = Array.from({ length: VISITORS }, newId)
  const conversations: (string | undefined)[] = contacts.map(() => undefined)
  /** The epoch that each agent was last given in each conversation; he may use it long after. */
  const epochs = new Map<string, number>()
  const place = (who: number, conversationId: string) => `${who} ${conversationId}`

  async function write(who: number, words: string): Promise<void> {
    const message = { inboxId, contactId: contacts[who]!, clientMessageId: newId(), text: words }
    conversations[who] = (await turns.receive(tenantId, message)).conversationId
  }

  /** What an agent does as the desk shows it to him; being refused is fine, anything else is not. */
  async function atDesk(one: Extract<Command, { agent: number; visitor: number }>): Promise<void> {
    const id = conversations[one.visitor]
    const who = agents[one.agent]!
    if (id === undefined) return
    const epoch = epochs.get(place(one.agent, id)) ?? 0
    switch (one.kind) {
      case 'accept':
        epochs.set(place(one.agent, id), (await desk.accept(tenant, id, who)).epoch)
        return
      case 'reply':
        return void (await desk.reply(tenant, id, who, epoch, newId(), 'Hello'))
      case 'late':
        return void (await desk.reply(tenant, id, who, epoch - 1, newId(), 'Hello'))
      case 'returnToBot':
        return desk.returnToBot(tenant, id, who, epoch)
      case 'returnToQueue':
        return desk.returnToQueue(tenant, id, who, epoch)
      case 'lapse':
        return desk.lapse(tenant, id, who.id, epoch)
      case 'close':
        return desk.close(tenant, id, who, epochs.get(place(one.agent, id)))
      case 'snooze':
        return desk.snooze(tenant, id, who, epoch, anHourOn())
      case 'race':
        await Promise.allSettled([
          write(one.visitor, 'How much?'),
          atDesk({ ...one, kind: 'accept' }),
          atDesk({ ...one, kind: 'close' }),
          write(one.visitor, '人工'),
        ])
        return
      default:
        one satisfies never
    }
  }

  async function leaveMessage(who: number): Promise<void> {
    const id = conversations[who]
    if (id === undefined) return
    await tenant.transaction(async tx => {
      if ((await lock(tx, id))?.status !== 'resolved') await desk.parkForVisitor(tx, id, 'left_message', anHourOn())
    })
  }

  async function fallDue(): Promise<void> {
    await shop.db.query(
      "UPDATE conversation SET due_at = now() WHERE status = 'snoozed' AND contact_id = ANY($1::uuid[])",
      [contacts],
    )
    await sweepDue({ db: shop.db, desk })
  }

  async function act(one: Command): Promise<void> {
    broken = one.kind === 'write' && one.text === 'broken'
    try {
      if (one.kind === 'write') await write(one.visitor, one.text)
      else if (one.kind === 'offline') await shop.app.agents.makeAvailable(agents[one.agent]!, 'offline')
      else if (one.kind === 'due') await fallDue()
      else if (one.kind === 'leaveMessage') await leaveMessage(one.visitor)
      else await atDesk(one)
    } catch (error) {
      if (!(error instanceof YingdaError) || error.code === 'query_failed') throw error
    }
    await turns.idle()
    broken = false
  }

  async function look(): Promise<Seen[]> {
    const { rows } = await shop.db.query<Seen>(
      `SELECT c.id, c.status, c.due_at, c.last_seq, e.events, coalesce(e.newest, 0) AS newest, h.state, h.agent_id, h.epoch,
         (SELECT count(*)::int FROM handoff o WHERE o.conversation_id = c.id AND o.state <> 'closed') AS open_handoffs,
         (SELECT count(*)::int FROM turn t WHERE t.conversation_id = c.id) AS turns
       FROM conversation c
       LEFT JOIN handoff h ON h.conversation_id = c.id AND h.state <> 'closed'
       LEFT JOIN LATERAL (SELECT count(*)::int AS events, max(seq) AS newest FROM event WHERE conversation_id = c.id) e ON true
       WHERE c.contact_id = ANY($1::uuid[])`,
      [contacts],
    )
    return rows
  }

  async function check(): Promise<string[]> {
    const seen = await look()
    for (const row of seen) {
      expect(row.events).toBe(row.last_seq)
      expect(row.newest).toBe(row.last_seq)
      expect(row.open_handoffs).toBeLessThanOrEqual(row.status === 'resolved' ? 0 : 1)
      expect(row.turns).toBe(0)
      if (row.state === 'assigned') expect(agents.map(one => one.id)).toContain(row.agent_id)
      else expect([null, 'waiting', 'parked']).toContain(row.state)
      expect([row.state === 'parked', row.due_at !== null]).toEqual(Array(2).fill(row.status === 'snoozed'))
    }
    const open = seen.filter(row => row.status !== 'resolved')
    expect(open.length).toBeLessThanOrEqual(VISITORS)
    const { rows: queue } = await shop.db.query<{ conversation_id: string }>(
      "SELECT conversation_id FROM handoff WHERE tenant_id = $1 AND state = 'waiting' AND queued_at IS NOT NULL",
      [tenantId],
    )
    expect(queue.map(row => row.conversation_id).sort()).toEqual(
      open.flatMap(row => (row.state === 'waiting' ? [row.id] : [])).sort(),
    )
    const { rows: loads } = await shop.db.query<{ id: string; load: number }>(
      'SELECT id, load FROM agent WHERE id = ANY($1::uuid[])',
      [agents.map(one => one.id)],
    )
    for (const { id, load } of loads) {
      expect(load).toBe(seen.filter(row => row.agent_id === id).length)
      expect(load).toBeLessThanOrEqual(CAPACITY)
    }
    return seen.map(row => (row.status === 'resolved' ? 'resolved' : HOLDER_OF[row.state ?? 'none']!))
  }

  /** Closes everything by whoever may: the next sequence begins with idle agents, and nothing is left that cannot end. */
  async function end(): Promise<void> {
    for (const row of await look()) {
      if (row.status === 'resolved') continue
      const holder = agents.find(one => one.id === row.agent_id) ?? agents[0]!
      await desk.close(tenant, row.id, holder, row.epoch ?? undefined)
    }
    expect((await look()).every(row => row.status === 'resolved' && row.state === null)).toBe(true)
    const { rows } = await shop.db.query('SELECT load FROM agent WHERE id = ANY($1::uuid[])', [
      agents.map(one => one.id),
    ])
    expect(rows).toEqual(agents.map(() => ({ load: 0 })))
  }

  return { act, check, end }
}
