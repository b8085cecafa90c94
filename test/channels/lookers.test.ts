/** Which agents look at a conversation, and who is typing in it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocalBus } from '../../src/bus.ts'
import { createLookers, type Onlooker } from '../../src/channels/lookers.ts'
import type { ServerFrame } from '../../src/protocol.ts'
import { buildApp, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const C = 'conversation'

/** Two processes with a bus between them. */
function twoProcesses() {
  let time = 0
  const make = (forward: () => ReturnType<typeof createLocalBus>) => {
    const here = new Set<Onlooker>()
    const bus = createLocalBus(hint => forward().receive(hint))
    const lookers = createLookers(bus, here, () => time)
    bus.subscribe(hint => hint.kind === 'looking' && lookers.heard(hint))
    const desk = (id: string, tenantId = 'a') => {
      const looks = new Set<string>()
      const told: string[][] = []
      const onlooker: Onlooker = {
        connectionId: `${id}-${here.size}`,
        agent: { tenantId, id, name: id },
        looksAt: () => looks,
        send: (frame: ServerFrame) => frame.type === 'lookers' && told.push(frame.agents.map(one => one.name)),
      }
      here.add(onlooker)
      return {
        told,
        come: () => {
          looks.add(C)
          lookers.came(onlooker, C)
        },
        leave: () => {
          looks.delete(C)
          lookers.left(onlooker, C)
        },
        die: () => here.delete(onlooker),
      }
    }
    return { bus, lookers, desk }
  }
  const one: ReturnType<typeof make> = make(() => two.bus)
  const two: ReturnType<typeof make> = make(() => one.bus)
  return { one, two, wait: (ms: number) => (time += ms) }
}

describe('agents who look at one conversation', () => {
  test('learn of each other in whichever process they are, and not of themselves', () => {
    const { one, two } = twoProcesses()
    const [wang, li] = [one.desk('wang'), two.desk('li')]
    wang.come()
    li.come()
    expect([wang.told.at(-1), li.told.at(-1)]).toEqual([['li'], ['wang']])
    li.leave()
    expect(wang.told.at(-1)).toEqual([])
  })

  test('count a colleague with two desks once, until the last is gone', () => {
    const { one, two } = twoProcesses()
    const [wang, here, there] = [one.desk('wang'), one.desk('li'), two.desk('li')]
    for (const desk of [wang, here, there]) desk.come()
    expect(wang.told.at(-1)).toEqual(['li'])
    here.leave()
    expect(wang.told.at(-1)).toEqual(['li'])
    there.leave()
    expect(wang.told.at(-1)).toEqual([])
  })

  test('are forgotten when their process is not heard of any more', () => {
    const { one, two, wait } = twoProcesses()
    const [wang, li] = [one.desk('wang'), two.desk('li')]
    wang.come()
    li.come()
    li.die()
    wait(30_000)
    one.lookers.refresh()
    expect(wang.told.at(-1)).toEqual(['li'])
    wait(60_000)
    one.lookers.refresh()
    expect(wang.told.at(-1)).toEqual([])
  })

  test('are not told of agents of another tenant', () => {
    const { one, two } = twoProcesses()
    const [wang, stranger] = [one.desk('wang'), two.desk('stranger', 'b')]
    stranger.come()
    wang.come()
    expect(stranger.told).toEqual([[]])
  })
})

describe('the desks of a shop', () => {
  let shop: TestApp
  beforeAll(async () => {
    shop = await buildApp({ loadBot: async () => plainBot() })
  }, 120_000)
  afterAll(() => shop.close())

  test('show who else looks and types; the visitor sees only the agent who holds his conversation', async () => {
    const [holder, other] = [await shop.signIn(), await shop.signIn()]
    const visitor = await shop.newVisitor()
    const { conversationId } = await visitor.say('人工')
    await holder.accept(conversationId)
    const chat = await shop.visitorSocket(visitor)
    await chat.wait('state')
    const [first, second] = [await shop.deskSocket(holder), await shop.deskSocket(other)]
    for (const desk of [first, second]) {
      await desk.wait('welcome')
      desk.send({ type: 'follow', conversationId, lastSeq: 0 })
      await desk.wait('event')
    }
    expect(await first.wait('lookers', frame => frame.agents.some(one => one.id === other.id))).toBeDefined()
    expect(await second.wait('lookers', frame => frame.agents.some(one => one.id === holder.id))).toBeDefined()
    second.send({ type: 'typing', conversationId, on: true })
    expect(await first.wait('typing')).toMatchObject({ by: 'agent', agent: { id: other.id, name: other.name } })
    first.send({ type: 'typing', conversationId, on: true })
    expect(await second.wait('typing')).toMatchObject({ by: 'agent', agent: { id: holder.id } })
    await chat.wait('typing')
    const typing = (frames: ServerFrame[]) => frames.filter(frame => frame.type === 'typing')
    expect(typing(chat.frames)).toEqual([{ type: 'typing', conversationId, by: 'agent', on: true }])
    expect(typing(first.frames)).toHaveLength(1)
    second.close()
    await first.wait('lookers', frame => first.frames.indexOf(frame) > 0 && frame.agents.length === 0)
  })
})
