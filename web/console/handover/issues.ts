/** What is wrong with a rule in the form, beside which field. The server checks again, patterns too. */
import type { Condition, Leaf } from '../../../src/dialog/handover/condition.ts'
import type { HandoverRule, NotedAttribute } from '../../../src/dialog/handover/rules.ts'
import type { ConsoleKey } from '../words.ts'

/** The server takes so many conditions of one rule, and groups within groups so deep. */
export const MOST_CONDITIONS = 40
export const MOST_DEPTH = 4

export type Issue = Extract<ConsoleKey, `cond.issue.${string}`>

/** Of one condition; undefined when it is fine. */
export function leafIssue(leaf: Leaf): Issue | undefined {
  switch (leaf.kind) {
    case 'words':
      return leaf.any.length === 0 || leaf.any.some(word => word.trim() === '' || word.length > 60)
        ? 'cond.issue.words'
        : undefined
    case 'pattern':
      return leaf.pattern.trim() === '' ? 'cond.issue.write' : undefined
    case 'page':
      return leaf.contains.trim() === '' ? 'cond.issue.write' : undefined
    case 'label':
      return leaf.is.trim() === '' ? 'cond.issue.write' : undefined
    case 'inbox':
    case 'intent':
      return leaf.is === '' ? 'cond.issue.choose' : undefined
    case 'entity':
      return leaf.entity === '' ? 'cond.issue.choose' : valueIssue(leaf)
    case 'attribute':
      return leaf.name.trim() === '' ? 'cond.issue.write' : valueIssue(leaf)
    default:
      return undefined
  }
}

/** True when the rule may be sent. */
export function isComplete(rule: HandoverRule): boolean {
  const { act, name, when } = rule
  if (act.kind === 'hand_over' && act.attribute !== undefined && !isWhole(act.attribute)) return false
  return name.trim() !== '' && conditionIssues(when) === 0 && countConditions(when) <= MOST_CONDITIONS
}

function isWhole(attribute: NotedAttribute): boolean {
  return attribute.name.trim() !== '' && (!('value' in attribute) || attribute.value.trim() !== '')
}

export function countConditions(condition: Condition): number {
  if (condition.kind === 'all' || condition.kind === 'any')
    return 1 + condition.of.reduce((sum, each) => sum + countConditions(each), 0)
  return condition.kind === 'not' ? 1 + countConditions(condition.of) : 1
}

function conditionIssues(condition: Condition): number {
  if (condition.kind === 'not') return conditionIssues(condition.of)
  if (condition.kind !== 'all' && condition.kind !== 'any') return leafIssue(condition) === undefined ? 0 : 1
  if (condition.of.length === 0) return 1
  return condition.of.reduce((sum, each) => sum + conditionIssues(each), 0)
}

function valueIssue({ op, value }: Extract<Leaf, { kind: 'entity' | 'attribute' }>): Issue | undefined {
  if (op === 'set') return undefined
  const text = String(value ?? '').trim()
  if (text === '') return 'cond.issue.write'
  return (op === 'above' || op === 'below') && Number.isNaN(Number(text)) ? 'cond.issue.number' : undefined
}
