import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialState, STATE_KINDS } from '../../src/dialog/initial-state.ts'
import { followHolder, RULES } from '../../src/dialog/machine.ts'
import type { DialogEvent, DialogState } from '../../src/dialog/state.ts'
import { hit, INTENTS, message, pieces, play } from './turns.ts'

const share = fc.double({ min: 0, max: 1, noNaN: true })
const holder = fc.constantFrom('bot', 'queue', 'agent' as const)
const texts = fc.oneof(
  fc.constantFrom('人工', 'talk to a human', 'yes', '不用了', '都不是', '第一个', 'a@b', 'back to the bot', '退货', ''),
  fc.string(),
)
const state: fc.Arbitrary<DialogState> = fc.record({
  version: fc.constant(1 as const),
  kind: fc.constantFrom(...STATE_KINDS),
  misses: fc.nat(2),
  language: fc.constantFrom('zh', 'en' as const),
  offered: fc.array(fc.constantFrom('faq:a', 'faq:b', 'intent:track_order', 'none'), { maxLength: 4 }),
  contactAsked: fc.boolean(),
  remarked: fc.boolean(),
  leaving: fc.constantFrom(undefined, 'left_message', 'call_back' as const),
  meanwhile: fc.constantFrom(undefined, true),
})
const choice = fc.option(
  fc.constantFrom(
    'person',
    'bot',
    'wait',
    'leave_message',
    'call_back',
    'leave_queue',
    'none',
    'faq:a',
    'faq:gone',
    'intent:track_order',
    'intent:complaint',
    'intent:gone',
    'x',
  ),
  { nil: undefined },
)
const said: fc.Arbitrary<DialogEvent> = fc
  .record({
    text: texts,
    language: fc.constantFrom('zh', 'en', 'mixed', 'other' as const),
    hits: fc.array(share, { maxLength: 4 }),
    intents: fc.array(fc.tuple(fc.nat(INTENTS.length), share), { maxLength: 4 }),
    outOfScope: share,
    email: fc.boolean(),
    choice,
    holder,
    agentsOnline: fc.boolean(),
    parked: fc.boolean(),
    closed: fc.constantFrom(undefined, { now: 0, opensAt: 9e7, timeZone: 'Asia/Shanghai' }),
    split: fc.boolean(),
  })
  .map(({ text, language, hits, intents, outOfScope, email, choice, holder, agentsOnline, parked, closed, split }) =>
    message(
      text,
      {
        language,
        hits: hits.map((confidence, i) => hit('abcd'[i]!, confidence)),
        intents: intents.map(([i, confidence]) => ({ name: INTENTS[i]?.name ?? 'unknown', confidence })),
        outOfScope,
        entities: email ? [{ kind: 'email', text: 'a@b.example', start: 0, end: 11, value: 'a@b.example' }] : [],
      },
      {
        ...(split ? pieces(...hits.map((confidence, i) => ({ hits: [hit('abcd'[i]!, confidence)] }))) : {}),
        holder,
        agentsOnline,
        parked: parked && holder === 'bot',
        ...(closed && { closed }),
        ...(choice === undefined ? {} : { choice }),
        ...(choice === 'faq:a' ? { chosen: hit('a', 1) } : {}),
      },
    ),
  )
const event: fc.Arbitrary<DialogEvent> = fc.oneof(
  { weight: 5, arbitrary: said },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bot_failed' as const), holder, agentsOnline: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<DialogEvent>(
      { kind: 'agent_joined' },
      { kind: 'returned_to_bot' },
      { kind: 'returned_to_queue' },
    ),
  },
)

describe('the dialog, from every state with every event', () => {
  it('decides something, by a rule that declares the transition', () => {
    fc.assert(
      fc.property(state, event, (before, happening) => {
        const from = followHolder(before, happening).kind
        const { state: after, decision } = play(before, happening)
        const rule = RULES.find(each => each.name === decision.rule && each.on === happening.kind)
        expect(rule?.from, decision.rule).toContain(from)
        expect(rule?.to, `${decision.rule} from ${from}`).toContain(after.kind)
      }),
      { numRuns: 2000 },
    )
  })

  it('gives a state that survives JSON', () => {
    fc.assert(
      fc.property(state, event, (before, happening) => {
        const after = play(before, happening).state
        expect(JSON.parse(JSON.stringify(after))).toEqual(after)
      }),
    )
  })

  it('brings a person to whoever asks for one, unless one is there or on the way', () => {
    const asking = fc.constantFrom('人工', '转人工客服', 'talk to a human', 'agent pls', '真人')
    fc.assert(
      fc.property(state, asking, holder, fc.boolean(), (before, text, holder, agentsOnline) => {
        const { state: after } = play(before, message(text, {}, { holder, agentsOnline }))
        expect(['waiting', 'with_agent']).toContain(after.kind)
      }),
    )
  })

  it('never refuses twice in a row in the same words', () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 2, maxLength: 12 }), events => {
        let at = initialState('en')
        let refused: string | undefined
        for (const happening of events) {
          const { state: after, decision } = play(at, happening)
          at = after
          // What a person did in between ends the row.
          if (happening.kind !== 'message' || at.kind === 'waiting' || at.kind === 'with_agent') {
            refused = undefined
            continue
          }
          const refusal = decision.kind === 'fallback' ? decision.text : undefined
          if (refusal !== undefined) expect(refusal).not.toBe(refused)
          refused = refusal
        }
      }),
      { numRuns: 1000 },
    )
  })
})
