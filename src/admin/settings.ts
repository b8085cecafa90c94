/** A tenant's settings of the bot: its own words and thresholds over the shipped ones. */
import Type from 'typebox'
import { json, type TenantQuery } from '../db.ts'
import { THRESHOLD_KEYS, THRESHOLDS, type ThresholdNumbers } from '../dialog/thresholds.ts'
import { DEFAULT_WORDS, WORD_KEYS } from '../dialog/words.ts'
import type { SurenessRule } from '../nlu/sureness.ts'

const WordsOverride = Type.Partial(
  Type.Object(Object.fromEntries(WORD_KEYS.map(key => [key, Type.String({ maxLength: 1000 })])), {
    additionalProperties: false,
  }),
)
const ThresholdsOverride = Type.Partial(
  Type.Object(
    Object.fromEntries(
      THRESHOLD_KEYS.map(key => [key, Type.Number({ minimum: THRESHOLDS[key].min, maximum: THRESHOLDS[key].max })]),
    ),
    { additionalProperties: false },
  ),
)

const Sureness = Type.Union([
  Type.Object({ kind: Type.Literal('right'), share: Type.Number({ minimum: 0.5, maximum: 0.999 }) }),
  Type.Object({ kind: Type.Literal('from'), confidence: Type.Number({ minimum: 0, maximum: 1 }) }),
])

export interface BotSettings {
  words: { zh: Partial<Record<string, string>>; en: Partial<Record<string, string>> }
  thresholds: Partial<ThresholdNumbers>
  /** How sure an intent must be to be answered, by language. */
  sureness?: Partial<Record<'zh' | 'en', SurenessRule>>
}

export const BotSettings = Type.Unsafe<BotSettings>(
  Type.Object(
    {
      words: Type.Object({ zh: WordsOverride, en: WordsOverride }, { additionalProperties: false }),
      thresholds: ThresholdsOverride,
      sureness: Type.Optional(
        Type.Object({ zh: Type.Optional(Sureness), en: Type.Optional(Sureness) }, { additionalProperties: false }),
      ),
    },
    { additionalProperties: false },
  ),
)

const NOTHING_CHANGED: BotSettings = { words: { zh: {}, en: {} }, thresholds: {} }
const KEY = 'bot'

export async function readBotSettings(db: TenantQuery): Promise<BotSettings> {
  const { rows } = await db.query<{ value: BotSettings }>(
    'SELECT value FROM setting WHERE tenant_id = $1 AND key = $2',
    [db.tenantId, KEY],
  )
  return rows[0]?.value ?? NOTHING_CHANGED
}

export async function writeBotSettings(db: TenantQuery, settings: BotSettings): Promise<void> {
  await db.query(
    `INSERT INTO setting (tenant_id, key, value) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (tenant_id, key) DO UPDATE SET value = excluded.value, updated_at = now()`,
    [db.tenantId, KEY, json(settings)],
  )
}

/** What holds where a tenant says nothing, with the bounds and the measurement behind each number. */
export const SETTING_DEFAULTS = { words: DEFAULT_WORDS, thresholds: THRESHOLDS }
