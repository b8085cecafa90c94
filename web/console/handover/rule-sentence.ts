import type { HandoverRule, NotedAttribute } from '../../../src/dialog/handover/rules.ts'
import { conditionSentence, entityKindName } from '../../shared/condition-sentence.ts'
import type { ConsoleWords } from '../words.ts'
import { wantsOf } from './handover.ts'
import type { Named } from './use-names.ts'

/** The rule as one sentence: when what, then what. */
export function ruleSentence(rule: HandoverRule, t: ConsoleWords, names: Named): string {
  const { teamId, priority, skills = [] } = wantsOf(rule)
  const act = [
    t(`handover.act.${rule.act.kind}`),
    ...(teamId === undefined ? [] : [t('handover.wants.team_said', { team: names.team(teamId) })]),
    ...(priority === undefined ? [] : [t('handover.wants.priority_said', { priority })]),
    ...(rule.act.kind === 'hand_over' && rule.act.attribute !== undefined ? [noted(rule.act.attribute, t)] : []),
    ...skills.map(({ skill }) => t('handover.wants.skill_said', { skill })),
  ]
  return t('handover.rule.sentence', {
    when: conditionSentence(rule.when, t, names),
    act: act.join(t('handover.wants.join')),
  })
}

function noted(attribute: NotedAttribute, t: ConsoleWords): string {
  const value = 'value' in attribute ? attribute.value : entityKindName(attribute.entity, t)
  return t('handover.noted.said', { name: attribute.name, value })
}
