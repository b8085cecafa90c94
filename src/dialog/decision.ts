import type { Choice, HandoffReason, Language, Source } from '../message.ts'
import type { Wants } from './handover/rules.ts'
import type { Because } from './handover/ruling.ts'
import type { LaterReason } from './state.ts'

/** An attribute of the contact, and the name of the company's rule that sets it. */
export interface Noted {
  rule: string
  name: string
  value: string
}

/** What the bot does next. The conversation carries it out; the dialog only decides. */
export type Decision =
  /** Answer from the knowledge: `text` is Markdown. */
  | {
      kind: 'answer'
      rule: string
      language: Language
      text: string
      sources: Source[]
      confidence: number
      passageId: string
      documentId: string
      choices?: Choice[]
    }
  /** Answer an intent, or small talk. */
  | {
      kind: 'intent' | 'small_talk'
      rule: string
      language: Language
      text: string
      intent: string
      confidence: number
      choices?: Choice[]
    }
  /** Ask back between two or three close candidates, as buttons. */
  | { kind: 'clarify'; rule: string; language: Language; text: string; choices: Choice[] }
  /** Say honestly that it does not know, and offer a person. */
  | { kind: 'fallback'; rule: string; language: Language; text: string; choices: Choice[] }
  /** Hand over to a person. `text` is what is said first; `askContact` when nobody is online. */
  | {
      kind: 'escalate'
      rule: string
      language: Language
      text: string
      reason: HandoffReason
      askContact: boolean
      /** For the agent: which rule, which of its conditions, which words. */
      because?: Because
      /** Asked of the queue, beside what routing's own rules ask for. */
      wants?: Wants
      /** What the company's rule found, to be noted with the contact as an attribute. */
      noted?: Noted
      choices?: Choice[]
    }
  /** While waiting: store the e-mail or phone that was given, and say thanks. */
  | { kind: 'take_contact'; rule: string; language: Language; text: string; email?: string; phone?: string }
  /** He will be answered later: his contact is stored when he gave one now, and the conversation is parked. */
  | {
      kind: 'park'
      rule: string
      language: Language
      text: string
      reason: LaterReason
      email?: string
      phone?: string
    }
  /** While waiting: the visitor wants the bot back; the queue entry is closed. */
  | { kind: 'return_to_bot'; rule: string; language: Language; text: string }
  /** Say one sentence that changes nothing (e.g. "noted, the agent will read this"). */
  | { kind: 'remark'; rule: string; language: Language; text: string; choices?: Choice[] }
  /** Say nothing: a person is talking, or it was said already. */
  | { kind: 'silent'; rule: string }
