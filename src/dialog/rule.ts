/** What a rule is, and what it sees of one turn. */
import type { Choice, Language } from '../message.ts'
import type { Candidate } from './candidates.ts'
import type { Decision } from './decision.ts'
import type { Facts } from './handover/facts.ts'
import type { Handover, Ruling } from './handover/ruling.ts'
import type { IntentInfo } from './intent-info.ts'
import type { DialogEvent, DialogState } from './state.ts'
import type { Thresholds } from './thresholds.ts'
import type { BotWords, WordKey } from './words.ts'
import { fill } from './words.ts'

export type StateKind = DialogState['kind']
export type MessageEvent = Extract<DialogEvent, { kind: 'message' }>

/** One event in one state, with everything that the rules may use. `state` already follows the holder. */
export interface Turn<E extends DialogEvent = DialogEvent> {
  state: DialogState
  event: E
  language: Language
  words: BotWords
  thresholds: Thresholds
  intents: ReadonlyMap<string, IntentInfo>
  /** Intents and passages on one scale, best first; empty for events without a message. */
  candidates: readonly Candidate[]
  handover: Handover
  /** Of a message that the bot may answer. */
  facts?: Facts
  /** The company's own rule that decides about it. */
  ruling?: Ruling
}

export interface Step {
  state: DialogState
  decision: Decision
}

/** `to` lists every state that the rule may lead to from any of `from`; a test holds it to that. */
export interface Rule {
  name: string
  /** One sentence for people: when it applies and what it does. */
  about: string
  on: DialogEvent['kind']
  from: readonly StateKind[]
  to: readonly StateKind[]
  apply(turn: Turn): Step | undefined
}

type MessageRule = Omit<Rule, 'on' | 'apply'> & { apply(turn: Turn<MessageEvent>): Step | undefined }

/** A rule for a visitor's message. */
export function onMessage(rule: MessageRule): Rule {
  return { ...rule, on: 'message', apply: turn => (isMessage(turn) ? rule.apply(turn) : undefined) }
}

/** The sentence of this key in the turn's language. */
export function say(turn: Turn, key: WordKey, params: Record<string, string> = {}): string {
  return fill(turn.words[turn.language][key], params)
}

export function personChoice(turn: Turn): Choice {
  return { id: 'person', label: say(turn, 'talk_to_person') }
}

/** The state after something useful was said: no miss, nothing on offer. */
export function settled(turn: Turn): DialogState {
  return { ...turn.state, kind: 'idle', misses: 0, offered: [], language: turn.language }
}

function isMessage(turn: Turn): turn is Turn<MessageEvent> {
  return turn.event.kind === 'message'
}
