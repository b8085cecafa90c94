import type { Language } from '../../message.ts'
import type { Anger } from '../anger/score.ts'

/** What is known of the conversation beside the message. What is left out is not known. */
export interface Surroundings {
  inboxId?: string
  /** The address of the page on which it began. */
  pageUrl?: string
  /** Of the inbox's business hours, when it has any. */
  hours?: 'inside' | 'outside'
  /** Of the contact. */
  attributes?: Readonly<Record<string, string | number | boolean>>
  /** Of the conversation and its contact. */
  labels?: readonly string[]
}

/** Everything that a condition may look at. */
export interface Facts extends Surroundings {
  text: string
  normalized: string
  /** What the bot answers in. */
  language: Language
  intents: readonly { name: string; confidence: number }[]
  /** Of the best answer, intent or passage; 0 when there is none. */
  confidence: number
  entities: readonly { kind: string; value: string }[]
  misses: number
  anger: Anger
}
