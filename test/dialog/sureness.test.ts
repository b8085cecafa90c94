import { expect, test } from 'vitest'
import { initialState } from '../../src/dialog/initial-state.ts'
import { hit, message, play } from './turns.ts'

const asked = (name: string, confidence = 0.9) => message('…', { intents: [{ name, confidence }], outOfScope: 0.01 })
const decide = (event: ReturnType<typeof message>, en: number) =>
  play(initialState('en'), event, { sureness: { en } }).decision

test('an intent below the sureness that its language wants is asked back instead of answered', () => {
  expect(decide(asked('track_order'), 0.85)).toMatchObject({ kind: 'intent', intent: 'track_order' })
  expect(decide(asked('track_order'), 0.95).kind).toBe('clarify')
})

test('another language, a greeting, a person and a passage are as before', () => {
  expect(play(initialState('en'), asked('track_order'), { sureness: { zh: 0.99 } }).decision.kind).toBe('intent')
  expect(decide(asked('greet'), 0.95).kind).toBe('small_talk')
  expect(decide(asked('complaint'), 0.95).kind).toBe('escalate')
  expect(decide(message('…', { hits: [hit('shipping', 0.97)] }), 0.999).kind).toBe('answer')
})
