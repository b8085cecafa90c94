/** What the bot would do with real questions, each as the first of a conversation: how far the knowledge reaches. */
import type { Decision } from '../dialog/decision.ts'
import type { Hit } from '../retrieval/hit.ts'

export type CoverageOutcome = 'answered' | 'asked_back' | 'person' | 'unanswered'

export interface CoveredQuestion {
  question: string
  outcome: CoverageOutcome
  /** The rule of the dialog that decided. */
  rule: string
  confidence?: number
  /** What answers: the FAQ's question, or the article's title with its heading. */
  title?: string
  documentId?: string
  passageId?: string
  /** The intent that answers. */
  intent?: string
  /** What would be offered, when it asks back. */
  choices?: string[]
}

/** Of a decision about a question and the passages found for it. */
export function coverageOf(question: string, decision: Decision, hits: readonly Hit[]): CoveredQuestion {
  const outcome = outcomeOf(decision)
  const base = { question, outcome, rule: decision.rule }
  switch (decision.kind) {
    case 'answer': {
      const { confidence, documentId, passageId, sources } = decision
      const title = hits.find(hit => hit.passageId === passageId)?.title ?? sources[0]?.title ?? ''
      return { ...base, confidence, documentId, passageId, title }
    }
    case 'intent':
    case 'small_talk':
      return { ...base, confidence: decision.confidence, intent: decision.intent }
    case 'clarify':
      // The last button is always "none of these".
      return { ...base, choices: decision.choices.filter(isCandidate).map(({ label }) => label) }
    default:
      return base
  }
}

function outcomeOf({ kind }: Decision): CoverageOutcome {
  switch (kind) {
    case 'answer':
    case 'intent':
    case 'small_talk':
      return 'answered'
    case 'clarify':
      return 'asked_back'
    case 'escalate':
      return 'person'
    case 'fallback':
    case 'take_contact':
    case 'park':
    case 'return_to_bot':
    case 'remark':
    case 'silent':
      return 'unanswered'
    default:
      return kind satisfies never
  }
}

/** `faq:KEY`, `passage:ID` and `intent:NAME` are candidates; the rest leads out of the question. */
const isCandidate = ({ id }: { id: string }): boolean => /^(faq|passage|intent):/.test(id)
