/** Handing over to a person: the one place that says what is said and where the state goes. */
import type { HandoffReason } from '../message.ts'
import type { Step, Turn } from './rule.ts'
import { say } from './rule.ts'

/** Queues the conversation. With nobody online it says so and asks for an e-mail or phone: it still waits. */
export function escalate(turn: Turn, rule: string, reason: HandoffReason, firstWords: string): Step {
  const askContact = 'agentsOnline' in turn.event && !turn.event.agentsOnline
  const text = askContact ? `${firstWords}\n\n${say(turn, 'nobody_online')}` : firstWords
  return {
    state: {
      ...turn.state,
      kind: 'waiting',
      misses: 0,
      offered: [],
      language: turn.language,
      contactAsked: askContact,
      remarked: false,
    },
    decision: {
      kind: 'escalate',
      rule,
      language: turn.language,
      text,
      reason,
      askContact,
      choices: [{ id: 'bot', label: say(turn, 'back_to_bot') }],
    },
  }
}
