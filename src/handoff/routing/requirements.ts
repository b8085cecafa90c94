/** What a new handoff asks for: every rule that applies has its say. Pure. */
import type { HandoffReason, Language } from '../../message.ts'
import type { Packet } from '../packet.ts'
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

export const NOTHING_ASKED: Requirements = { teamId: undefined, skills: [], priority: 0 }

/** What the rule that handed over asks for wins: its team; skills at their higher level; a higher priority. */
export function withWants(asked: Requirements, wants: Packet['wants']): Requirements {
  if (wants === undefined) return asked
  const levels = new Map<string, number>()
  for (const { skill, level } of [...asked.skills, ...(wants.skills ?? [])])
    levels.set(skill, Math.max(level, levels.get(skill) ?? 0))
  return {
    teamId: wants.teamId ?? asked.teamId,
    skills: [...levels].map(([skill, level]) => ({ skill, level })),
    priority: wants.priority === undefined ? asked.priority : higher(asked.priority, wants.priority),
  }
}

/** One that says nothing is 0: then a rule may also put somebody behind the others. */
const higher = (asked: number, wanted: number) => (asked === 0 ? wanted : Math.max(asked, wanted))

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
