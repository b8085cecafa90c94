import { describe, expect, it } from 'vitest'
import { initialState } from '../../src/dialog/initial-state.ts'
import { hit, message, play } from './turns.ts'

const at = (text: string) => Date.parse(text)
const closed = {
  now: at('2026-10-01T20:00+08:00'),
  opensAt: at('2026-10-02T09:00+08:00'),
  timeZone: 'Asia/Shanghai',
}
const queued = { holder: 'queue', agentsOnline: true } as const
const kept = { holder: 'bot', parked: true } as const
const email = { kind: 'email', text: 'a@b.example', start: 0, end: 11, value: 'a@b.example' } as const
const phone = { kind: 'phone', text: '13812345678', start: 0, end: 11, value: '13812345678' } as const
const chinese = initialState('zh')
const waiting = play(initialState('en'), message('talk to a human')).state
const zh = { language: 'zh' } as const
const press = (choice: string, more: object = queued) => message('…', zh, { ...more, choice })
const ids = (decision: object) =>
  'choices' in decision ? (decision.choices as { id: string }[]).map(({ id }) => id) : []

describe('waiting, or not', () => {
  it('offers to wait, to leave a message, to be called back, and to ask the bot', () => {
    const { decision } = play(chinese, message('人工', zh))
    expect(ids(decision)).toEqual(['wait', 'leave_message', 'call_back', 'bot'])
    expect(decision).toHaveProperty('text', expect.not.stringContaining('非工作时间'))
  })

  it('says outside business hours when somebody comes, in the language of the visitor, with the same choices', () => {
    const inChinese = play(chinese, message('人工', zh, { closed }))
    expect(inChinese.decision).toHaveProperty('text', expect.stringContaining('客服明天 9:00 上班'))
    expect(inChinese.state.contactAsked).toBe(true)
    const inEnglish = play(initialState('en'), message('talk to a human', {}, { closed, agentsOnline: false }))
    expect(inEnglish.decision).toHaveProperty('text', expect.stringContaining('back tomorrow at 9:00 (GMT+8)'))
    expect(ids(inEnglish.decision)).toEqual(['wait', 'leave_message', 'call_back', 'bot'])
  })

  it('never promises an opening that does not come', () => {
    const { decision } = play(chinese, message('人工', zh, { closed: { ...closed, opensAt: undefined } }))
    expect(decision).toHaveProperty('text', expect.stringContaining('没有客服在线'))
  })

  it('says again how it stands when he keeps waiting', () => {
    expect(play(waiting, press('wait')).decision).toMatchObject({
      kind: 'remark',
      text: expect.stringContaining('排队'),
    })
    expect(play(waiting, press('wait', { ...queued, closed })).decision).toHaveProperty(
      'text',
      expect.stringContaining('明天 9:00'),
    )
  })
})

describe('leaving a message', () => {
  const asked = play(waiting, press('leave_message'))

  it('asks for words and how he can be reached, and takes both at once', () => {
    expect(asked.decision).toMatchObject({ kind: 'remark', text: expect.stringContaining('邮箱或手机号') })
    const left = play(asked.state, message('订单还没到 a@b.example', { ...zh, entities: [email] }, queued))
    expect(left.decision).toMatchObject({ kind: 'park', reason: 'left_message', email: 'a@b.example' })
    expect(left.decision).toHaveProperty('text', expect.stringContaining('a@b.example'))
  })

  it('takes the words first, asks once for what is missing, and is then silent until it comes', () => {
    const words = play(asked.state, message('订单还没到', zh, queued))
    expect(words.decision).toMatchObject({ kind: 'remark', text: expect.stringContaining('再留一个邮箱或手机号') })
    const more = play(words.state, message('已经五天了', zh, queued))
    expect(more.decision.kind).toBe('silent')
    expect(play(more.state, message('13812345678', { ...zh, entities: [phone] }, queued)).decision).toMatchObject({
      kind: 'park',
      phone: '13812345678',
    })
  })

  it('says of a broken address that it is broken', () => {
    expect(play(asked.state, message('a@b', zh, queued)).decision).toHaveProperty(
      'text',
      expect.stringContaining('不完整'),
    )
  })

  it('does not ask whom it knows', () => {
    const known = play(waiting, press('leave_message', { ...queued, contact: { email: 'a@b.example' } }))
    expect(known.decision).toMatchObject({ kind: 'park', reason: 'left_message' })
    expect(known.decision).not.toHaveProperty('email')
  })

  it('says when an answer may be expected', () => {
    const soon = play(asked.state, message('a@b.example', { ...zh, entities: [email] }, queued))
    expect(soon.decision).toHaveProperty('text', expect.stringContaining('客服会尽快'))
    const late = play(asked.state, message('a@b.example', { ...zh, entities: [email] }, { ...queued, closed }))
    expect(late.decision).toHaveProperty('text', expect.stringContaining('明天 9:00 上班后尽快'))
  })

  it('can be thought better of: he waits, or asks for a person, as before', () => {
    expect(play(asked.state, press('wait')).state.leaving).toBeUndefined()
    const again = play(asked.state, message('转人工', zh, queued))
    expect(again.state).toMatchObject({ kind: 'waiting', leaving: undefined })
    expect(play(asked.state, message('算了', zh, queued)).decision.kind).toBe('return_to_bot')
  })
})

