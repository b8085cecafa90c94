import { describe, expect, test } from 'vitest'
import type { ConversationSummary } from '../../src/protocol.ts'
import { countOf, isTab, listFor, stepFrom, unreadOf, visitorName } from '../../web/desk/lists.ts'

const ME = 'me'

function one(id: string, change: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    id,
    inboxId: 'inbox',
    status: 'open',
    holder: 'bot',
    lastSeq: 1,
    lastAt: `2026-05-04T10:00:0${id.at(-1)}.000Z`,
    lastText: '',
    lastSenderKind: 'visitor',
    unread: 0,
    contact: { id: `contact-${id}` },
    ...change,
  }
}

function handoff(queuedAt: string, agentId?: string): NonNullable<ConversationSummary['handoff']> {
  const base = { id: 'h', reason: 'asked' as const, queuedAt, epoch: 1 }
  if (agentId === undefined) return { ...base, state: 'waiting' }
  return { ...base, state: 'assigned', agent: { id: agentId, name: agentId } }
}

const known = Object.fromEntries(
  [
    one('1', { holder: 'queue', handoff: handoff('2026-05-04T09:05:00Z') }),
    one('2', { holder: 'queue', handoff: handoff('2026-05-04T09:01:00Z') }),
    one('3', { holder: 'agent', handoff: handoff('2026-05-04T09:00:00Z', ME), unread: 3 }),
    one('4', { holder: 'agent', handoff: handoff('2026-05-04T09:00:00Z', 'other'), unread: 5 }),
    one('5'),
    one('6', { status: 'resolved' }),
  ].map(conversation => [conversation.id, conversation]),
)
const ids = (list: ConversationSummary[]) => list.map(conversation => conversation.id)

describe('the lists of the desk', () => {
  test('the queue begins with the one who waits longest', () => {
    expect(ids(listFor(known, 'queue', ME))).toEqual(['2', '1'])
  })

  test('mine are those that I hold; open are all that go on, newest first', () => {
    expect(ids(listFor(known, 'mine', ME))).toEqual(['3'])
    expect(ids(listFor(known, 'open', ME))).toEqual(['5', '4', '3', '2', '1'])
    expect(ids(listFor(known, 'resolved', ME))).toEqual(['6'])
  })

  test('count what they show, and the unread of my own only', () => {
    expect(countOf(known, 'queue', ME)).toBe(2)
    expect(unreadOf(known, ME)).toBe(3)
  })

  test('a step stays within the list and starts at its head', () => {
    const list = listFor(known, 'open', ME)
    expect(stepFrom(list, undefined, 1)).toBe('5')
    expect(stepFrom(list, '5', 1)).toBe('4')
    expect(stepFrom(list, '5', -1)).toBe('5')
    expect(stepFrom(list, '1', 1)).toBe('1')
    expect(stepFrom([], undefined, 1)).toBeUndefined()
  })

  test('a visitor is called by what is known of him', () => {
    expect(visitorName({ id: 'abcd1234', name: '陈先生', email: 'a@b.c' }, '访客')).toBe('陈先生')
    expect(visitorName({ id: 'abcd1234', email: 'a@b.c' }, '访客')).toBe('a@b.c')
    expect(visitorName({ id: 'abcd12ef' }, '访客')).toBe('访客 12EF')
  })

  test('only the four tabs are tabs', () => {
    expect([isTab('queue'), isTab('all'), isTab(null)]).toEqual([true, false, false])
  })
})
