/** Handing over to a person: the one place that says what is said and where the state goes. */
import type { HandoffReason } from '../message.ts'
import type { Noted } from './decision.ts'
import type { Wants } from './handover/rules.ts'
import { type Because, isVip, joinWants } from './handover/ruling.ts'
import type { Step, Turn } from './rule.ts'
import { personChoice, say } from './rule.ts'
import { nobodyNow, waitingChoices } from './waiting-choices.ts'

/** What the agent and the queue are told beside the reason. */
export interface Grounds {
  because?: Because
  wants?: Wants
  noted?: Noted | undefined
  /** The company's rule that did it: it does so once. */
  fired?: string
}

/**
 * Queues the conversation. With nobody online, or outside business hours, it says so and asks for an e-mail or phone:
 * it still waits. Where a company's rule wants the bot to stay, a person is offered instead, except to who asked for one.
 */
export function escalate(
  turn: Turn,
  rule: string,
  reason: HandoffReason,
  firstWords: string,
  grounds: Grounds = {},
): Step {
  if (turn.ruling?.rule.act.kind === 'stay' && reason !== 'asked') return offer(turn, rule, reason)
  const nobody = nobodyNow(turn)
  const askContact = nobody !== undefined
  const text = askContact ? `${firstWords}\n\n${nobody}` : firstWords
  const wants = joinWants(grounds.wants, wantsOfVip(turn))
  return {
    state: {
      ...withFired(turn, grounds.fired),
      kind: 'waiting',
      misses: 0,
      offered: [],
      language: turn.language,
      contactAsked: askContact,
      remarked: false,
      leaving: undefined,
      meanwhile: undefined,
    },
    decision: {
      kind: 'escalate',
      rule,
      language: turn.language,
      text,
      reason,
      askContact,
      ...(grounds.because === undefined ? {} : { because: grounds.because }),
      ...(wants === undefined ? {} : { wants }),
      ...(grounds.noted === undefined ? {} : { noted: grounds.noted }),
      choices: waitingChoices(turn),
    },
  }
}

/** Whether a person is wanted, as a question with two buttons. */
export function offer(turn: Turn, rule: string, reason?: HandoffReason): Step {
  const { language } = turn
  const text = say(turn, 'ask_first')
  const choices = [personChoice(turn), { id: 'bot', label: say(turn, 'back_to_bot') }]
  const state = { ...turn.state, kind: 'offered_person' as const, misses: 0, offered: [], language }
  // A question that had no answer counts among the unanswered.
  const kind = reason === 'missed_twice' ? 'fallback' : 'remark'
  return { state, decision: { kind, rule, language, text, choices } }
}

/** Of a person that was offered by a company's rule: what the rule asks of the queue. */
export function askedBy({ state, handover }: Turn): Grounds {
  const rule = handover.settings.rules.find(({ id }) => id === state.asking)
  if (state.kind !== 'offered_person' || rule === undefined || rule.act.kind === 'stay') return {}
  return { because: { rule: { id: rule.id, name: rule.name } }, wants: rule.act.wants }
}

/** The state with a rule that will not act again in this conversation. */
export function withFired({ state }: Turn, id: string | undefined): Turn['state'] {
  const { asking: _asked, ...rest } = state
  return id === undefined || rest.fired?.includes(id) ? rest : { ...rest, fired: [...(rest.fired ?? []), id] }
}

function wantsOfVip({ handover, facts }: Turn): Wants | undefined {
  return facts !== undefined && isVip(handover, facts) ? { priority: handover.settings.vip.priority } : undefined
}
