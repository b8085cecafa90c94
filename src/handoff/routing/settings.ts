/** How a tenant's conversations find their agents: one setting, with the defaults that change nothing. */
import Type, { type Static } from 'typebox'
import { HandoffReason, Id, Language } from '../../message.ts'

/** Who among those that fit is asked first. `manual`: nobody is asked, agents take from the queue. */
export const StrategyName = Type.Union([
  Type.Literal('manual'),
  Type.Literal('least_loaded'),
  Type.Literal('longest_idle'),
  Type.Literal('round_robin'),
])
export type StrategyName = Static<typeof StrategyName>

export const NeededSkill = Type.Object(
  {
    skill: Type.String({ minLength: 1, maxLength: 40 }),
    level: Type.Integer({ minimum: 1, maximum: 5, description: 'The least level that is enough.' }),
  },
  { additionalProperties: false },
)
export type NeededSkill = Static<typeof NeededSkill>

export const RoutingRule = Type.Object(
  {
    when: Type.Object(
      {
        inboxId: Type.Optional(Id),
        language: Type.Optional(Language),
        reason: Type.Optional(HandoffReason),
        intent: Type.Optional(Type.String({ maxLength: 100, description: 'The likeliest intent of the packet.' })),
      },
      { additionalProperties: false, description: 'All that is named must hold.' },
    ),
    teamId: Type.Optional(Id),
    skills: Type.Optional(Type.Array(NeededSkill, { maxItems: 10 })),
    priority: Type.Optional(Type.Integer({ minimum: -100, maximum: 100 })),
  },
  { additionalProperties: false },
)
export type RoutingRule = Static<typeof RoutingRule>

const Seconds = (minimum: number, description: string) => Type.Integer({ minimum, maximum: 86_400, description })

export const RoutingSettings = Type.Object(
  {
    strategy: StrategyName,
    lastAgentFirst: Type.Boolean({ description: 'Whoever served this visitor last is asked first, if he is free.' }),
    offerSeconds: Type.Integer({ minimum: 5, maximum: 300, description: 'An offer that nobody takes lapses then.' }),
    askAgainSeconds: Seconds(5, 'Who declined is asked again after this, and only when nobody else is there.'),
    anybodyAfterSeconds: Seconds(0, 'Skills and language are asked for until it has waited this long.'),
    overflowSeconds: Seconds(0, 'A team that has not taken it by then shares it with everybody.'),
    overflow: Type.Array(
      Type.Object(
        {
          teamId: Id,
          afterSeconds: Seconds(0, 'Instead of overflowSeconds.'),
          toTeamId: Type.Optional(Id),
        },
        { additionalProperties: false },
      ),
      { maxItems: 100, description: 'Of single teams; toTeamId: that team is asked as well, instead of everybody.' },
    ),
    rules: Type.Array(RoutingRule, { maxItems: 200, description: 'What a new handoff asks for.' }),
  },
  { additionalProperties: false },
)
export type RoutingSettings = Static<typeof RoutingSettings>

/** Nothing changes for who sets nothing: agents take from the queue by hand. */
export const DEFAULT_ROUTING: RoutingSettings = {
  strategy: 'manual',
  lastAgentFirst: false,
  offerSeconds: 20,
  askAgainSeconds: 60,
  anybodyAfterSeconds: 120,
  overflowSeconds: 120,
  overflow: [],
  rules: [],
}
