import { describe, expect, it } from 'vitest'
import { initialState } from '../../src/dialog/initial-state.ts'
import { typedChoice } from '../../src/dialog/typed-choice.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'
import { hit, message, play, playAll } from './turns.ts'

const fresh = initialState('en')
const nonsense = message('flarp gribble')
const sure = { intents: [{ name: 'track_order', confidence: 0.99 }], outOfScope: 0.03 }

describe('answering', () => {
  it('gives a sure passage with its source', () => {
    const { decision, state } = play(
      fresh,
      message('how much is shipping', { hits: [hit('fee', 0.9, { url: 'https://x.example' })] }),
    )
    expect(decision).toMatchObject({
      kind: 'answer',
      text: 'Answer of fee',
      sources: [{ title: 'Title of fee', url: 'https://x.example', documentId: 'document fee' }],
    })
    expect(state).toMatchObject({ kind: 'idle', misses: 0 })
  })

  it('gives a sure intent when no passage is as sure', () => {
    const { decision } = play(fresh, message('where is it', { ...sure, hits: [hit('fee', 0.1)] }))
    expect(decision).toMatchObject({ kind: 'intent', intent: 'track_order', text: 'see the orders page' })
  })

  it('lets a much better passage beat an intent', () => {
    const unsure = { intents: [{ name: 'track_order', confidence: 0.5 }], outOfScope: 0.5 }
    const { decision } = play(fresh, message('which courier', { ...unsure, hits: [hit('couriers', 0.9)] }))
    expect(decision).toMatchObject({ kind: 'answer', documentId: 'document couriers' })
  })

  it('gives neither intent nor passage for what is nobody’s business here', () => {
    const foreign = { intents: [{ name: 'out_of_scope', confidence: 0.95 }], outOfScope: 0.05 }
    const { decision } = play(fresh, message('book me a hotel', { ...foreign, hits: [hit('pickup', 0.7)] }))
    expect(decision).toMatchObject({ kind: 'fallback' })
    const without = play(fresh, message('book me a hotel', { hits: [hit('pickup', 0.7)] }))
    expect(without.decision).toMatchObject({ kind: 'answer' })
  })

  it('asks back between two close passages, with a way out', () => {
    const { decision, state } = play(fresh, message('points', { hits: [hit('earn', 0.46), hit('expiry', 0.44)] }))
    expect(decision).toMatchObject({ kind: 'clarify' })
    expect(state).toMatchObject({ kind: 'clarifying', offered: ['faq:earn', 'faq:expiry', 'none'] })
  })

  it('answers in the language of the words, and keeps the last one for a text in neither', () => {
    const zh = play(fresh, message('胡言乱语', { language: 'zh' }))
    expect(zh.decision).toMatchObject({ kind: 'fallback', language: 'zh' })
    expect(play(zh.state, message('12345', { language: 'other' })).decision).toMatchObject({ language: 'zh' })
    expect(play(zh.state, message('what', { language: 'en' })).decision).toMatchObject({ language: 'en' })
  })
})

describe('buttons', () => {
  it('gives what was pressed', () => {
    const asked = play(fresh, message('points', { hits: [hit('earn', 0.46), hit('expiry', 0.44)] })).state
    const pressed = message('Title of expiry', {}, { choice: 'faq:expiry', chosen: hit('expiry', 1) })
    expect(play(asked, pressed).decision).toMatchObject({
      kind: 'answer',
      rule: 'pressed',
      documentId: 'document expiry',
    })
    expect(play(asked, message('x', {}, { choice: 'intent:track_order' })).decision).toMatchObject({
      intent: 'track_order',
    })
    expect(play(asked, message('x', {}, { choice: 'person' })).decision).toMatchObject({
      kind: 'escalate',
      reason: 'asked',
    })
    expect(play(asked, message('x', {}, { choice: 'none' })).decision).toMatchObject({ kind: 'fallback' })
  })

  it('takes "the second one" and "都不是" for a pressed button', () => {
    const asked = play(fresh, message('points', { hits: [hit('earn', 0.46), hit('expiry', 0.44)] })).state
    expect(typedChoice(asked, 'the second one')).toBe('faq:expiry')
    expect(typedChoice(asked, '第一个')).toBe('faq:earn')
    expect(typedChoice(asked, '都不是')).toBe('none')
    expect(typedChoice(asked, 'third')).toBeUndefined()
    expect(typedChoice(fresh, '第一个')).toBeUndefined()
  })

  it('ignores a button that does not exist and listens to the words', () => {
    const odd = message('where', { ...sure }, { choice: 'intent:gone' })
    expect(play(fresh, odd).decision).toMatchObject({ kind: 'intent', intent: 'track_order' })
  })
})

describe('not knowing', () => {
  it('says so honestly once, and brings a person the second time', () => {
    const [first, second] = playAll(nonsense, nonsense)
    expect(first!.decision).toMatchObject({ kind: 'fallback', choices: [{ id: 'person' }] })
    expect(second!.decision).toMatchObject({ kind: 'escalate', reason: 'missed_twice' })
  })

  it('counts a greeting in between neither as an answer nor as a miss', () => {
    const hello = message('hello', { intents: [{ name: 'greet', confidence: 0.99 }], outOfScope: 0.02 })
    const steps = playAll(nonsense, hello, nonsense)
    expect(steps.map(each => each.decision.kind)).toEqual(['fallback', 'small_talk', 'escalate'])
  })

  it('starts counting anew after an answer', () => {
    const steps = playAll(nonsense, message('where is it', sure), nonsense)
    expect(steps.map(each => each.decision.kind)).toEqual(['fallback', 'intent', 'fallback'])
  })

  it('takes yes and no to the offered person', () => {
    const offered = play(fresh, nonsense).state
    expect(play(offered, message('yes please')).decision).toMatchObject({ kind: 'escalate', reason: 'asked' })
    expect(play(offered, message('不用了', { language: 'zh' })).decision).toMatchObject({ kind: 'remark' })
  })
})

describe('sensitive matters', () => {
  it('bring a person at once when that is what the intent is for', () => {
    const complaint = { intents: [{ name: 'complaint', confidence: 0.99 }], outOfScope: 0.03 }
    const { decision } = play(fresh, message('my cups came broken', complaint))
    expect(decision).toMatchObject({ kind: 'escalate', reason: 'sensitive', text: 'passing you on' })
  })

  it('are answered when sure, and handed over rather than guessed at when not', () => {
    const about = (outOfScope: number, confidence: number) =>
      play(fresh, message('charged?', { intents: [{ name: 'double_charged', confidence }], outOfScope })).decision
    expect(about(0.03, 0.99)).toMatchObject({ kind: 'intent', intent: 'double_charged' })
    expect(about(0.7, 0.6)).toMatchObject({ kind: 'escalate', reason: 'sensitive' })
    expect(about(0.9, 0.3)).toMatchObject({ kind: 'fallback' })
  })
})

describe('a failure of the bot', () => {
  it('is admitted and brings a person', () => {
    const failed = play(fresh, { kind: 'bot_failed', holder: 'bot', agentsOnline: true })
    expect(failed.decision).toMatchObject({ kind: 'escalate', reason: 'bot_failed', text: DEFAULT_WORDS.en.bot_failed })
  })

  it('is not heard of when a person is there or on the way', () => {
    for (const holder of ['queue', 'agent'] as const) {
      expect(play(fresh, { kind: 'bot_failed', holder, agentsOnline: true }).decision.kind).toBe('silent')
    }
  })
})
