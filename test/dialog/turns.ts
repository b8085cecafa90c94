/** Small makers of dialog events for the tests. */

import { initialState } from '../../src/dialog/initial-state.ts'
import type { IntentInfo } from '../../src/dialog/intent-info.ts'
import { step } from '../../src/dialog/machine.ts'
import type { MessageEvent, Step } from '../../src/dialog/rule.ts'
import type { DialogEvent, DialogState } from '../../src/dialog/state.ts'
import { DEFAULT_THRESHOLDS, type Thresholds } from '../../src/dialog/thresholds.ts'
import { DEFAULT_WORDS } from '../../src/dialog/words.ts'
import type { Entity, RankedIntent, Understanding } from '../../src/nlu/understanding.ts'
import type { Hit } from '../../src/retrieval/hit.ts'

export const INTENTS: IntentInfo[] = [
  intent('request_person', 'handoff', false, ['正在转接', 'connecting you']),
  intent('complaint', 'handoff', true, ['马上转接', 'passing you on']),
  intent('double_charged', 'answer', true, ['请提供订单号', 'please give the order number']),
  intent('track_order', 'answer', false, ['在订单页查看', 'see the orders page']),
  intent('greet', 'small_talk', false, ['您好', 'hello']),
  intent('out_of_scope', 'none', false, ['', '']),
]

function intent(name: string, kind: IntentInfo['kind'], sensitive: boolean, [zh, en]: [string, string]): IntentInfo {
  return { name, title: { zh: `${name}题`, en: `${name} title` }, kind, sensitive, answer: { zh, en } }
}

export function hit(key: string, confidence: number, more: Partial<Hit> = {}): Hit {
  return {
    passageId: `passage ${key}`,
    documentId: `document ${key}`,
    kind: 'faq',
    key,
    language: 'en',
    title: `Title of ${key}`,
    text: `Answer of ${key}`,
    matched: `Title of ${key}`,
    scores: { bm25: confidence, fused: confidence },
    confidence,
    ...more,
  }
}

interface Said {
  hits?: Hit[]
  intents?: RankedIntent[]
  outOfScope?: number
  entities?: Entity[]
  language?: Understanding['language']
}

/** Parts of a message, each as if it had come alone. */
export const pieces = (...said: Said[]): Pick<MessageEvent, 'pieces'> => ({
  pieces: said.map(one => {
    const { understanding, hits } = message('…', one)
    return { understanding, hits }
  }),
})

export function message(text: string, said: Said = {}, more: Partial<MessageEvent> = {}): MessageEvent {
  const { hits = [], intents = [], outOfScope = 1, entities = [], language = 'en' } = said
  const understanding = {
    text,
    normalized: text.toLowerCase(),
    language,
    tokens: text.split(' '),
    entities,
    intents,
    outOfScope,
  }
  return { kind: 'message', understanding, hits, holder: 'bot', agentsOnline: true, ...more }
}

export function play(state: DialogState, event: DialogEvent, thresholds: Partial<Thresholds> = {}): Step {
  return step(state, event, DEFAULT_WORDS, { ...DEFAULT_THRESHOLDS, ...thresholds }, INTENTS)
}

/** Plays events in a row from a fresh English conversation. */
export function playAll(...events: DialogEvent[]): Step[] {
  const steps: Step[] = []
  let state = initialState('en')
  for (const event of events) {
    const next = play(state, event)
    steps.push(next)
    state = next.state
  }
  return steps
}
