import { escalate } from '../escalate.ts'
import type { Rule } from '../rule.ts'
import { say } from '../rule.ts'

export const botFailed: Rule = {
  name: 'bot_failed',
  about: 'Understanding or search failed: the bot says so and brings a person.',
  on: 'bot_failed',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['waiting'],
  apply: turn => escalate(turn, 'bot_failed', 'bot_failed', say(turn, 'bot_failed')),
}
