import { describe, expect, it } from 'vitest'
import { initialState } from '../../src/dialog/initial-state.ts'
import { hit, message, play } from './turns.ts'

const fresh = initialState('en')
const offline = { holder: 'queue', agentsOnline: false } as const
const queued = { holder: 'queue', agentsOnline: true } as const
const email = { kind: 'email', text: 'A@b.example', start: 0, end: 11, value: 'a@b.example' } as const

describe('waiting for a person', () => {
  const waiting = play(fresh, message('talk to a human')).state
  const nobody = play(fresh, message('talk to a human', {}, { agentsOnline: false })).state

  it('says when nobody is online and asks for a contact', () => {
    const { decision, state } = play(fresh, message('人工', { language: 'zh' }, { agentsOnline: false }))
    expect(decision).toMatchObject({ kind: 'escalate', askContact: true })
    expect(decision).toHaveProperty('text', expect.stringContaining('邮箱'))
    expect(state).toMatchObject({ kind: 'waiting', contactAsked: true })
  })

  it('stores an e-mail that was asked for, and says thanks', () => {
    const { decision, state } = play(nobody, message('A@b.example', { entities: [email] }, offline))
    expect(decision).toMatchObject({ kind: 'take_contact', email: 'a@b.example' })
    expect(state.contactAsked).toBe(false)
  })

  it('asks once more after a broken one, then is silent but still takes a right one', () => {
    const again = play(nobody, message('a@b', {}, offline))
    expect(again.decision).toMatchObject({ kind: 'remark', rule: 'contact' })
    const silent = play(again.state, message('a@@b', {}, offline))
    expect(silent.decision.kind).toBe('silent')
    expect(play(silent.state, message('A@b.example', { entities: [email] }, offline)).decision.kind).toBe(
      'take_contact',
    )
  })

  it('says once that words are kept, then is silent', () => {
    const noted = play(waiting, message('it is about my order', { hits: [hit('fee', 0.99)] }, queued))
    expect(noted.decision).toMatchObject({ kind: 'remark', rule: 'waiting' })
    expect(play(noted.state, message('and another thing', {}, queued)).decision.kind).toBe('silent')
  })

  it('leaves the queue by button and by words, in both languages', () => {
    const ways = [
      message('Leave the queue', {}, { ...queued, choice: 'leave_queue' }),
      message('不用了', { language: 'zh' }, queued),
      message('never mind, back to the bot', {}, queued),
    ]
    for (const way of ways) {
      const { decision, state } = play(waiting, way)
      expect(decision.kind).toBe('return_to_bot')
      expect(state).toMatchObject({ kind: 'idle', misses: 0, contactAsked: false, remarked: false })
    }
  })

  it('follows whoever holds the conversation, whatever the state says', () => {
    expect(play(fresh, message('hello', {}, { holder: 'agent' })).decision).toEqual({
      kind: 'silent',
      rule: 'with_agent',
    })
    expect(play(fresh, message('hello', {}, queued)).state.kind).toBe('waiting')
    expect(play(waiting, message('how much', { hits: [hit('fee', 0.9)] })).decision.kind).toBe('answer')
  })

  it('is silent while an agent talks, and starts afresh when he gives the conversation back', () => {
    const joined = play(waiting, { kind: 'agent_joined' })
    expect(joined).toMatchObject({ state: { kind: 'with_agent' }, decision: { kind: 'silent' } })
    expect(play(joined.state, { kind: 'returned_to_queue' }).state.kind).toBe('waiting')
    expect(play(joined.state, { kind: 'returned_to_bot' }).state).toMatchObject({ kind: 'idle', misses: 0 })
  })
})
