import type { TenantApi } from '../../shared/api.ts'
import type { ConsoleKey } from '../words.ts'

/** POST /search: what the bot makes of one text. Nothing is stored. */
export interface TryResult {
  understanding: {
    language: string
    normalized: string
    intents: { name: string; confidence: number; title?: { zh: string; en: string } }[]
    outOfScope: number
    entities: { kind: string; text: string; value: string }[]
  }
  hits: TryHit[]
  decision: TryDecision
}

export interface TryHit {
  passageId: string
  documentId: string
  kind: 'faq' | 'article'
  key: string
  language: 'zh' | 'en'
  title: string
  text: string
  matched: string
  scores: { bm25: number; vector?: number; fused: number }
  confidence: number
}

export interface TryDecision {
  kind: string
  rule: string
  text?: string
  confidence?: number
  intent?: string
  reason?: string
  choices?: { id: string; label: string }[]
  sources?: { title: string; documentId?: string }[]
}

export function tryText(api: TenantApi, text: string, signal: AbortSignal): Promise<TryResult> {
  return api.post('/search', { text, limit: 6 }, signal)
}

/** The decision's kind in words, and what the visitor will meet. */
export function decisionWords(kind: string): { name: ConsoleKey; what: ConsoleKey } | undefined {
  return DECISIONS[kind]
}

const DECISIONS: Readonly<Record<string, { name: ConsoleKey; what: ConsoleKey }>> = {
  answer: { name: 'decision.answer', what: 'decision.answer.what' },
  intent: { name: 'decision.intent', what: 'decision.intent.what' },
  small_talk: { name: 'decision.small_talk', what: 'decision.small_talk.what' },
  clarify: { name: 'decision.clarify', what: 'decision.clarify.what' },
  fallback: { name: 'decision.fallback', what: 'decision.fallback.what' },
  escalate: { name: 'decision.escalate', what: 'decision.escalate.what' },
  remark: { name: 'decision.remark', what: 'decision.remark.what' },
  silent: { name: 'decision.silent', what: 'decision.silent.what' },
}
