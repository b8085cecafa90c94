/** What is wrong with conditions, each with the place where it stands. Pure; nothing is thrown. */
import { Errors } from 'typebox/value'
import { type COMPARISONS, LEAVES, type LeafKind, MOST_CONDITIONS, MOST_DEPTH } from './condition.ts'

export type ProblemCode =
  | 'kind_unknown'
  | 'field_wrong'
  | 'group_empty'
  | 'too_deep'
  | 'too_many'
  | 'value_missing'
  | 'number_needed'

export interface ConditionProblem {
  code: ProblemCode
  /** From the condition on: `of.1.any`. Empty: the condition itself. */
  field: string
  /** For people, one half of a sentence. */
  said: string
}

/** The first problem of a condition; undefined when it may be stored. `value` comes from outside: anything. */
export function conditionProblem(value: unknown): ConditionProblem | undefined {
  const count = { conditions: 0 }
  return problemAt(value, [], 1, count)
}

function problemAt(
  value: unknown,
  path: readonly (string | number)[],
  depth: number,
  count: { conditions: number },
): ConditionProblem | undefined {
  const problem = (code: ProblemCode, said: string, ...more: string[]): ConditionProblem => ({
    code,
    field: [...path, ...more].join('.'),
    said,
  })
  if (depth > MOST_DEPTH) return problem('too_deep', `stands in more than ${MOST_DEPTH} groups`)
  if (++count.conditions > MOST_CONDITIONS) return problem('too_many', `is one of more than ${MOST_CONDITIONS}`)
  if (!isRecord(value)) return problem('kind_unknown', 'is no condition')
  const { kind, of, ...rest } = value
  if (kind === 'all' || kind === 'any' || kind === 'not') {
    const stray = Object.keys(rest)[0]
    if (stray !== undefined) return problem('field_wrong', 'is no field of a group', stray)
    if (kind === 'not') return problemAt(of, [...path, 'of'], depth + 1, count)
    if (!Array.isArray(of) || of.length === 0) return problem('group_empty', 'must have a condition', 'of')
    for (const [i, each] of of.entries()) {
      const found = problemAt(each, [...path, 'of', i], depth + 1, count)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (typeof kind !== 'string' || !Object.hasOwn(LEAVES, kind)) return problem('kind_unknown', 'is not known', 'kind')
  return leafProblem(kind as LeafKind, value, problem)
}

function leafProblem(
  kind: LeafKind,
  value: Record<string, unknown>,
  problem: (code: ProblemCode, said: string, ...more: string[]) => ConditionProblem,
): ConditionProblem | undefined {
  const first = Errors(LEAVES[kind], value)[0]
  if (first !== undefined) {
    const missing = (first.params as { requiredProperties?: string[] }).requiredProperties?.[0]
    const at = first.instancePath.split('/').slice(1)
    // What the schema says of a field that is not in it.
    const said = first.message === 'schema is false' ? 'is no field of it' : first.message
    return problem('field_wrong', said, ...(missing === undefined ? at : [...at, missing]))
  }
  if (kind !== 'entity' && kind !== 'attribute') return undefined
  const op = value.op as (typeof COMPARISONS)[number]
  if (op === 'set') return undefined
  if (value.value === undefined) return problem('value_missing', 'is missing', 'value')
  if ((op === 'above' || op === 'below') && Number.isNaN(Number(value.value)))
    return problem('number_needed', 'must be a number', 'value')
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
