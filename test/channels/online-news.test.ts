import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createOnlineNews, type Onlooker } from '../../src/channels/online-news.ts'

interface Fake extends Onlooker {
  told: boolean[]
}

function onlookerOf(tenantId: string): Fake {
  const told: boolean[] = []
  return { visitor: { tenantId, inboxId: 'inbox', contactId: 'contact' }, told, showOnline: on => void told.push(on) }
}

describe('news of who is there', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function newsOver(sessions: Fake[]) {
    const asked: string[] = []
    const is = { online: true }
    const news = createOnlineNews({
      sessions,
      async agentsOnline(tenantId) {
        asked.push(tenantId)
        return is.online
      },
      onError(error) {
        throw error
      },
    })
    return { news, asked, is }
  }

  test('two hundred agents who come cost two questions, whoever looks on', async () => {
    const sessions = Array.from({ length: 2000 }, () => onlookerOf('t'))
    const { news, asked } = newsOver(sessions)
    for (let i = 0; i < 200; i++) news.changed('t')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked).toEqual(['t', 't'])
    expect(sessions.every(({ told }) => told.length === 2)).toBe(true)
  })

  test('the last one who goes within the pause is told of after it', async () => {
    const onlooker = onlookerOf('t')
    const { news, is } = newsOver([onlooker])
    news.changed('t')
    await vi.advanceTimersByTimeAsync(10)
    is.online = false
    news.changed('t')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(onlooker.told).toEqual([true, false])
  })

  test('another tenant hears nothing, and is not asked about without anybody who looks on', async () => {
    const onlooker = onlookerOf('one')
    const { news, asked } = newsOver([onlooker])
    news.changed('two')
    await vi.advanceTimersByTimeAsync(2_000)
    expect([asked, onlooker.told]).toEqual([[], []])
  })
})
