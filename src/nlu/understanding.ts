import type { ScriptLanguage } from '../text/language.ts'

/** The kinds that every bot finds; a company's own kinds stand beside them. */
export const BUILT_IN_KINDS = [
  'url',
  'email',
  'order_number',
  'phone',
  'money',
  'percent',
  'date',
  'date_range',
  'duration',
  'quantity',
  'place',
  'number',
] as const
export type BuiltInKind = (typeof BUILT_IN_KINDS)[number]

/** How exactly a date was said. */
export type Granularity = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute'

/** A thing of a known kind found in a text; `start` and `end` are UTF-16 offsets in the text as received. */
export interface Entity {
  /** One of BUILT_IN_KINDS, or the name of an entity of the company's own. */
  kind: string
  /** The words as they stand in the text. */
  text: string
  start: number
  end: number
  /** Normalised: E.164 for phones, lower case for e-mail, `CNY 12.50` for money, ISO 8601 for dates: see docs/entities.md. */
  value: string
  /** What it is in the sentence ("from", "to"), where its kind declares roles. */
  role?: string
  /** Of dates. */
  granularity?: Granularity
}

export interface RankedIntent {
  name: string
  /** Calibrated probability, 0 to 1. */
  confidence: number
}

/** One of several matters in a message. */
export interface Matter extends RankedIntent {
  /** UTF-16 offsets in the text as received. */
  start: number
  end: number
}

/** What the engine makes of one text; knows no conversation. */
export interface Understanding {
  text: string
  /** NFKC, half width, simplified, lower case, slips put right: for matching only. */
  normalized: string
  language: ScriptLanguage
  tokens: string[]
  entities: Entity[]
  /** Best first, at most 10; empty when no model is loaded. */
  intents: RankedIntent[]
  /** Probability that no intent fits, 0 to 1. */
  outOfScope: number
}
