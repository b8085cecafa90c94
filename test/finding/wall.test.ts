/** What a supervisor's wall tells, over the real socket; and who may watch it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp, eventually, type SignedIn, type TestApp } from '../helpers/app.ts'
import { plainBot } from '../helpers/plain-bot.ts'

let shop: TestApp
let boss: SignedIn
let agent: SignedIn

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  boss = await shop.signIn('supervisor')
  agent = await shop.signIn('agent')
}, 120_000)
afterAll(() => shop.close())

test('tells who waits and for how long, who is there, and who has no reply yet, until he has one', async () => {
  const wall = await shop.deskSocket(boss)
  wall.send({ type: 'watch_wall', on: true })
  const first = await wall.wait('wall')
  expect(first.wall).toMatchObject({ waiting: 0, longestWaitMs: 0, firstReplySeconds: 60, unanswered: [] })
  expect(first.wall.agents.map(one => one.name)).toContain(agent.name)

  const visitor = await shop.newVisitor()
  const { conversationId } = await visitor.say('人工')
  const waiting = await wall.wait('wall', frame => frame.wall.waiting === 1)
  expect(waiting.wall.unanswered).toEqual([
    expect.objectContaining({ conversationId, reason: 'asked', contactId: visitor.contactId }),
  ])
  expect(waiting.wall.unanswered[0]!.waitedMs).toBeLessThan(60_000)

  const { handoff } = await agent.accept(conversationId)
  const taken = await wall.wait('wall', frame => frame.wall.waiting === 0 && frame.wall.unanswered.length === 1)
  expect(taken.wall.unanswered[0]).toMatchObject({ agentName: agent.name })
  expect(taken.wall.agents.find(one => one.id === agent.id)).toMatchObject({ load: 1 })

  const desk = await shop.deskSocket(agent)
  const epoch = handoff!.epoch
  desk.send({ type: 'send', conversationId, clientMessageId: 'wall-reply-1', text: '您好', epoch })
  await desk.wait('ack')
  await wall.wait('wall', frame => frame.wall.unanswered.length === 0 && frame.wall.agents.some(one => one.present))
})

test('follows a new target', async () => {
  const wall = await shop.deskSocket(boss)
  wall.send({ type: 'watch_wall', on: true })
  await wall.wait('wall')
  const owner = await shop.signIn('owner')
  const { status } = await owner.call('PUT', '/desk-settings', { settings: { firstReplySeconds: 20 } })
  expect(status).toBe(200)
  await wall.wait('wall', frame => frame.wall.firstReplySeconds === 20)
})

test('is not for agents, and ends when it is not watched any more', async () => {
  const desk = await shop.deskSocket(agent)
  desk.send({ type: 'watch_wall', on: true })
  expect(await desk.wait('error')).toMatchObject({ code: 'permission_missing' })
  const wall = await shop.deskSocket(boss)
  wall.send({ type: 'watch_wall', on: true })
  await wall.wait('wall')
  wall.send({ type: 'watch_wall', on: false })
  const before = wall.frames.length
  await (await shop.newVisitor()).say('人工')
  await eventually(() => wall.frames.slice(before).some(frame => frame.type === 'desk'))
  await new Promise(resolve => setTimeout(resolve, 1500))
  expect(wall.frames.slice(before).filter(frame => frame.type === 'wall')).toEqual([])
  expect(desk.frames.some(frame => frame.type === 'wall')).toBe(false)
})
