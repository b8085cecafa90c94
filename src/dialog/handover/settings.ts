/** When conversations go to a person: what every bot looks at, and a company's own rules. */
import Type, { type Static } from 'typebox'
import { MOST_RULES, RuleFrame } from './rules.ts'

/** From this score on a message counts as angry. `npm run bench:anger`: no false alarm among the lines kept aside. */
export const ANGRY_FROM = 0.5

const Name = Type.String({ minLength: 1, maxLength: 100 })

export const HandoverSettings = Type.Object(
  {
    anger: Type.Object(
      { on: Type.Boolean(), from: Type.Number({ minimum: 0.1, maximum: 1 }) },
      { additionalProperties: false, description: 'An angry message brings a person.' },
    ),
    unsure: Type.Object(
      { on: Type.Boolean(), below: Type.Number({ minimum: 0.01, maximum: 0.99 }) },
      { additionalProperties: false, description: 'A best answer less sure than this brings a person at once.' },
    ),
    vip: Type.Object(
      {
        on: Type.Boolean(),
        label: Type.Optional(Name),
        attribute: Type.Optional(Type.Object({ name: Name, value: Name }, { additionalProperties: false })),
        handOver: Type.Boolean({ description: 'A person at his first message; otherwise only the priority.' }),
        priority: Type.Integer({ minimum: 1, maximum: 100 }),
      },
      { additionalProperties: false, description: 'Who has this label, or this attribute, goes before others.' },
    ),
    waiting: Type.Object(
      {
        on: Type.Boolean(),
        afterMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
        by: Type.Integer({ minimum: 1, maximum: 100 }),
      },
      { additionalProperties: false, description: 'Who has waited so long gets more priority, once.' },
    ),
    rules: Type.Array(RuleFrame, { maxItems: MOST_RULES }),
  },
  { additionalProperties: false },
)
export type HandoverSettings = Static<typeof HandoverSettings>

export const DEFAULT_HANDOVER: HandoverSettings = {
  anger: { on: true, from: ANGRY_FROM },
  // Off: the bot first offers a person, as the second miss in a row brings one anyway.
  unsure: { on: false, below: 0.25 },
  vip: { on: false, label: 'VIP', handOver: false, priority: 50 },
  // Off: nobody overtakes unless somebody wants it so.
  waiting: { on: false, afterMinutes: 10, by: 10 },
  rules: [],
}
