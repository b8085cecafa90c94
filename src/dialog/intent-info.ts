import type { Language } from '../message.ts'

/** What the dialog must know of an intent; the admin's intents have more (utterances, dates). */
export interface IntentInfo {
  name: string
  title: Record<Language, string>
  /** `handoff`: recognising it is enough to bring a person. `none`: not the company's business; nothing answers it. */
  kind: 'answer' | 'small_talk' | 'handoff' | 'none'
  /** Money, safety or law: when unsure, a person decides rather than a guess. */
  sensitive: boolean
  /** Markdown; empty when the intent has none in this language. */
  answer: Record<Language, string>
}

/** Small talk that ends a talk. */
export const FAREWELLS: ReadonlySet<string> = new Set(['thanks', 'goodbye'])

/** The intent that stands for "I want a person": found by wording too, so that it works without a model. */
export const REQUEST_PERSON = 'request_person'
