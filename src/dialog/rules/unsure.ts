import { escalate } from '../escalate.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'unsure'

export const unsure = onMessage({
  name: NAME,
  about: 'Where the company wants it so: a best answer less sure than its number brings a person at once.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => {
    const { on, below } = turn.handover.settings.unsure
    if (!on || turn.facts === undefined || turn.facts.confidence >= below) return undefined
    return escalate(turn, NAME, 'unsure', say(turn, 'missed_twice'))
  },
})
