import { describe, expect, test } from 'vitest'
import type { Item, MessageItem } from '../../src/client/timeline.ts'
import { firstSeq, lastReadKey, toRows } from '../../web/desk/thread-rows.ts'

function message(
  seq: number,
  kind: MessageItem['sender']['kind'],
  at: Date,
  change: Partial<MessageItem> = {},
): MessageItem {
  return {
    kind: 'message',
    key: `k${seq}`,
    seq,
    at: at.toISOString(),
    sender: { kind },
    content: { text: `${seq}`, format: 'plain' },
    status: 'sent',
    ...change,
  }
}

const at = (minute: number, day = 4) => new Date(2026, 4, day, 10, minute)
const kinds = (items: Item[]) =>
  toRows(items).map(row => (row.kind === 'message' ? `${row.key}${row.first ? '!' : ''}` : row.kind))

describe('the rows of a conversation', () => {
  test('begin each day with its line', () => {
    expect(kinds([message(1, 'visitor', at(0)), message(2, 'bot', at(0, 5))])).toEqual(['day', 'k1!', 'day', 'k2!'])
  })

  test('join what one sender says within minutes under one name', () => {
    const items = [
      message(1, 'visitor', at(0)),
      message(2, 'visitor', at(1)),
      message(3, 'visitor', at(20)),
      message(4, 'bot', at(20)),
    ]
    expect(kinds(items)).toEqual(['day', 'k1!', 'k2', 'k3!', 'k4!'])
  })

  test('part two agents, but not a message from its own echo', () => {
    const first = message(1, 'agent', at(0), { sender: { kind: 'agent', id: 'a' } })
    const other = message(2, 'agent', at(0), { sender: { kind: 'agent', id: 'b' } })
    const sending = message(3, 'agent', at(0), { sender: { kind: 'agent' }, status: 'sending' })
    expect(kinds([first, other, sending])).toEqual(['day', 'k1!', 'k2!', 'k3'])
  })

  test('only the last message that was read says so', () => {
    const items = [
      message(1, 'agent', at(0)),
      message(2, 'agent', at(1)),
      message(3, 'visitor', at(2)),
      message(4, 'agent', at(3)),
    ]
    expect(lastReadKey(items, 3)).toBe('k2')
    expect(lastReadKey(items, 0)).toBeUndefined()
  })

  test('the oldest seq tells what to fetch next; unsent messages have none', () => {
    const { seq: _, ...unsent } = message(9, 'agent', at(5), { status: 'sending' })
    expect(firstSeq([message(41, 'visitor', at(0)), unsent])).toBe(41)
    expect(firstSeq([unsent])).toBeUndefined()
  })
})
