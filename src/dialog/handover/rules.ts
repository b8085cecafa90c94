/** A company's own rules of handing over: in order, the first that applies decides. */
import Type, { type Static } from 'typebox'
import { ATTRIBUTE_NAME, Id, MAX_ATTRIBUTE_TEXT } from '../../message.ts'
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

const Named = { name: Type.String({ pattern: ATTRIBUTE_NAME }) }
export const NotedAttribute = Type.Union(
  [
    Type.Object(
      { ...Named, value: Type.String({ minLength: 1, maxLength: MAX_ATTRIBUTE_TEXT, pattern: '\\S' }) },
      { additionalProperties: false },
    ),
    Type.Object(
      { ...Named, entity: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }) },
      { additionalProperties: false },
    ),
  ],
  {
    description: 'Noted with the contact: this text, or the first entity of this kind in the message, if there is one.',
  },
)
export type NotedAttribute = Static<typeof NotedAttribute>

export const RuleAction = Type.Union(
  [
    Type.Object(
      { kind: Type.Literal('hand_over'), wants: Wants, attribute: Type.Optional(NotedAttribute) },
      { additionalProperties: false },
    ),
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
