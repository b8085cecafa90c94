/** Working hours decide who is asked: at the edge of a shift, through the real server, on both databases. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { updateAgent } from '../../src/admin/agent.store.ts'
import { writeRouting } from '../../src/handoff/routing/routing.store.ts'
import { DEFAULT_ROUTING } from '../../src/handoff/routing/settings.ts'
import { type DueShift, findDueShifts, type ShiftHours, turnShift } from '../../src/handoff/shift.store.ts'
import { turnAt } from '../../src/handoff/shifts.ts'
import { turnShifts } from '../../src/jobs/sweepers.ts'
import { buildApp, eventually, type SignedIn, type TestApp } from '../helpers/app.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const hours = (day: ShiftHours['week'][number]): ShiftHours => ({ timeZone: 'Asia/Shanghai', week: Array(7).fill(day) })
const DAYS = hours([{ from: '09:00', to: '18:00' }])
const ALWAYS = hours([{ from: '00:00', to: '24:00' }])
const NEVER = hours([])

describe('the edge of a shift', () => {
  const at = (time: string) => Date.parse(`2026-11-26T${time}+08:00`)
  const nextMorning = Date.parse('2026-11-27T09:00+08:00')

  test('puts who is online away, until the next one begins', () => {
    const end = turnAt({ hours: DAYS, online: true, away: false, now: at('18:00') })
    expect(end).toEqual({ availability: 'away', away: true, changesAt: nextMorning })
  })
  test('brings back whom the last one put away, until it ends', () => {
    const begin = turnAt({ hours: DAYS, online: false, away: true, now: at('09:00') })
    expect(begin).toEqual({ availability: 'online', away: false, changesAt: at('18:00') })
  })
  test('changes nothing for who went himself, or comes late to look', () => {
    expect(turnAt({ hours: DAYS, online: false, away: false, now: at('18:00') }).availability).toBeUndefined()
    const slept = turnAt({ hours: DAYS, online: true, away: false, now: at('10:00') })
    expect(slept).toEqual({ availability: undefined, away: false, changesAt: at('18:00') })
  })
})

describeOnEachDatabase('working hours', open => {
  let shop: TestApp
  const sockets: { close(): void }[] = []
  beforeAll(async () => {
    shop = await buildApp({ db: open(), loadBot: async () => plainBot() })
    await writeRouting(tenant(), { ...DEFAULT_ROUTING, strategy: 'round_robin', offerSeconds: 300 })
  }, 120_000)
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.close()
    await shop.db.query("UPDATE handoff SET state = 'closed', closed_at = now() WHERE state <> 'closed'")
    await shop.db.query("UPDATE agent SET load = 0, availability = 'offline', shift_changes_at = NULL")
    await shop.db.query('DELETE FROM presence')
  })
  afterAll(() => shop.close())

  const tenant = () => shop.db.tenant(shop.home.tenantId)
  const sweep = () => turnShifts({ db: shop.db, desk: shop.app.desk, bus: shop.bus })
  const say = (agent: SignedIn, availability: string) => agent.call('PUT', '/me/availability', { availability })
  /** Its end, an hour ago or now, by the clock of the database. */
  const endShift = (id: string) =>
    shop.db.query('UPDATE agent SET working_hours = $2::jsonb, shift_changes_at = now() WHERE id = $1', [
      id,
      JSON.stringify(NEVER),
    ])

  async function present(week?: ShiftHours) {
    const agent = await shop.signIn()
    if (week !== undefined) await updateAgent(tenant(), agent.id, { workingHours: week })
    const socket = await shop.deskSocket(agent)
    sockets.push(socket)
    await socket.wait('welcome')
    // By his session: working hours are read anew with each request.
    await say(agent, 'online')
    return { ...agent, socket }
  }
  const visitorAsks = async () => (await (await shop.newVisitor()).say('人工')).conversationId
  const handoffOf = async (id: string) =>
    (
      await shop.db.query<{ state: string; agent_id: string | null; queued_at: Date }>(
        "SELECT state, agent_id, queued_at FROM handoff WHERE conversation_id = $1 AND state <> 'closed'",
        [id],
      )
    ).rows[0]!
  const is = (id: string, state: string) => eventually(async () => (await handoffOf(id)).state === state)
  const rowOf = async (id: string) =>
    (
      await shop.db.query<{ availability: string; shift_away: boolean; load: number; shift_changes_at: Date | null }>(
        'SELECT availability, shift_away, load, shift_changes_at FROM agent WHERE id = $1',
        [id],
      )
    ).rows[0]!

  test('end: what is offered goes back to its place, what he holds stays, and he is told', async () => {
    const agent = await present(ALWAYS)
    const [held, offered] = [await visitorAsks(), await visitorAsks()]
    await is(held, 'offered')
    await agent.call('POST', `/conversations/${held}/accept`, {})
    await is(offered, 'offered')
    const before = await handoffOf(offered)
    await endShift(agent.id)
    await sweep()
    expect(await handoffOf(offered)).toEqual({ state: 'waiting', agent_id: null, queued_at: before.queued_at })
    expect(await handoffOf(held)).toMatchObject({ state: 'assigned', agent_id: agent.id })
    expect(await rowOf(agent.id)).toMatchObject({ availability: 'away', shift_away: true, load: 1 })
    await eventually(() => agent.socket.frames.some(f => f.type === 'availability' && f.availability === 'away'))
    const colleague = await present()
    await eventually(async () => (await handoffOf(offered)).agent_id === colleague.id)
  })

  test('end: nothing is offered in the moment before the sweeper comes, and what is offered lapses', async () => {
    const agent = await present(ALWAYS)
    const offered = await visitorAsks()
    await is(offered, 'offered')
    await endShift(agent.id)
    const late = await visitorAsks()
    await shop.app.routing.sweep()
    expect([(await handoffOf(offered)).state, (await handoffOf(late)).state]).toEqual(['waiting', 'waiting'])
    expect((await rowOf(agent.id)).availability).toBe('online')
  })

  test('who says by hand that he is online works longer, until his next shift ends', async () => {
    const agent = await present(NEVER)
    expect(await rowOf(agent.id)).toMatchObject({ availability: 'online', shift_changes_at: null })
    await sweep()
    const id = await visitorAsks()
    await eventually(async () => (await handoffOf(id)).agent_id === agent.id)
    await endShift(agent.id)
    await sweep()
    expect((await rowOf(agent.id)).availability).toBe('away')
    await say(agent, 'online')
    await sweep()
    expect(await rowOf(agent.id)).toMatchObject({ availability: 'online', shift_away: false })
  })

  test('begin: he is online again, unless he said otherwise', async () => {
    const [one, two] = [await present(), await present()]
    for (const { id } of [one, two]) await updateAgent(tenant(), id, { workingHours: NEVER })
    await sweep()
    expect([(await rowOf(one.id)).availability, (await rowOf(two.id)).availability]).toEqual(['away', 'away'])
    await say(two, 'offline')
    const id = await visitorAsks()
    for (const { id } of [one, two]) await updateAgent(tenant(), id, { workingHours: ALWAYS })
    await sweep()
    expect([(await rowOf(one.id)).availability, (await rowOf(two.id)).availability]).toEqual(['online', 'offline'])
    await eventually(async () => (await handoffOf(id)).agent_id === one.id)
  })

  test('one of two processes turns a shift; the same hours stored again turn nothing', async () => {
    const agent = await present(ALWAYS)
    await updateAgent(tenant(), agent.id, { workingHours: ALWAYS, capacity: 3 })
    expect(await findDueShifts(shop.db)).toEqual([])
    await endShift(agent.id)
    const due = (await findDueShifts(shop.db))[0] as DueShift
    const both = [1, 2].map(() => turnShift(tenant(), due, turnAt(due)))
    expect((await Promise.all(both)).toSorted()).toEqual([false, true])
    await endShift(agent.id)
    await say(agent, 'online')
    expect(await turnShift(tenant(), due, turnAt(due))).toBe(false)
  })
})
