/**
 * The conditions of a company's own rules: leaves that look at one field each, joined by all, any and not. They are
 * edited in the console and stored as JSON; `check.ts` refuses what is not of this shape, `evaluate.ts` reads it.
 */
import Type, { type Static, type TObject } from 'typebox'
import { Id, Language } from '../../message.ts'

const leaf = <K extends string, P extends Record<string, Parameters<typeof Type.Object>[0][string]>>(
  kind: K,
  fields: P,
) => Type.Object({ kind: Type.Literal(kind), ...fields }, { additionalProperties: false })

const Share = Type.Number({ minimum: 0, maximum: 1 })
const Word = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Value = Type.Optional(Type.Union([Type.Number(), Type.String({ minLength: 1, maxLength: 100 })]))

export const COMPARISONS = ['set', 'equals', 'contains', 'above', 'below'] as const
export type Comparison = (typeof COMPARISONS)[number]
const Compared = Type.Union([
  Type.Literal('set'),
  Type.Literal('equals'),
  Type.Literal('contains'),
  Type.Literal('above'),
  Type.Literal('below'),
])

const Words = leaf('words', { any: Type.Array(Word, { minItems: 1, maxItems: 50 }) })
const Pattern = leaf('pattern', { pattern: Type.String({ minLength: 1, maxLength: 200 }) })
const LanguageIs = leaf('language', { is: Language })
const InboxIs = leaf('inbox', { is: Id })
const IntentIs = leaf('intent', { is: Name, from: Share })
const Unsure = leaf('confidence', { below: Share })
const EntityIs = leaf('entity', { entity: Name, op: Compared, value: Value })
const PageHas = leaf('page', { contains: Type.String({ minLength: 1, maxLength: 300, pattern: '\\S' }) })
const Missed = leaf('misses', { from: Type.Integer({ minimum: 1, maximum: 20 }) })
const Hours = leaf('hours', { is: Type.Union([Type.Literal('inside'), Type.Literal('outside')]) })
const Angry = leaf('anger', { from: Share })
const AttributeIs = leaf('attribute', { name: Name, op: Compared, value: Value })
const Labelled = leaf('label', { is: Name })

/** One condition on one field. */
export type Leaf =
  /** The message has one of these words, in any spelling of width, case and script. */
  | Static<typeof Words>
  /** The message has something that this pattern (RE2) describes. */
  | Static<typeof Pattern>
  | Static<typeof LanguageIs>
  | Static<typeof InboxIs>
  /** The model finds this intent with at least this probability. */
  | Static<typeof IntentIs>
  /** The best answer, intent or passage, is less sure than this. */
  | Static<typeof Unsure>
  /** An entity of this kind is in the message; numbers are compared by the number in its value (`CNY 620.00`). */
  | Static<typeof EntityIs>
  /** The address of the page on which the conversation began. */
  | Static<typeof PageHas>
  /** Questions in a row, before this message, that the bot could not answer. */
  | Static<typeof Missed>
  | Static<typeof Hours>
  | Static<typeof Angry>
  | Static<typeof AttributeIs>
  | Static<typeof Labelled>
export type LeafKind = Leaf['kind']

export type Condition =
  | Leaf
  | { kind: 'all'; of: Condition[] }
  | { kind: 'any'; of: Condition[] }
  | { kind: 'not'; of: Condition }

/** The schema of each leaf, by its kind. */
export const LEAVES: Readonly<Record<LeafKind, TObject>> = {
  words: Words,
  pattern: Pattern,
  language: LanguageIs,
  inbox: InboxIs,
  intent: IntentIs,
  confidence: Unsure,
  entity: EntityIs,
  page: PageHas,
  misses: Missed,
  hours: Hours,
  anger: Angry,
  attribute: AttributeIs,
  label: Labelled,
}

/** Groups within groups: what nobody could read is not stored. */
export const MOST_DEPTH = 4
/** Leaves and groups of one rule together. */
export const MOST_CONDITIONS = 40

/** All leaves of a condition, in the order in which they stand. */
export function leavesOf(condition: Condition): Leaf[] {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.flatMap(leavesOf)
  return condition.kind === 'not' ? leavesOf(condition.of) : [condition]
}
