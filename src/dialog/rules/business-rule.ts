import { escalate, offer, withFired } from '../escalate.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'business_rule'

export const businessRule = onMessage({
  name: NAME,
  about:
    "One of the company's own rules applies, the first in their order: a person is brought, or offered first. A rule that wants the bot to stay turns every other hand-over into an offer.",
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => {
    if (turn.ruling === undefined) return undefined
    const { rule, because } = turn.ruling
    switch (rule.act.kind) {
      case 'stay':
        return undefined
      case 'ask_first': {
        const { state, decision } = offer(turn, NAME)
        return { state: { ...state, fired: withFired(turn, rule.id).fired ?? [], asking: rule.id }, decision }
      }
      case 'hand_over': {
        const { id, name } = rule
        const grounds = { because: { rule: { id, name }, findings: because }, wants: rule.act.wants, fired: id }
        return escalate(turn, NAME, 'business_rule', say(turn, 'sensitive'), grounds)
      }
      default:
        return rule.act satisfies never
    }
  },
})
