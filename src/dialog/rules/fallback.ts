import { miss } from '../miss.ts'
import { onMessage } from '../rule.ts'
import { saysNone } from '../wording.ts'

export const fallback = onMessage({
  name: 'fallback',
  about: 'Nothing fits: an honest sentence and the offer of a person; the second time in a row, the person.',
  from: ['idle', 'clarifying', 'offered_person'],
  to: ['offered_person', 'waiting'],
  apply: turn => miss(turn, 'fallback', saysNone(turn.event.understanding.normalized) ? 'fallback_none' : 'fallback'),
})
