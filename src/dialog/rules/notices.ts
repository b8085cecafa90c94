/** What others did with the conversation; its log shows it, so the bot adds nothing. */

import { STATE_KINDS } from '../initial-state.ts'
import type { Rule, StateKind } from '../rule.ts'
import type { DialogEvent } from '../state.ts'

export const agentJoined = notice('agent_joined', 'with_agent', 'An agent joined: the bot is silent from now on.')

export const returnedToBot = notice(
  'returned_to_bot',
  'idle',
  'The agent gave the conversation back: the bot starts afresh.',
)

export const returnedToQueue = notice(
  'returned_to_queue',
  'waiting',
  "The agent's lease lapsed: the conversation waits again.",
)

function notice(on: Exclude<DialogEvent['kind'], 'message' | 'bot_failed'>, to: StateKind, about: string): Rule {
  return {
    name: on,
    about,
    on,
    from: STATE_KINDS,
    to: [to],
    apply: ({ state }) => ({
      state: {
        ...state,
        kind: to,
        misses: 0,
        offered: [],
        contactAsked: false,
        remarked: false,
        leaving: undefined,
        meanwhile: undefined,
      },
      decision: { kind: 'silent', rule: on },
    }),
  }
}
