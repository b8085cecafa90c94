/**
 * The dialog: (state, event) -> (state, decision), pure. The rules are tried in order; the first one that applies
 * decides. To add one: a file in `rules/`, a place in this list, a test.
 */
import type { Language } from '../message.ts'
import { type Candidate, rankCandidates } from './candidates.ts'
import type { IntentInfo } from './intent-info.ts'
import type { Rule, Step, Turn } from './rule.ts'
import { answer } from './rules/answer.ts'
import { asksForPerson } from './rules/asks-for-person.ts'
import { botFailed } from './rules/bot-failed.ts'
import { clarify } from './rules/clarify.ts'
import { fallback } from './rules/fallback.ts'
import { agentJoined, returnedToBot, returnedToQueue } from './rules/notices.ts'
import { offeredPerson } from './rules/offered-person.ts'
import { pressed } from './rules/pressed.ts'
import { sensitive } from './rules/sensitive.ts'
import { several } from './rules/several.ts'
import { backToBot, contact, waiting } from './rules/waiting.ts'
import { withAgent, withAgentFailed } from './rules/with-agent.ts'
import type { DialogEvent, DialogState } from './state.ts'
import type { Thresholds } from './thresholds.ts'
import type { BotWords } from './words.ts'

/** In this order; the last one of each event always applies. */
export const RULES: readonly Rule[] = [
  withAgent,
  pressed,
  contact,
  backToBot,
  asksForPerson,
  waiting,
  offeredPerson,
  sensitive,
  several,
  answer,
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
): Step {
  const turn = openTurn(followHolder(state, event), event, words, thresholds, intents)
  for (const rule of RULES) {
    if (rule.on !== event.kind || !rule.from.includes(turn.state.kind)) continue
    const outcome = rule.apply(turn)
    if (outcome) return outcome
  }
  return { state: turn.state, decision: { kind: 'silent', rule: 'none' } }
}

/** Who holds the conversation is stored elsewhere and may have changed unseen (DECISIONS.md): it wins over the state. */
export function followHolder(state: DialogState, event: DialogEvent): DialogState {
  if (!('holder' in event)) return state
  const held = state.kind === 'waiting' || state.kind === 'with_agent'
  if (event.holder === 'agent') return { ...state, kind: 'with_agent', offered: [] }
  if (event.holder === 'queue') return state.kind === 'waiting' ? state : { ...state, kind: 'waiting', offered: [] }
  return held ? { ...state, kind: 'idle', misses: 0, offered: [] } : state
}

function openTurn(
  state: DialogState,
  event: DialogEvent,
  words: BotWords,
  thresholds: Thresholds,
  intents: readonly IntentInfo[],
): Turn {
  const byName = new Map(intents.map(intent => [intent.name, intent]))
  const candidates: Candidate[] =
    event.kind === 'message' ? rankCandidates(event.understanding, event.hits, byName, thresholds) : []
  return { state, event, language: languageOf(state, event), words, thresholds, intents: byName, candidates }
}

/** The visitor's own words win; a text in neither language keeps the last one spoken (at first: the page's). */
function languageOf(state: DialogState, event: DialogEvent): Language {
  if (event.kind !== 'message') return state.language
  const { language } = event.understanding
  if (language === 'other') return state.language
  return language === 'en' ? 'en' : 'zh'
}
