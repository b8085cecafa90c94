import { expect, it } from 'vitest'
import type { VisitorState } from '../../src/client/visitor-client.ts'
import { waitWords } from '../../web/widget/wait.ts'

const NOW = new Date(2026, 10, 23, 20, 0)
const words = (change: Partial<VisitorState>) =>
  (['zh', 'en'] as const).map(locale =>
    waitWords(
      {
        ...{
          connection: 'online',
          items: [],
          caughtUp: true,
          holder: 'queue',
          agentsOnline: true,
          unread: 0,
          agentRead: 0,
        },
        ...change,
      },
      locale,
      NOW,
    ),
  )

it.each<[Partial<VisitorState>, string, string]>([
  [
    { queuePosition: 3, wait: { from: 3, to: 8 } },
    '您前面还有 2 位，预计 3–8 分钟。',
    '2 people ahead of you, about 3–8 min.',
  ],
  [
    { queuePosition: 2, wait: { from: 0, to: 6 } },
    '您前面还有 1 位，预计 6 分钟以内。',
    '1 person ahead of you, up to 6 min.',
  ],
  [
    { queuePosition: 1, wait: { from: 4, to: 4 } },
    '下一位就是您，预计 4 分钟左右。',
    "You're next in line, about 4 min.",
  ],
  [
    { queuePosition: 1, wait: { from: 0, to: 1 } },
    '下一位就是您，预计不到 1 分钟。',
    "You're next in line, less than a minute.",
  ],
  [{ queuePosition: 5 }, '您前面还有 4 位。', '4 people ahead of you.'],
  [{ queuePosition: 1, agentsOnline: false }, '现在没有客服在线。', 'Nobody is at the desk right now.'],
  [
    { closed: { opensAt: new Date(2026, 10, 24, 9, 0).toISOString() } },
    '现在是非工作时间，客服 明天 09:00 上班。',
    'We are closed now. Back: Tomorrow 09:00.',
  ],
  [{ closed: {} }, '现在没有客服在线。', 'Nobody is at the desk right now.'],
])('says of %j what is known, and no more', (state, zh, en) => {
  expect(words(state)).toEqual([zh, en])
})
