import { describe, expect, it } from 'vitest'
import { conditionProblem } from '../../src/dialog/handover/check.ts'
import type { Condition } from '../../src/dialog/handover/condition.ts'
import { evaluate } from '../../src/dialog/handover/evaluate.ts'
import type { Facts } from '../../src/dialog/handover/facts.ts'
import type { HandoverRule, NotedAttribute, RuleAction } from '../../src/dialog/handover/rules.ts'
import { DEFAULT_HANDOVER, type HandoverSettings } from '../../src/dialog/handover/settings.ts'
import { initialState } from '../../src/dialog/initial-state.ts'
import { step } from '../../src/dialog/machine.ts'
import type { DialogEvent } from '../../src/dialog/state.ts'
import { DEFAULT_THRESHOLDS } from '../../src/dialog/thresholds.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'
import { hit, INTENTS, message } from './turns.ts'

const tools = {
  normalize: (text: string) => text.toLowerCase(),
  matches: (pattern: string, text: string) => text.includes(pattern),
}

const facts: Facts = {
  text: 'Refund of 620 yuan',
  normalized: 'refund of 620 yuan',
  language: 'en',
  intents: [{ name: 'refund', confidence: 0.7 }],
  confidence: 0.4,
  entities: [{ kind: 'money', value: 'CNY 620.00' }],
  misses: 1,
  anger: { score: 0.1, signs: [] },
}
const holds = (condition: Condition, more: Partial<Facts> = {}) =>
  evaluate(condition, { ...facts, ...more }, tools).holds

const above500: Condition = { kind: 'entity', entity: 'money', op: 'above', value: 500 }

describe('a condition', () => {
  it('compares the number in a value, at both ends of a range', () => {
    expect(holds(above500)).toBe(true)
    expect(holds({ ...above500, value: 620 })).toBe(false)
    expect(holds(above500, { entities: [{ kind: 'money', value: 'CNY 100.00-900.00' }] })).toBe(true)
    expect(holds({ kind: 'entity', entity: 'money', op: 'equals', value: 620 })).toBe(true)
    expect(holds({ kind: 'entity', entity: 'money', op: 'set' }, { entities: [] })).toBe(false)
  })

  it('finds Latin words whole, and Chinese words anywhere', () => {
    expect(holds({ kind: 'words', any: ['REFUND'] })).toBe(true)
    expect(holds({ kind: 'words', any: ['fund'] })).toBe(false)
    expect(holds({ kind: 'words', any: ['退款'] }, { normalized: '我要退款' })).toBe(true)
  })

  it('looks at intents, doubt, misses, language and page', () => {
    expect(holds({ kind: 'intent', is: 'refund', from: 0.7 })).toBe(true)
    expect(holds({ kind: 'intent', is: 'refund', from: 0.71 })).toBe(false)
    expect(holds({ kind: 'intent', is: 'other', from: 0 })).toBe(false)
    expect(holds({ kind: 'confidence', below: 0.5 })).toBe(true)
    expect(holds({ kind: 'misses', from: 2 })).toBe(false)
    expect(holds({ kind: 'language', is: 'zh' })).toBe(false)
    expect(holds({ kind: 'page', contains: '/Checkout' }, { pageUrl: 'https://shop.example/checkout?x' })).toBe(true)
  })

  it('neither holds nor fails to hold where the field is not known, and so does its opposite', () => {
    const outside: Condition = { kind: 'hours', is: 'outside' }
    expect(holds(outside)).toBeUndefined()
    expect(holds({ kind: 'not', of: outside })).toBeUndefined()
    expect(holds({ kind: 'any', of: [outside, above500] })).toBe(true)
    expect(holds({ kind: 'all', of: [outside, above500] })).toBeUndefined()
    expect(holds(outside, { hours: 'outside' })).toBe(true)
  })

  it('knows attributes and labels', () => {
    const gold: Condition = { kind: 'attribute', name: 'tier', op: 'equals', value: 'Gold' }
    expect(holds(gold)).toBeUndefined()
    expect(holds(gold, { attributes: { tier: 'gold' } })).toBe(true)
    expect(holds({ kind: 'attribute', name: 'spent', op: 'above', value: 1000 }, { attributes: { spent: 1200 } })).toBe(
      true,
    )
    expect(holds({ kind: 'not', of: { kind: 'label', is: 'spam' } }, { labels: [] })).toBe(true)
  })

  it('says which leaves decided', () => {
    const zh: Condition = { kind: 'language', is: 'zh' }
    const any = evaluate({ kind: 'any', of: [zh, above500] }, facts, tools)
    expect(any.because).toEqual([{ condition: above500, holds: true, found: 'CNY 620.00' }])
    const all = evaluate({ kind: 'all', of: [above500, zh] }, facts, tools)
    expect(all.because).toEqual([{ condition: zh, holds: false, found: 'en' }])
  })
})

