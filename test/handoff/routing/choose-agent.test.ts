/** Whom a waiting conversation is offered to, strategy by strategy. */
import { describe, expect, test } from 'vitest'
import { chooseAgent } from '../../../src/handoff/routing/choose-agent.ts'
import { planOffer } from '../../../src/handoff/routing/plan.ts'
import { requirementsOf } from '../../../src/handoff/routing/requirements.ts'
import { DEFAULT_ROUTING, type RoutingSettings } from '../../../src/handoff/routing/settings.ts'
import type { PresentAgent, WaitingHandoff } from '../../../src/handoff/routing/strategy.ts'

const NOW = 1_000_000_000
const seconds = (n: number) => n * 1000

const agent = (id: string, change: Partial<PresentAgent> = {}): PresentAgent => ({
  id,
  load: 0,
  capacity: 5,
  teams: [],
  languages: ['zh', 'en'],
  skills: {},
  givenAt: 0,
  freedAt: 0,
  ...change,
})

const waiting = (change: Partial<WaitingHandoff> = {}): WaitingHandoff => ({
  id: 'h',
  conversationId: 'c',
  weight: 1,
  priority: 0,
  queuedAt: NOW - seconds(1),
  teamId: undefined,
  teamSince: NOW - seconds(1),
  language: undefined,
  skills: [],
  declinedBy: {},
  lastAgentId: undefined,
  ...change,
})

const settings = (change: Partial<RoutingSettings>): RoutingSettings => ({ ...DEFAULT_ROUTING, ...change })
const chosen = (agents: PresentAgent[], change: Partial<RoutingSettings>, handoff = waiting(), now = NOW) =>
  chooseAgent(handoff, agents, now, settings(change))?.id

describe('the order', () => {
  test('least loaded looks at the share of the capacity, not at the number', () => {
    const agents = [agent('a', { load: 1, capacity: 2 }), agent('b', { load: 3, capacity: 10 })]
    expect(chosen(agents, { strategy: 'least_loaded' })).toBe('b')
  })

  test('longest idle asks who has nothing, then whose work lies longest ago', () => {
    const agents = [
      agent('a', { load: 1, freedAt: 1 }),
      agent('b', { givenAt: 10, freedAt: 50 }),
      agent('c', { givenAt: 40, freedAt: 20 }),
    ]
    expect(chosen(agents, { strategy: 'longest_idle' })).toBe('c')
  })

  test('round robin asks to whom something was given longest ago, whatever he holds', () => {
    const agents = [agent('a', { givenAt: 5 }), agent('b', { givenAt: 3, load: 4 })]
    expect(chosen(agents, { strategy: 'round_robin' })).toBe('b')
  })

  test('who served the visitor last goes before the strategy, if that is wished and he is free', () => {
    const handoff = waiting({ lastAgentId: 'b' })
    const agents = [agent('a'), agent('b', { load: 4 })]
    expect(chosen(agents, { strategy: 'least_loaded' }, handoff)).toBe('a')
    expect(chosen(agents, { strategy: 'least_loaded', lastAgentFirst: true }, handoff)).toBe('b')
    const full = [agent('a'), agent('b', { load: 5 })]
    expect(chosen(full, { strategy: 'least_loaded', lastAgentFirst: true }, handoff)).toBe('a')
  })

  test('manual asks nobody', () => {
    expect(chosen([agent('a')], {})).toBeUndefined()
  })

  test('two who are alike are asked in a fixed order, in every process', () => {
    expect(chosen([agent('b'), agent('a')], { strategy: 'round_robin' })).toBe('a')
  })
})

