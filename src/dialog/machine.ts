/**
 * The dialog: (state, event) -> (state, decision), pure. The rules are tried in order; the first one that applies
 * decides. To add one: a file in `rules/`, a place in this list, a test.
 */
import type { Language } from '../message.ts'
import { angerOf } from './anger/score.ts'
import { type Candidate, rankCandidates } from './candidates.ts'
import type { Facts } from './handover/facts.ts'
import { type Handover, rulingOf, SHIPPED_HANDOVER } from './handover/ruling.ts'
import type { IntentInfo } from './intent-info.ts'
import type { MessageEvent, Rule, Step, Turn } from './rule.ts'
import { angry } from './rules/angry.ts'
import { answer } from './rules/answer.ts'
import { asksForPerson } from './rules/asks-for-person.ts'
import { botFailed } from './rules/bot-failed.ts'
import { businessRule } from './rules/business-rule.ts'
import { clarify } from './rules/clarify.ts'
import { fallback } from './rules/fallback.ts'
import { later } from './rules/later.ts'
import { meanwhile } from './rules/meanwhile.ts'
import { agentJoined, returnedToBot, returnedToQueue } from './rules/notices.ts'
import { offeredPerson } from './rules/offered-person.ts'
import { pressed } from './rules/pressed.ts'
import { sensitive } from './rules/sensitive.ts'
import { several } from './rules/several.ts'
import { unsure } from './rules/unsure.ts'
import { vip } from './rules/vip.ts'
import { backToBot, contact, waiting } from './rules/waiting.ts'
import { withAgent, withAgentFailed } from './rules/with-agent.ts'
import type { DialogEvent, DialogState } from './state.ts'
import type { Thresholds } from './thresholds.ts'
import type { BotWords } from './words.ts'

/** In this order; the last one of each event always applies. */
export const RULES: readonly Rule[] = [
  withAgent,
  pressed,
  later,
  contact,
  backToBot,
  asksForPerson,
  meanwhile,
  waiting,
  offeredPerson,
  businessRule,
  vip,
  angry,
  sensitive,
  several,
  answer,
  unsure,
  clarify,
  fallback,
  withAgentFailed,
  botFailed,
  agentJoined,
  returnedToBot,
  returnedToQueue,
]

/** One event in, one decision out. Never throws; the state that comes out is plain JSON. */
export function step(
  state: DialogState,
  event: DialogEvent,
  words: BotWords,
  thresholds: Thresholds,
  intents: readonly IntentInfo[],
  handover: Handover = SHIPPED_HANDOVER,
): Step {
  const turn = openTurn(followHolder(state, event), event, words, thresholds, intents, handover)
  for (const rule of RULES) {
    if (rule.on !== event.kind || !rule.from.includes(turn.state.kind)) continue
    const outcome = rule.apply(turn)
    if (outcome) return { ...outcome, state: withoutOldQuestion(turn.state, outcome.state) }
  }
  return { state: turn.state, decision: { kind: 'silent', rule: 'none' } }
}

/** A rule's question is answered by the very next message, or never. */
function withoutOldQuestion(before: DialogState, after: DialogState): DialogState {
  if (after.asking === undefined || after.asking !== before.asking) return after
  const { asking: _asked, ...rest } = after
  return rest
}

/** Who holds the conversation is stored elsewhere and may have changed unseen (DECISIONS.md): it wins over the state. */
export function followHolder(state: DialogState, event: DialogEvent): DialogState {
  if (!('holder' in event)) return state
  const held = state.kind === 'waiting' || state.kind === 'with_agent'
  // He is answered later: until then he is with the bot, and not told of a queue that he is not in.
  if (event.holder === 'bot' && event.parked) return { ...state, kind: 'waiting', meanwhile: true, leaving: undefined }
  if (event.holder === 'agent') return { ...state, kind: 'with_agent', offered: [] }
  if (event.holder === 'queue') return state.kind === 'waiting' ? state : { ...state, kind: 'waiting', offered: [] }
  return held ? { ...state, kind: 'idle', misses: 0, offered: [], leaving: undefined, meanwhile: undefined } : state
}

function openTurn(
  state: DialogState,
  event: DialogEvent,
  words: BotWords,
  thresholds: Thresholds,
  intents: readonly IntentInfo[],
  handover: Handover,
): Turn {
  const byName = new Map(intents.map(intent => [intent.name, intent]))
  const candidates: Candidate[] =
    event.kind === 'message' ? rankCandidates(event.understanding, event.hits, byName, thresholds) : []
  const turn = {
    state,
    event,
    language: languageOf(state, event),
    words,
    thresholds,
    intents: byName,
    candidates,
    handover,
  }
  return event.kind === 'message' && !HELD.has(state.kind) ? withFacts({ ...turn, event }) : turn
}

const HELD = new Set<DialogState['kind']>(['waiting', 'with_agent'])

/** What the company's rules see of an event; nothing of one that the bot does not answer. For showing why. */
export function factsOf(...what: Required<Parameters<typeof step>>): Facts | undefined {
  const [state, event, ...rest] = what
  return openTurn(followHolder(state, event), event, ...rest).facts
}

/** What the company's rules look at, and which of them decides: the others ask whether it wants the bot to stay. */
function withFacts(turn: Turn<MessageEvent>): Turn {
  const { understanding, around } = turn.event
  const { text, normalized, intents, entities } = understanding
  const facts: Facts = {
    ...around,
    text,
    normalized,
    language: turn.language,
    intents,
    entities,
    confidence: turn.candidates[0]?.confidence ?? 0,
    misses: turn.state.misses,
    anger: angerOf(text, normalized),
  }
  const ruling = rulingOf(turn.handover, facts, turn.state.fired ?? [])
  return { ...turn, facts, ...(ruling === undefined ? {} : { ruling }) }
}

/** The visitor's own words win; a text in neither language keeps the last one spoken (at first: the page's). */
function languageOf(state: DialogState, event: DialogEvent): Language {
  if (event.kind !== 'message') return state.language
  const { language } = event.understanding
  if (language === 'other') return state.language
  return language === 'en' ? 'en' : 'zh'
}
