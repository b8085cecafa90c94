/** What happens when the bot has no answer: one honest sentence, then a person. The same refusal never comes twice. */
import { escalate } from './escalate.ts'
import type { Step, Turn } from './rule.ts'
import { personChoice, say } from './rule.ts'

export function miss(turn: Turn, rule: string, words: 'fallback' | 'fallback_none'): Step {
  const misses = turn.state.misses + 1
  if (misses >= turn.thresholds.missesToPerson) return escalate(turn, rule, 'missed_twice', say(turn, 'missed_twice'))
  return {
    state: { ...turn.state, kind: 'offered_person', misses, offered: [], language: turn.language },
    decision: {
      kind: 'fallback',
      rule,
      language: turn.language,
      text: say(turn, words),
      choices: [personChoice(turn)],
    },
  }
}