describe('being called back', () => {
  const asked = play(waiting, press('call_back'))

  it('needs a phone number: an address is not enough', () => {
    expect(asked.decision).toHaveProperty('text', expect.stringContaining('电话'))
    const mail = play(asked.state, message('a@b.example', { ...zh, entities: [email] }, queued))
    expect(mail.decision.kind).toBe('remark')
    expect(play(mail.state, message('13812345678', { ...zh, entities: [phone] }, queued)).decision).toMatchObject({
      kind: 'park',
      reason: 'call_back',
      phone: '13812345678',
    })
  })
})

describe('asking the bot meanwhile', () => {
  const meanwhile = play(waiting, press('bot'))

  it('keeps the place, answers what it knows, and keeps the rest for the agent', () => {
    expect(meanwhile.decision).toMatchObject({ kind: 'remark', text: expect.stringContaining('位置会给您保留') })
    const known = play(meanwhile.state, message('运费多少', { ...zh, hits: [hit('fee', 0.95)] }, queued))
    expect(known).toMatchObject({ decision: { kind: 'answer' }, state: { kind: 'waiting', meanwhile: true } })
    const unknown = play(known.state, message('我的订单号 8842', zh, queued))
    expect(unknown).toMatchObject({ decision: { kind: 'remark', rule: 'waiting' }, state: { kind: 'waiting' } })
    expect(play(unknown.state, message('还有', zh, queued)).decision.kind).toBe('silent')
  })

  it('is not what happens to whoever just waits', () => {
    expect(play(waiting, message('运费多少', { ...zh, hits: [hit('fee', 0.95)] }, queued)).decision.kind).toBe('remark')
  })

  it('ends when he wants to wait, leaves the queue, or an agent joins', () => {
    expect(play(meanwhile.state, press('wait')).state.meanwhile).toBeUndefined()
    expect(play(meanwhile.state, press('leave_queue')).decision.kind).toBe('return_to_bot')
    expect(play(meanwhile.state, { kind: 'agent_joined' }).state).toMatchObject({
      kind: 'with_agent',
      meanwhile: undefined,
    })
  })
})

describe('while his message is kept', () => {
  const asked = play(waiting, press('leave_message')).state
  const { state } = play(asked, message('a@b.example', { ...zh, entities: [email] }, queued))

  it('answers what it knows, and takes the rest as a part of the message', () => {
    expect(play(state, message('运费多少', { ...zh, hits: [hit('fee', 0.95)] }, kept)).decision.kind).toBe('answer')
    expect(play(state, message('订单号 8842', zh, kept)).decision).toMatchObject({ kind: 'remark', rule: 'waiting' })
    expect(play(state, message('算了', zh, kept)).decision.kind).not.toBe('return_to_bot')
  })

  it('brings a person when he asks for one after all', () => {
    expect(play(state, message('人工', zh, kept)).decision.kind).toBe('escalate')
    expect(play(state, press('person', kept)).decision.kind).toBe('escalate')
  })

  it('is over when it is not kept any more', () => {
    expect(play(state, message('订单号 8842', zh, { holder: 'bot' })).decision.kind).toBe('fallback')
  })
})
