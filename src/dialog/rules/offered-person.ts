import { askedBy, escalate } from '../escalate.ts'
import { onMessage, say } from '../rule.ts'
import { saysNo, saysYes } from '../wording.ts'

const NAME = 'offered_person'

export const offeredPerson = onMessage({
  name: NAME,
  about: 'A person was offered and the visitor says yes or no.',
  from: ['offered_person'],
  to: ['idle', 'waiting'],
  apply: turn => {
    const { normalized } = turn.event.understanding
    if (saysYes(normalized)) return escalate(turn, NAME, 'asked', say(turn, 'ask_person'), askedBy(turn))
    if (!saysNo(normalized)) return undefined
    const { language } = turn
    return {
      state: { ...turn.state, kind: 'idle', offered: [], language },
      decision: { kind: 'remark', rule: NAME, language, text: say(turn, 'as_you_wish') },
    }
  },
})
