import type { Rule } from '../rule.ts'

export const withAgent: Rule = {
  name: 'with_agent',
  about: 'A person is talking: the bot is silent.',
  on: 'message',
  from: ['with_agent'],
  to: ['with_agent'],
  apply: ({ state }) => ({ state, decision: { kind: 'silent', rule: 'with_agent' } }),
}

/** The same for a failure of the bot, which nobody needs to hear of when a person is there or on the way. */
export const withAgentFailed: Rule = {
  name: 'failed_unheard',
  about: 'The bot failed while a person is talking or called: nothing is said.',
  on: 'bot_failed',
  from: ['with_agent', 'waiting'],
  to: ['with_agent', 'waiting'],
  apply: ({ state }) => ({ state, decision: { kind: 'silent', rule: 'failed_unheard' } }),
}
