/**
 * Whether a condition holds, and which leaves decided. Pure. What is not known (no business hours are set, the contact
 * has no attributes) is neither true nor false, and "not" of it is not true either: a rule applies only when its condition surely holds.
 */
import type { Comparison, Condition, Leaf } from './condition.ts'
import type { Facts } from './facts.ts'

/** What needs more than this room has: the same form for words and texts, and patterns that cannot run away. */
export interface ConditionTools {
  /** The form in which texts are matched. */
  normalize(text: string): string
  matches(pattern: string, text: string): boolean
}

/** A leaf that decided, with what was found. */
export interface Finding {
  condition: Leaf
  holds: boolean
  /** What the field had, shortened; left out when it is not known. */
  found?: string
}

export interface Verdict {
  /** undefined: it cannot be told. */
  holds: boolean | undefined
  /** The leaves that decided it. */
  because: Finding[]
}

export function evaluate(condition: Condition, facts: Facts, tools: ConditionTools): Verdict {
  switch (condition.kind) {
    case 'all':
      return joined(condition.of, facts, tools, false)
    case 'any':
      return joined(condition.of, facts, tools, true)
    case 'not': {
      const { holds, because } = evaluate(condition.of, facts, tools)
      return { holds: holds === undefined ? undefined : !holds, because }
    }
    default:
      return leafVerdict(condition, facts, tools)
  }
}

/** One child of value `decisive` decides; otherwise all have their say. */
function joined(of: readonly Condition[], facts: Facts, tools: ConditionTools, decisive: boolean): Verdict {
  const verdicts: Verdict[] = []
  for (const each of of) {
    const verdict = evaluate(each, facts, tools)
    if (verdict.holds === decisive) return verdict
    verdicts.push(verdict)
  }
  const unknown = verdicts.filter(({ holds }) => holds === undefined)
  return {
    holds: unknown.length > 0 ? undefined : !decisive,
    because: (unknown.length > 0 ? unknown : verdicts).flatMap(({ because }) => because),
  }
}

interface Looked {
  holds: boolean | undefined
  found?: string | undefined
}

function leafVerdict(condition: Leaf, facts: Facts, tools: ConditionTools): Verdict {
  const { holds, found } = look(condition, facts, tools)
  const finding: Finding = { condition, holds: holds === true, ...(found === undefined ? {} : { found: short(found) }) }
  return { holds, because: [finding] }
}

function look(leaf: Leaf, facts: Facts, tools: ConditionTools): Looked {
  switch (leaf.kind) {
    case 'words': {
      const word = leaf.any.find(each => hasWord(facts.normalized, tools.normalize(each)))
      return { holds: word !== undefined, found: word }
    }
    case 'pattern':
      return { holds: tools.matches(leaf.pattern, facts.text) }
    case 'language':
      return { holds: facts.language === leaf.is, found: facts.language }
    case 'inbox':
      return facts.inboxId === undefined ? UNKNOWN : { holds: facts.inboxId === leaf.is, found: facts.inboxId }
    case 'intent': {
      const confidence = facts.intents.find(({ name }) => name === leaf.is)?.confidence ?? 0
      return { holds: confidence > 0 && confidence >= leaf.from, found: confidence.toFixed(2) }
    }
    case 'confidence':
      return { holds: facts.confidence < leaf.below, found: facts.confidence.toFixed(2) }
    case 'entity': {
      const values = facts.entities.filter(({ kind }) => kind === leaf.entity).map(({ value }) => value)
      const value = values.find(each => compare(each, leaf.op, leaf.value, tools))
      return { holds: value !== undefined, found: value ?? values[0] }
    }
    case 'page': {
      const { pageUrl } = facts
      if (pageUrl === undefined) return UNKNOWN
      return { holds: pageUrl.toLowerCase().includes(leaf.contains.trim().toLowerCase()), found: pageUrl }
    }
    case 'misses':
      return { holds: facts.misses >= leaf.from, found: String(facts.misses) }
    case 'hours':
      return facts.hours === undefined ? UNKNOWN : { holds: facts.hours === leaf.is, found: facts.hours }
    case 'anger':
      return { holds: facts.anger.score >= leaf.from, found: facts.anger.score.toFixed(2) }
    case 'attribute': {
      if (facts.attributes === undefined) return UNKNOWN
      const value = facts.attributes[leaf.name]
      if (value === undefined) return { holds: false }
      return { holds: compare(String(value), leaf.op, leaf.value, tools), found: String(value) }
    }
    case 'label': {
      if (facts.labels === undefined) return UNKNOWN
      const wanted = tools.normalize(leaf.is)
      return { holds: facts.labels.some(label => tools.normalize(label) === wanted), found: facts.labels.join(', ') }
    }
    default:
      return leaf satisfies never
  }
}

const UNKNOWN: Looked = { holds: undefined }
const SHOWN = 100
const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)

const LATIN = /[a-z0-9]/

/** A Latin word stands alone ("refund" is not in "refundable"); Chinese has no gaps between words. */
function hasWord(text: string, word: string): boolean {
  if (word === '') return false
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = LATIN.test(word[0]!) && LATIN.test(text[at - 1] ?? '')
    const after = LATIN.test(word.at(-1)!) && LATIN.test(text[at + word.length] ?? '')
    if (!before && !after) return true
  }
  return false
}

function compare(
  found: string,
  op: Comparison,
  wanted: string | number | undefined,
  { normalize }: ConditionTools,
): boolean {
  switch (op) {
    case 'set':
      return found !== ''
    case 'equals': {
      const numbers = numbersIn(found)
      const same = normalize(found) === normalize(String(wanted))
      return same || (isNumber(wanted) && numbers.length === 1 && numbers[0] === Number(wanted))
    }
    case 'contains':
      return normalize(found).includes(normalize(String(wanted)))
    // "100 to 900" is above 500, and below it: each end counts.
    case 'above':
      return numbersIn(found).some(number => number > Number(wanted))
    case 'below':
      return numbersIn(found).some(number => number < Number(wanted))
    default:
      return op satisfies never
  }
}

const isNumber = (value: string | number | undefined): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))

/** `CNY 100.00-200.00` has two; a minus sign is one only where no number stands before it. */
function numbersIn(value: string): number[] {
  return [...value.matchAll(/(?<![\d.])-?\d+(?:\.\d+)?|(?<=\d-)\d+(?:\.\d+)?/g)].map(match => Number(match[0]))
}