describe('who fits', () => {
  const byLoad = { strategy: 'least_loaded' } as const

  test('has room for the weight of the conversation', () => {
    const agents = [agent('a', { load: 3 }), agent('b', { load: 4 })]
    expect(chosen(agents, byLoad, waiting({ weight: 2 }))).toBe('a')
    expect(chosen(agents, byLoad, waiting({ weight: 3 }))).toBeUndefined()
  })

  test('speaks the language and has every skill at its level', () => {
    const handoff = waiting({ language: 'en', skills: [{ skill: 'returns', level: 3 }] })
    const agents = [
      agent('a', { languages: ['zh'], skills: { returns: 5 } }),
      agent('b', { skills: { returns: 2 } }),
      agent('c', { skills: { returns: 3 }, load: 4 }),
    ]
    expect(chosen(agents, byLoad, handoff)).toBe('c')
  })

  test('is anybody once it has waited too long for skill and language', () => {
    const handoff = waiting({ language: 'en' })
    const agents = [agent('a', { languages: ['zh'] })]
    const at = (waited: number) => chosen(agents, byLoad, handoff, handoff.queuedAt + seconds(waited))
    expect([at(119), at(120)]).toEqual([undefined, 'a'])
  })

  test('is of its team, then of everybody', () => {
    const handoff = waiting({ teamId: 't' })
    const agents = [agent('a'), agent('b', { teams: ['t'], load: 5 })]
    const at = (waited: number) => chosen(agents, byLoad, handoff, handoff.teamSince + seconds(waited))
    expect([at(119), at(120)]).toEqual([undefined, 'a'])
  })

  test('is of the other team after the time that a rule gives, and of no third one', () => {
    const handoff = waiting({ teamId: 't' })
    const agents = [agent('a'), agent('b', { teams: ['u'], load: 3 })]
    const change = { ...byLoad, overflow: [{ teamId: 't', afterSeconds: 30, toTeamId: 'u' }] }
    const at = (waited: number) => chosen(agents, change, handoff, handoff.teamSince + seconds(waited))
    expect([at(29), at(30), at(1000)]).toEqual([undefined, 'b', 'b'])
  })

  test('did not decline, as long as somebody else is there, free or not', () => {
    const handoff = waiting({ declinedBy: { a: NOW - seconds(1000) } })
    expect(chosen([agent('a'), agent('b', { load: 5 })], byLoad, handoff)).toBeUndefined()
    expect(chosen([agent('a'), agent('b')], byLoad, handoff)).toBe('b')
  })

  test('is asked again after a while when he is alone', () => {
    const handoff = waiting({ declinedBy: { a: NOW } })
    const at = (later: number) => chosen([agent('a')], byLoad, handoff, NOW + seconds(later))
    expect([at(0), at(59), at(60)]).toEqual([undefined, undefined, 'a'])
  })
})

describe('the next offer', () => {
  test('is for the first of the queue, unless only those behind it can be served', () => {
    const forTeam = waiting({ id: 'h1', teamId: 't' })
    const plain = waiting({ id: 'h2' })
    const plan = (agents: PresentAgent[]) =>
      planOffer({ waiting: [forTeam, plain], agents, now: NOW }, settings({ strategy: 'round_robin' }))?.handoff.id
    expect(plan([agent('a', { teams: ['t'] })])).toBe('h1')
    expect(plan([agent('a')])).toBe('h2')
    expect(plan([])).toBeUndefined()
  })
})

describe('what a handoff asks for', () => {
  const facts = { inboxId: 'i', language: 'en', reason: 'sensitive', intent: 'refund' } as const

  test('is nothing without rules', () => {
    expect(requirementsOf(facts, [])).toEqual({ teamId: undefined, skills: [], priority: 0 })
  })

  test('adds up over all rules whose conditions all hold', () => {
    const rules = [
      { when: { language: 'zh' }, teamId: 'wrong', priority: 9 },
      { when: { language: 'en', intent: 'other' }, teamId: 'wrong' },
      { when: { intent: 'refund' }, teamId: 'money', skills: [{ skill: 'returns', level: 2 }] },
      { when: { reason: 'sensitive' }, teamId: 'second', priority: -3, skills: [{ skill: 'returns', level: 4 }] },
      { when: {}, priority: -5 },
    ] as const
    expect(requirementsOf(facts, rules as never)).toEqual({
      teamId: 'money',
      skills: [{ skill: 'returns', level: 4 }],
      priority: -3,
    })
  })
})
