import { escalate } from '../escalate.ts'
import { isVip } from '../handover/ruling.ts'
import { onMessage, say } from '../rule.ts'

const NAME = 'vip'

export const vip = onMessage({
  name: NAME,
  about: 'A VIP by label or attribute, where the company wants a person for him at once; once a conversation.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => {
    const { handover, facts, state } = turn
    if (facts === undefined || !handover.settings.vip.handOver || state.fired?.includes(NAME)) return undefined
    return isVip(handover, facts) ? escalate(turn, NAME, 'vip', say(turn, 'ask_person'), { fired: NAME }) : undefined
  },
})
