import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import type { Bus, Hint } from '../../src/bus.ts'
import { openNotifyBus } from '../../src/db/notify-bus.ts'
import { newId } from '../../src/id.ts'
import { openEmptyDatabase, type TestDatabase } from '../helpers/databases.ts'

const conversation = (contactId: string): Hint => ({
  kind: 'conversation',
  tenantId: newId(),
  conversationId: newId(),
  contactId,
  handoff: false,
})

describe.skipIf(!inject('services').postgres.found)('the bus between processes', () => {
  let database: TestDatabase
  let url: string
  const buses: Bus[] = []

  beforeAll(async () => {
    database = await openEmptyDatabase('postgres')
    url = database.url ?? ''
  })
  afterAll(async () => {
    await Promise.all(buses.map(bus => bus.close()))
    await database.close()
  })

  async function listener(): Promise<{ bus: Bus; heard: Hint[] }> {
    const bus = await openNotifyBus(url)
    buses.push(bus)
    const heard: Hint[] = []
    bus.subscribe(hint => heard.push(hint))
    return { bus, heard }
  }

  test('a hint arrives once with each process, the own one included, in order', async () => {
    const [a, b, c] = [await listener(), await listener(), await listener()]
    const hints = Array.from({ length: 120 }, (_, i) => conversation(`contact ${i}`))
    for (const hint of hints) a.bus.publish(hint)
    expect(a.heard).toEqual(hints)
    await vi.waitFor(() => expect(c.heard).toEqual(hints), { timeout: 5_000 })
    await vi.waitFor(() => expect(b.heard).toEqual(hints), { timeout: 5_000 })
    expect(a.heard).toHaveLength(hints.length)
  })

  test('after its connection broke, a process is told to read again and hears what follows', async () => {
    const [a, b] = [await listener(), await listener()]
    await breakConnections(await connections())
    await vi.waitFor(() => expect(a.heard).toContainEqual({ kind: 'reread' }), { timeout: 10_000 })
    await vi.waitFor(() => expect(b.heard).toContainEqual({ kind: 'reread' }), { timeout: 10_000 })
    a.bus.publish(conversation('contact 7'))
    await vi.waitFor(() => expect(b.heard.at(-1)).toMatchObject({ contactId: 'contact 7' }), { timeout: 5_000 })
  })

  test('a hint of the time without a connection arrives when it is back', async () => {
    const before = await connections()
    const a = await listener()
    const own = (await connections()).filter(pid => !before.includes(pid))
    const b = await listener()
    await breakConnections(own)
    a.bus.publish(conversation('contact 8'))
    await vi.waitFor(() => expect(b.heard).toEqual([expect.objectContaining({ contactId: 'contact 8' })]), {
      timeout: 10_000,
    })
    expect(a.heard.filter(hint => hint.kind === 'conversation')).toHaveLength(1)
  })

  test('what was published just before closing still arrives, and nothing is heard after it', async () => {
    const [a, b] = [await listener(), await listener()]
    a.bus.publish(conversation('contact 9'))
    await a.bus.close()
    await vi.waitFor(() => expect(b.heard.at(-1)).toMatchObject({ contactId: 'contact 9' }), { timeout: 5_000 })
    const before = a.heard.length
    b.bus.publish(conversation('contact 10'))
    await new Promise(resolve => setTimeout(resolve, 100))
    expect(a.heard).toHaveLength(before)
  })

  const connections = async (): Promise<number[]> =>
    (await database.db.query<{ pid: number }>(LISTENERS)).rows.map(row => row.pid)

  async function breakConnections(pids: number[]): Promise<void> {
    await database.db.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [pids])
  }
})

const LISTENERS = `SELECT pid FROM pg_stat_activity
  WHERE application_name = 'yingda-bus' AND datname = current_database() ORDER BY pid`
