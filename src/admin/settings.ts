/** A tenant's settings of the bot: its own words and thresholds over the shipped ones. */
import Type from 'typebox'
import type { TenantQuery } from '../db.ts'
import { THRESHOLD_KEYS, THRESHOLDS, type ThresholdNumbers } from '../dialog/thresholds.ts'
import { DEFAULT_WORDS, WORD_KEYS } from '../dialog/words.ts'
import type { SurenessRule } from '../nlu/sureness.ts'
import { readSetting, writeSetting } from '../setting.ts'

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
  return (await readSetting<BotSettings>(db, KEY)) ?? NOTHING_CHANGED
}

export async function writeBotSettings(db: TenantQuery, settings: BotSettings): Promise<void> {
  await writeSetting(db, KEY, settings)
}

/** What holds where a tenant says nothing, with the bounds and the measurement behind each number. */
export const SETTING_DEFAULTS = { words: DEFAULT_WORDS, thresholds: THRESHOLDS }
