import { MAX_ATTRIBUTE_TEXT } from '../../message.ts'
import type { Noted } from '../decision.ts'
import { escalate, offer, withFired } from '../escalate.ts'
import type { NotedAttribute } from '../handover/rules.ts'
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
        const noted = notedBy(name, rule.act.attribute, turn.event.understanding.entities)
        const grounds = { because: { rule: { id, name }, findings: because }, wants: rule.act.wants, noted, fired: id }
        return escalate(turn, NAME, 'business_rule', say(turn, 'sensitive'), grounds)
      }
      default:
        return rule.act satisfies never
    }
  },
})

function notedBy(
  rule: string,
  attribute: NotedAttribute | undefined,
  entities: readonly { kind: string; value: string }[],
): Noted | undefined {
  if (attribute === undefined) return undefined
  const { name } = attribute
  if ('value' in attribute) return { rule, name, value: attribute.value }
  const value = entities.find(({ kind }) => kind === attribute.entity)?.value
  return value === undefined ? undefined : { rule, name, value: value.slice(0, MAX_ATTRIBUTE_TEXT) }
}
