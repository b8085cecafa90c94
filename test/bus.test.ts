import { expect, test } from 'vitest'
import { createLocalBus, type Hint } from '../src/bus.ts'

const HINT: Hint = { kind: 'knowledge', tenantId: 't' }

test('a hint reaches every listener, and is forwarded once', () => {
  const forwarded: Hint[] = []
  const heard: Hint[][] = [[], []]
  const bus = createLocalBus(hint => forwarded.push(hint))
  for (const list of heard) bus.subscribe(hint => list.push(hint))
  bus.publish(HINT)
  expect(heard).toEqual([[HINT], [HINT]])
  expect(forwarded).toEqual([HINT])
})

test('a received hint is not sent on', () => {
  const forwarded: Hint[] = []
  const heard: Hint[] = []
  const bus = createLocalBus(hint => forwarded.push(hint))
  bus.subscribe(hint => heard.push(hint))
  bus.receive(HINT)
  expect(heard).toEqual([HINT])
  expect(forwarded).toEqual([])
})

test('who has left hears nothing more; the others do', async () => {
  const heard: string[] = []
  const bus = createLocalBus()
  const leave = bus.subscribe(() => heard.push('first'))
  bus.subscribe(() => heard.push('second'))
  leave()
  bus.publish(HINT)
  expect(heard).toEqual(['second'])
  await bus.close()
  bus.publish(HINT)
  expect(heard).toEqual(['second'])
})

test('a listener may leave while it is told', () => {
  const heard: string[] = []
  const bus = createLocalBus()
  const leave = bus.subscribe(() => {
    heard.push('once')
    leave()
  })
  bus.subscribe(() => heard.push('always'))
  bus.publish(HINT)
  bus.publish(HINT)
  expect(heard).toEqual(['once', 'always', 'always'])
})

test('one listener that throws does not keep the hint from the others', () => {
  const heard: string[] = []
  const bus = createLocalBus()
  bus.subscribe(() => {
    throw new Error('broken listener')
  })
  bus.subscribe(() => heard.push('second'))
  expect(() => bus.publish(HINT)).toThrow('broken listener')
  expect(heard).toEqual(['second'])
})
