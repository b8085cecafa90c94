/** Which of a company's rules decides about a message. Pure. */
import { type LeafKind, leavesOf } from './condition.ts'
import { type ConditionTools, evaluate, type Finding } from './evaluate.ts'
import type { Facts } from './facts.ts'
import type { HandoverRule, Wants } from './rules.ts'
import { DEFAULT_HANDOVER, type HandoverSettings } from './settings.ts'

/** The settings, with what their conditions need to be read. */
export interface Handover {
  settings: HandoverSettings
  tools: ConditionTools
}

/** As shipped: no rules of a company's own, so nothing that needs more than small letters. */
export const SHIPPED_HANDOVER: Handover = {
  settings: DEFAULT_HANDOVER,
  tools: { normalize: text => text.toLowerCase(), matches: () => false },
}

export interface Ruling {
  rule: HandoverRule
  /** The leaves that decided. */
  because: Finding[]
}

/** Why a conversation goes to a person, beside the reason's code: for the agent's desk. */
export interface Because {
  rule?: { id: string; name: string }
  findings?: Finding[]
  /** Of anger: the words. */
  signs?: { kind: string; text: string }[]
}

/**
 * The first rule that is on and surely holds. One that hands over or asks does so once a conversation (`fired`):
 * otherwise who went back to the bot would be sent to the queue again by his next message.
 */
export function rulingOf({ settings, tools }: Handover, facts: Facts, fired: readonly string[]): Ruling | undefined {
  for (const rule of settings.rules) {
    if (!rule.on || (rule.act.kind !== 'stay' && fired.includes(rule.id))) continue
    const { holds, because } = evaluate(rule.when, facts, tools)
    if (holds === true) return { rule, because }
  }
  return undefined
}

/** What all have to say: the first team, each skill at its highest level, the highest priority. */
export function joinWants(...all: readonly (Wants | undefined)[]): Wants | undefined {
  const wants = all.filter(each => each !== undefined && Object.keys(each).length > 0) as Wants[]
  if (wants.length < 2) return wants[0]
  const teamId = wants.find(each => each.teamId !== undefined)?.teamId
  const levels = new Map<string, number>()
  for (const { skill, level } of wants.flatMap(each => each.skills ?? []))
    levels.set(skill, Math.max(level, levels.get(skill) ?? 0))
  const priorities = wants.flatMap(each => each.priority ?? [])
  return {
    ...(teamId === undefined ? {} : { teamId }),
    ...(levels.size === 0 ? {} : { skills: [...levels].map(([skill, level]) => ({ skill, level })) }),
    ...(priorities.length === 0 ? {} : { priority: Math.max(...priorities) }),
  }
}

/** By the label or attribute that the settings name. */
export function isVip({ settings: { vip }, tools }: Handover, facts: Facts): boolean {
  if (!vip.on) return false
  const same = (a: unknown, b: string) => tools.normalize(String(a)) === tools.normalize(b)
  const { label, attribute } = vip
  if (label !== undefined && facts.labels?.some(each => same(each, label))) return true
  const value = attribute && facts.attributes?.[attribute.name]
  return attribute !== undefined && value !== undefined && same(value, attribute.value)
}

/** True when something must be known of the visitor that a turn does not read by itself. */
export function looksAround({ vip, rules }: HandoverSettings): boolean {
  return vip.on || rules.some(({ on, when }) => on && leavesOf(when).some(({ kind }) => AROUND.has(kind)))
}

const AROUND = new Set<LeafKind>(['label', 'attribute'])
