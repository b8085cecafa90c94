/** A company's own rules of handing over: in order, the first that applies decides. */
import Type, { type Static } from 'typebox'
import { Id } from '../../message.ts'
import type { Condition } from './condition.ts'

const Skill = Type.Object(
  { skill: Type.String({ minLength: 1, maxLength: 40 }), level: Type.Integer({ minimum: 1, maximum: 5 }) },
  { additionalProperties: false },
)
/** What the queue and the routing are asked for, beside their own rules. */
export const Wants = Type.Object(
  {
    teamId: Type.Optional(Id),
    skills: Type.Optional(Type.Array(Skill, { maxItems: 10 })),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  },
  { additionalProperties: false },
)
export type Wants = Static<typeof Wants>

export const RuleAction = Type.Union(
  [
    Type.Object({ kind: Type.Literal('hand_over'), wants: Wants }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('ask_first'), wants: Wants }, { additionalProperties: false }),
    Type.Object({ kind: Type.Literal('stay') }, { additionalProperties: false }),
  ],
  {
    description:
      'hand_over: at once. ask_first: the visitor is asked whether he wants a person. stay: the bot never hands over by itself; who asks for a person gets one.',
  },
)
export type RuleAction = Static<typeof RuleAction>

export const MOST_RULES = 50

/** Everything of a rule but its condition, which `check.ts` walks by itself to say exactly where it is wrong. */
export const RuleFrame = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 40, pattern: '^[A-Za-z0-9_-]+$', description: 'Unique; yours.' }),
    name: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
    on: Type.Boolean(),
    when: Type.Unsafe<Condition>(
      Type.Any({
        description:
          'A condition: {kind: "all" | "any", of: [conditions]}, {kind: "not", of: condition} or a leaf. Leaves are listed in docs/handover.md.',
      }),
    ),
    act: RuleAction,
  },
  { additionalProperties: false },
)
export type HandoverRule = Static<typeof RuleFrame>
