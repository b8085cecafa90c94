import type { AbleAgent, Demand, Filter } from '../strategy.ts'

/** Who speaks the language and has every needed skill at its level; anybody, once it has waited too long for that. */
export const bySkillAndLanguage: Filter = (agents, handoff, now, { anybodyAfterSeconds }) =>
  now - handoff.queuedAt >= anybodyAfterSeconds * 1000 ? agents : agents.filter(agent => masters(agent, handoff))

function masters(agent: AbleAgent, { language, skills }: Demand): boolean {
  if (language !== undefined && !agent.languages.includes(language)) return false
  return skills.every(({ skill, level }) => (agent.skills[skill] ?? 0) >= level)
}