describe('the check of a condition', () => {
  it.each<[unknown, string, string]>([
    [{ kind: 'all', of: [above500, { kind: 'words', any: [] }] }, 'field_wrong', 'of.1.any'],
    [{ kind: 'words' }, 'field_wrong', 'any'],
    [{ kind: 'words', any: ['a'], or: 1 }, 'field_wrong', 'or'],
    [{ kind: 'all', of: [] }, 'group_empty', 'of'],
    [{ kind: 'weather' }, 'kind_unknown', 'kind'],
    [{ kind: 'constructor' }, 'kind_unknown', 'kind'],
    ['x', 'kind_unknown', ''],
    [{ kind: 'not', of: undefined }, 'kind_unknown', 'of'],
    [{ kind: 'entity', entity: 'money', op: 'above' }, 'value_missing', 'value'],
    [{ kind: 'not', of: { kind: 'entity', entity: 'money', op: 'above', value: 'many' } }, 'number_needed', 'of.value'],
    [{ kind: 'intent', is: 'refund', from: 2 }, 'field_wrong', 'from'],
  ])('refuses %j with %s at “%s”', (condition, code, field) => {
    expect(conditionProblem(condition)).toMatchObject({ code, field })
  })

  it('takes what is well formed, and neither too deep nor too large', () => {
    expect(conditionProblem({ kind: 'all', of: [above500, { kind: 'not', of: above500 }] })).toBeUndefined()
    let deep: unknown = above500
    for (let i = 0; i < 4; i++) deep = { kind: 'not', of: deep }
    expect(conditionProblem(deep)).toMatchObject({ code: 'too_deep' })
    expect(conditionProblem({ kind: 'any', of: Array(60).fill(above500) })).toMatchObject({ code: 'too_many' })
  })
})

const rule = (when: Condition, act: RuleAction, id = 'r1'): HandoverRule => ({
  id,
  name: `Rule ${id}`,
  on: true,
  when,
  act,
})

function play(settings: Partial<HandoverSettings>, ...events: DialogEvent[]) {
  const handover = { settings: { ...DEFAULT_HANDOVER, ...settings }, tools }
  let state = initialState('en')
  return events.map(event => {
    const next = step(state, event, DEFAULT_WORDS, DEFAULT_THRESHOLDS, INTENTS, handover)
    state = next.state
    return next
  })
}

const refund: Condition = { kind: 'words', any: ['refund'] }
const sure = { hits: [hit('refund', 0.9)], outOfScope: 0.1 }

