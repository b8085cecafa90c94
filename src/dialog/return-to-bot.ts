import type { Step, Turn } from './rule.ts'
import { say, settled } from './rule.ts'

/** Out of the queue: the bot starts afresh. */
export function returnToBot(turn: Turn, rule: string): Step {
  return {
    state: { ...settled(turn), contactAsked: false, remarked: false, leaving: undefined, meanwhile: undefined },
    decision: { kind: 'return_to_bot', rule, language: turn.language, text: say(turn, 'returned_to_bot') },
  }
}
