/** The desk's lists: every conversation of a view once, in its order, whatever the page's size. On both engines. */
import { describe, expect, test } from 'vitest'
import { insertAgent } from '../../src/admin/agent.store.ts'
import type { TenantDb } from '../../src/db.ts'
import type { ListFilter, ListSort } from '../../src/finding/filter.ts'
import type { ListRequest } from '../../src/finding/list.store.ts'
import { listConversations } from '../../src/finding/list.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

type View = ListRequest['view']
const EVERY: View[] = ['queue', 'mine', 'open', 'parked', 'resolved', 'all']
/** Fine enough that a cursor of milliseconds would lose some. */
const STEP = "interval '0.0003 seconds'"

interface Made {
  tenant: TenantDb
  agentId: string
  inboxes: string[]
  teamId: string
}

/** 24 conversations: the bot's, waiting, mine, another's, resolved by me; some at the very same moment. */
async function make(tenant: TenantDb): Promise<Made> {
  const { tenantId } = tenant
  const agents = await Promise.all(
    ['a', 'b'].map(name =>
      insertAgent(tenant, { name, email: `${newId()}@x.com`, role: 'agent', capacity: 50 }, 'none'),
    ),
  )
  const inboxes = [newId(), newId()]
  for (const id of inboxes)
    await tenant.query(
      `INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, 'web', 'web_chat', '{}')`,
      [tenantId, id],
    )
  const teamId = newId()
  await tenant.query('INSERT INTO team (tenant_id, id, name) VALUES ($1, $2, $3)', [tenantId, teamId, 'Returns'])
  for (let i = 0; i < 24; i++) {
    const [id, contactId, kind] = [newId(), newId(), i % 5]
    const inboxId = inboxes[i % 2]
    await tenant.query('INSERT INTO contact (tenant_id, id, inbox_id) VALUES ($1, $2, $3)', [
      tenantId,
      contactId,
      inboxId,
    ])
    await tenant.query(
      `INSERT INTO conversation (tenant_id, id, inbox_id, contact_id, status, language, last_at)
       VALUES ($1, $2, $3, $4, $5, $6, '2026-05-01T00:00:00Z'::timestamptz + $7::int * ${STEP})`,
      [
        tenantId,
        id,
        inboxId,
        contactId,
        kind === 4 ? 'resolved' : 'open',
        i % 3 === 0 ? 'zh' : 'en',
        Math.floor(i / 3),
      ],
    )
    if (kind === 0 && i > 4)
      await tenant.query(
        `UPDATE conversation SET status = 'snoozed', due_reason = 'snoozed', due_at = '2027-01-01T00:00:00Z'::timestamptz - $3::int * ${STEP}
         WHERE tenant_id = $1 AND id = $2`,
        [tenantId, id, Math.floor(i / 10)],
      )
    if (kind === 0) continue
    const state = ['', 'waiting', 'assigned', 'assigned', 'closed'][kind]
    const agent = kind === 1 ? null : kind === 3 ? agents[1]!.id : agents[0]!.id
    await tenant.query(
      `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at, agent_id, priority, team_id)
       VALUES ($1, $2, $3, $4, $5, '{}', now() - $6::int * ${STEP}, $7, $8, $9)`,
      [
        tenantId,
        newId(),
        id,
        state,
        i % 2 ? 'asked' : 'sensitive',
        i,
        agent,
        i === 6 ? 5 : 0,
        i % 4 === 1 ? teamId : null,
      ],
    )
  }
  return { tenant, agentId: agents[0]!.id, inboxes, teamId }
}

async function ids(made: Made, view: View, limit: number, filter: ListFilter = {}, sort?: ListSort): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await listConversations(made.tenant, made.agentId, { view, sort, filter, limit, cursor })
    expect(page.conversations.length).toBeLessThanOrEqual(limit)
    found.push(...page.conversations.map(one => one.id))
    cursor = page.next
  } while (cursor !== undefined)
  return found
}

describeOnEachDatabase('the lists of the desk', open => {
  const fresh = async () => {
    const db = open()
    return make(db.tenant(await newTenant(db)))
  }

  test.each(EVERY)('%s is the same in steps of 1, 3 and all', async view => {
    const made = await fresh()
    const whole = await ids(made, view, 200)
    expect(whole.length).toBeGreaterThan(2)
    expect(new Set(whole).size).toBe(whole.length)
    for (const sort of [undefined, 'activity', 'waiting'] as const) {
      const all = await ids(made, view, 200, {}, sort)
      const expected = view === 'all' && sort === 'waiting' ? await ids(made, 'open', 200) : whole
      expect(new Set(all)).toEqual(new Set(expected))
      for (const step of [1, 3]) expect(await ids(made, view, step, {}, sort)).toEqual(all)
    }
  })

  test('all is what is open and what is resolved; the queue serves priority first, then who came first', async () => {
    const made = await fresh()
    const [queue, opened, resolved, all] = await Promise.all(
      (['queue', 'open', 'resolved', 'all'] as const).map(view => ids(made, view, 200)),
    )
    expect(new Set(all)).toEqual(new Set([...opened!, ...resolved!]))
    const { rows } = await made.tenant.query<{ id: string }>(
      `SELECT conversation_id AS id FROM handoff WHERE tenant_id = $1 AND state = 'waiting' ORDER BY priority DESC, queued_at, id`,
      [made.tenant.tenantId],
    )
    expect(queue).toEqual(rows.map(({ id }) => id))
    expect((await ids(made, 'open', 200, {}, 'waiting')).slice(0, queue!.length)).toEqual(queue)
  })

  describe('filters', () => {
    test('narrow each view to what they name, also what an agent or team served before', async () => {
      const made = await fresh()
      const [one, other] = made.inboxes
      const all = await ids(made, 'all', 7)
      const inboxes = [await ids(made, 'all', 7, { inboxId: one! }), await ids(made, 'all', 7, { inboxId: other! })]
      expect(inboxes.flat().sort()).toEqual([...all].sort())
      expect(await ids(made, 'mine', 7)).toHaveLength(5)
      // Five that are his now, and four that he closed.
      expect(await ids(made, 'all', 7, { agentId: made.agentId })).toHaveLength(9)
      expect(await ids(made, 'resolved', 7, { agentId: made.agentId })).toHaveLength(4)
      const team = await ids(made, 'all', 7, { teamId: made.teamId })
      expect(team.length).toBeGreaterThan(0)
      expect(team.length).toBeLessThan(all.length)
      const reasons = [
        await ids(made, 'all', 7, { reason: 'asked' }),
        await ids(made, 'all', 7, { reason: 'sensitive' }),
      ]
      expect(reasons.flat()).toHaveLength(19)
      expect(await ids(made, 'all', 7, { language: 'zh' })).toHaveLength(8)
      expect(await ids(made, 'all', 7, { language: 'zh', inboxId: one! })).toHaveLength(4)
      const middle = '2026-05-01T00:00:00.001Z'
      const [before, after] = [
        await ids(made, 'all', 7, { until: middle }),
        await ids(made, 'all', 7, { since: middle }),
      ]
      expect(before.length * after.length).toBeGreaterThan(0)
      expect([...after, ...before]).toEqual(all)
    })
  })
})
