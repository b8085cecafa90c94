/** Priority by waiting: off unless wanted; then once, after so many minutes. */
import { expect, it } from 'vitest'
import { writeHandover } from '../../src/admin/handover.ts'
import { DEFAULT_HANDOVER } from '../../src/dialog/handover/settings.ts'
import { raiseWaiting } from '../../src/handoff/raise.store.ts'
import { newId } from '../../src/id.ts'
import { describeOnEachDatabase, newTenant } from '../helpers/databases.ts'

describeOnEachDatabase('priority by waiting', open => {
  async function queue(minutes: number[]): Promise<{ tenantId: string; ids: string[] }> {
    const db = open()
    const tenantId = await newTenant(db)
    const [inboxId, ids] = [newId(), minutes.map(() => newId())]
    await db.query(
      "INSERT INTO inbox (tenant_id, id, name, channel, settings) VALUES ($1, $2, 'x', 'web_chat', '{}')",
      [tenantId, inboxId],
    )
    for (const [i, id] of ids.entries()) {
      await db.query('INSERT INTO contact (tenant_id, id, inbox_id) VALUES ($1, $2, $3)', [tenantId, id, inboxId])
      await db.query('INSERT INTO conversation (tenant_id, id, inbox_id, contact_id) VALUES ($1, $2, $3, $2)', [
        tenantId,
        id,
        inboxId,
      ])
      await db.query(
        `INSERT INTO handoff (tenant_id, id, conversation_id, state, reason, packet, queued_at)
         VALUES ($1, $2, $2, 'waiting', 'asked', '{}', now() - make_interval(mins => $3))`,
        [tenantId, id, minutes[i]],
      )
    }
    return { tenantId, ids }
  }
  async function priorities(tenantId: string, ids: readonly string[]): Promise<number[]> {
    const { rows } = await open().query<{ id: string; priority: number }>(
      'SELECT id, priority FROM handoff WHERE tenant_id = $1',
      [tenantId],
    )
    return ids.map(id => rows.find(row => row.id === id)!.priority)
  }

  it('raises nobody by default', async () => {
    const { tenantId, ids } = await queue([60])
    expect((await raiseWaiting(open())).filter(each => each.tenantId === tenantId)).toEqual([])
    expect(await priorities(tenantId, ids)).toEqual([0])
  })

  it('raises who has waited long enough, once, also with two sweepers at the same time', async () => {
    const { tenantId, ids } = await queue([20, 5])
    const waiting = { on: true, afterMinutes: 10, by: 7 }
    await writeHandover(open().tenant(tenantId), { ...DEFAULT_HANDOVER, waiting })
    const raised = (await Promise.all([raiseWaiting(open()), raiseWaiting(open())])).flat()
    expect(raised.filter(each => each.tenantId === tenantId)).toEqual([
      { tenantId, conversationId: ids[0], contactId: ids[0] },
    ])
    expect(await priorities(tenantId, ids)).toEqual([7, 0])
    await raiseWaiting(open())
    expect(await priorities(tenantId, ids)).toEqual([7, 0])
  })
})
