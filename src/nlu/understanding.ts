import type { ScriptLanguage } from '../text/language.ts'

/** A thing of a known kind found in a text; `start` and `end` are UTF-16 offsets in the text as received. */
export interface Entity {
  kind: 'order_number' | 'phone' | 'email' | 'money' | 'date'
  /** The words as they stand in the text. */
  text: string
  start: number
  end: number
  /** Normalised: E.164 for phones, lower case for e-mail, `CNY 12.50` for money, ISO 8601 for dates. */
  value: string
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
