/**
 * The dialog's numbers. All are probabilities on the one scale of candidates.ts, unless they say otherwise. Each names
 * the measurement that set it; a tenant may change it between its bounds.
 */
import type { Language } from '../message.ts'

export interface ThresholdInfo {
  value: number
  min: number
  max: number
  /** The command and the result that set the value. */
  measured: string
}

const SAMPLE =
  'npm run fit:sample -- thresholds: most right less 1.5 x wrong, with at most 15 % asked back in each language'

export const THRESHOLDS = {
  /** From here up, the best candidate is simply given. */
  answer: { value: 0.58, min: 0.05, max: 0.99, measured: SAMPLE },
  /** Below this the bot says that it does not know; between this and `answer` it asks back. */
  clarify: { value: 0.38, min: 0.01, max: 0.99, measured: SAMPLE },
  /** A second candidate this close to the best (as a difference) makes even a good one worth asking back. */
  margin: { value: 0.1, min: 0, max: 0.5, measured: SAMPLE },
  /** Candidates below this are never offered as a button. */
  offer: { value: 0.04, min: 0.01, max: 0.9, measured: SAMPLE },
  /** A sensitive intent as the best candidate is handed to a person from here up to `answer`. */
  sensitive: {
    value: 0.16,
    min: 0.05,
    max: 0.99,
    measured: 'bench:sample: nothing moves from 0.16 to 0.24; the lowest, since a guess is worse here',
  },
  /** An intent that brings a person (a complaint, a stolen account) does so from here up. */
  handoff: { value: 0.42, min: 0.05, max: 0.99, measured: SAMPLE },
  /** Small talk needs this much: a greeting in the wrong place is worse than asking. */
  smallTalk: { value: 0.5, min: 0.05, max: 0.99, measured: SAMPLE },
  /** Log odds added to every intent when it is weighed against the passages. */
  intentBias: { value: 0, min: -5, max: 5, measured: SAMPLE },
  /** Count: after so many questions in a row without an answer, a person is brought. */
  missesToPerson: { value: 2, min: 1, max: 5, measured: 'experience.md 9: the second miss offers a person' },
} as const satisfies Record<string, ThresholdInfo>

export type ThresholdKey = keyof typeof THRESHOLDS
export type ThresholdNumbers = Record<ThresholdKey, number>
export interface Thresholds extends ThresholdNumbers {
  /**
   * By language: an intent's own words are given only from this probability of the intent model on, the scale on which
   * cross-validation says how often it is right. Left out: no such condition.
   */
  sureness?: Partial<Record<Language, number>>
}

export const THRESHOLD_KEYS = Object.keys(THRESHOLDS) as ThresholdKey[]

export const DEFAULT_THRESHOLDS: Thresholds = thresholdsWith({})

/** The defaults with a tenant's own numbers on top, each held between its bounds. */
export function thresholdsWith(overrides: Partial<ThresholdNumbers>): Thresholds {
  const entries = THRESHOLD_KEYS.map(key => {
    const { value, min, max } = THRESHOLDS[key]
    return [key, Math.min(max, Math.max(min, overrides[key] ?? value))] as const
  })
  return Object.fromEntries(entries) as ThresholdNumbers
}
