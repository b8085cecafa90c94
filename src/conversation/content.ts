/** What a decision of the bot looks like to the visitor, and what of it agents may see behind it. */
import type { Decision } from '../dialog/decision.ts'
import type { Content, Provenance } from '../message.ts'

export type Spoken = Exclude<Decision, { kind: 'silent' }>

export function answerContent(decision: Spoken): Content {
  const choices = 'choices' in decision ? decision.choices : undefined
  const sources = 'sources' in decision ? decision.sources : []
  return {
    text: decision.text,
    format: 'markdown',
    ...(choices === undefined || choices.length === 0 ? {} : { choices }),
    ...(sources.length === 0 ? {} : { sources }),
  }
}

export function provenanceOf(decision: Spoken): Provenance {
  const base = { decision: decision.kind, rule: decision.rule }
  switch (decision.kind) {
    case 'answer':
      return {
        ...base,
        confidence: decision.confidence,
        documentId: decision.documentId,
        passageId: decision.passageId,
      }
    case 'intent':
    case 'small_talk':
      return { ...base, confidence: decision.confidence, intent: decision.intent }
    default:
      return base
  }
}