describe("a company's own rule", () => {
  it('hands over before the bot answers, with what it asks of the queue and why', () => {
    const wants = { priority: 30, skills: [{ skill: 'refunds', level: 2 }] }
    const [one] = play({ rules: [rule(refund, { kind: 'hand_over', wants })] }, message('a refund', sure))
    expect(one!.decision).toMatchObject({
      kind: 'escalate',
      rule: 'business_rule',
      reason: 'business_rule',
      wants,
      because: { rule: { id: 'r1', name: 'Rule r1' }, findings: [{ found: 'refund' }] },
    })
  })

  it('notes a text, or what the message holds of a kind, under its name', () => {
    const noting = (attribute: NotedAttribute) =>
      play({ rules: [rule(refund, { kind: 'hand_over', wants: {}, attribute })] }, message('a refund', withOrder))[0]!
        .decision
    const order = (value: string) => ({ kind: 'order_number' as const, value, text: value, start: 0, end: 1 })
    const withOrder = { ...sure, entities: [order('QH123'), order('QH456')] }
    const of = 'Rule r1'
    expect(noting({ name: 'topic', value: 'refund' })).toMatchObject({
      noted: { rule: of, name: 'topic', value: 'refund' },
    })
    expect(noting({ name: 'order', entity: 'order_number' })).toMatchObject({
      noted: { rule: of, name: 'order', value: 'QH123' },
    })
    expect(noting({ name: 'order', entity: 'money' })).not.toHaveProperty('noted')
  })

  it('decides by the first that applies, and not when it is off', () => {
    const [first] = play(
      { rules: [rule(refund, { kind: 'stay' }), rule(refund, { kind: 'hand_over', wants: {} }, 'r2')] },
      message('a refund', sure),
    )
    expect(first!.decision.kind).toBe('answer')
    const off = { ...rule(refund, { kind: 'hand_over', wants: {} }), on: false }
    expect(play({ rules: [off] }, message('a refund', sure))[0]!.decision.kind).toBe('answer')
  })

  it('hands over once: who goes back to the bot is not sent to the queue again', () => {
    const steps = play(
      { rules: [rule(refund, { kind: 'hand_over', wants: {} })] },
      message('a refund', sure),
      message('go on with the bot', {}, { holder: 'queue', choice: 'leave_queue' }),
      message('a refund', sure),
    )
    expect(steps.map(each => each.decision.kind)).toEqual(['escalate', 'return_to_bot', 'answer'])
  })

  it('may ask first: yes brings a person for the team of the rule, no goes on, and it asks once', () => {
    const asks = { rules: [rule(refund, { kind: 'ask_first', wants: { priority: 7 } })] }
    const yes = play(asks, message('a refund', sure), message('yes please'))
    expect(yes[0]!.decision).toMatchObject({ kind: 'remark', choices: [{ id: 'person' }, { id: 'bot' }] })
    expect(yes[1]!.decision).toMatchObject({ kind: 'escalate', reason: 'asked', wants: { priority: 7 } })
    const no = play(asks, message('a refund', sure), message('no thanks'), message('a refund', sure))
    expect(no.map(each => each.decision.kind)).toEqual(['remark', 'remark', 'answer'])
    const later = play(asks, message('a refund', sure), message('hm'), message('yes please'))
    expect(later[2]!.decision).not.toHaveProperty('wants')
  })

  it('may keep the conversation with the bot: what would hand over offers a person, who asks gets one', () => {
    const stays = { rules: [rule({ kind: 'language', is: 'en' }, { kind: 'stay' })] }
    const steps = play(stays, message('you are thieves'), message('xyz'), message('zyx'), message('a human please'))
    expect(steps.map(each => [each.decision.kind, each.state.kind])).toEqual([
      ['remark', 'offered_person'],
      ['fallback', 'offered_person'],
      ['fallback', 'offered_person'],
      ['escalate', 'waiting'],
    ])
    expect(play(stays, { kind: 'bot_failed', holder: 'bot', agentsOnline: true })[0]!.decision.kind).toBe('escalate')
  })
})

describe('what every bot may look at', () => {
  it('brings a person when it is less sure than wanted, only where that is on', () => {
    const said = message('xyz', { hits: [hit('a', 0.05)] })
    expect(play({}, said)[0]!.decision.kind).toBe('fallback')
    expect(play({ unsure: { on: true, below: 0.25 } }, said)[0]!.decision).toMatchObject({ reason: 'unsure' })
  })

  it('gives a VIP his priority, and a person at once where that is wanted', () => {
    const vip = { on: true, label: 'VIP', handOver: false, priority: 50 }
    const of = (labels: string[]) => ({ around: { labels } })
    expect(play({ vip }, message('a human', {}, of(['vip'])))[0]!.decision).toMatchObject({ wants: { priority: 50 } })
    expect(play({ vip }, message('a human', {}, of([])))[0]!.decision).not.toHaveProperty('wants')
    const now = play({ vip: { ...vip, handOver: true } }, message('hello', {}, of(['vip'])))
    expect(now[0]!.decision).toMatchObject({ kind: 'escalate', reason: 'vip' })
  })
})

describe('asking for a person', () => {
  const wordings = ['人工', '转人工客服', 'talk to a human', 'agent pls', '真人', 'I want to speak to a real person']
  it.each(wordings)('“%s” works in every state, whatever the rules', text => {
    const rules = [rule({ kind: 'not', of: { kind: 'words', any: ['never'] } }, { kind: 'stay' })]
    for (const before of [[], [message('xyz')], [message('a', { hits: [hit('a', 0.4), hit('b', 0.38)] })]]) {
      const steps = play({ rules }, ...before, message(text))
      expect(steps.at(-1)!.state.kind).toBe('waiting')
    }
  })
})
