import { expect, test } from 'vitest'
import { createQueueNews, type Waiting, type WaitingState } from '../../src/channels/queue-news.ts'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

function sessionOf(tenantId: string, conversationId: string, waiting = true) {
  const shown: (WaitingState | undefined)[] = []
  const session: Waiting = {
    ...{ visitor: { tenantId, inboxId: 'inbox', contactId: conversationId }, waiting, conversationId },
    showPlace: place => void shown.push(place),
  }
  return { session, shown }
}

function newsFor(sessions: readonly Waiting[], again = 60_000) {
  const asked: string[] = []
  const news = createQueueNews({
    sessions,
    async places(tenantId) {
      asked.push(tenantId)
      return new Map([['c1', { queuePosition: asked.length }]])
    },
    onError(error) {
      throw error
    },
    ...{ pauseMs: 60, againMs: again },
  })
  return { news, asked }
}

test('one look serves all who wait in a tenant; others are left alone', async () => {
  const [first, gone, talking, other] = [
    sessionOf('a', 'c1'),
    sessionOf('a', 'c2'),
    sessionOf('a', 'c3', false),
    sessionOf('b', 'c4'),
  ]
  const { news, asked } = newsFor([first, gone, talking, other].map(({ session }) => session))
  news.changed('a')
  await pause(10)
  news.close()
  expect(asked).toEqual(['a'])
  expect(first.shown).toEqual([{ queuePosition: 1 }])
  expect(gone.shown).toEqual([undefined])
  expect([...talking.shown, ...other.shown]).toEqual([])
})

test('a hundred changes at once cost two looks: the first, and one for all that came after it', async () => {
  const { session, shown } = sessionOf('a', 'c1')
  const { news, asked } = newsFor([session])
  for (let i = 0; i < 100; i++) news.changed('a')
  await pause(200)
  news.close()
  expect(asked).toHaveLength(2)
  expect(shown).toEqual([{ queuePosition: 1 }, { queuePosition: 2 }])
})

test('who begins to wait just after a change that concerned nobody is told at once', async () => {
  const { session, shown } = sessionOf('a', 'c1', false)
  const { news } = newsFor([session])
  news.changed('a')
  session.waiting = true
  news.changed('a')
  await pause(10)
  news.close()
  expect(shown).toEqual([{ queuePosition: 1 }])
})

test('asks nothing for a tenant in which nobody waits', async () => {
  const { news, asked } = newsFor([sessionOf('a', 'c1', false).session])
  news.changed('a')
  await pause(10)
  news.close()
  expect(asked).toEqual([])
})

test('tells again without a cause, from time to time', async () => {
  const { session, shown } = sessionOf('a', 'c1')
  const { news } = newsFor([session], 30)
  await pause(200)
  news.close()
  expect(shown.length).toBeGreaterThanOrEqual(2)
})
