/** What a new handoff asks for: every rule that applies has its say. Pure. */
import type { HandoffReason, Language } from '../../message.ts'
import type { NeededSkill, RoutingRule } from './settings.ts'

/** What is known of a conversation when the bot lets go of it. */
export interface HandoffFacts {
  inboxId: string
  language: Language
  reason: HandoffReason
  /** The likeliest intent. */
  intent: string | undefined
}

export interface Requirements {
  teamId: string | undefined
  skills: NeededSkill[]
  priority: number
}

/** The first rule that names a team decides it; skills add up, at their highest level; the highest priority counts. */
export function requirementsOf(facts: HandoffFacts, rules: readonly RoutingRule[]): Requirements {
  const applying = rules.filter(rule => applies(rule, facts))
  const levels = new Map<string, number>()
  for (const { skill, level } of applying.flatMap(rule => rule.skills ?? [])) {
    levels.set(skill, Math.max(level, levels.get(skill) ?? 0))
  }
  const priorities = applying.flatMap(rule => (rule.priority === undefined ? [] : [rule.priority]))
  return {
    teamId: applying.find(rule => rule.teamId !== undefined)?.teamId,
    skills: [...levels].map(([skill, level]) => ({ skill, level })),
    priority: priorities.length === 0 ? 0 : Math.max(...priorities),
  }
}

function applies({ when }: RoutingRule, facts: HandoffFacts): boolean {
  return (
    (when.inboxId === undefined || when.inboxId === facts.inboxId) &&
    (when.language === undefined || when.language === facts.language) &&
    (when.reason === undefined || when.reason === facts.reason) &&
    (when.intent === undefined || when.intent === facts.intent)
  )
}
