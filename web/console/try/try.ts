import type { PassagePlace } from '../../../src/retrieval/passage-place.store.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { ConsoleKey } from '../words.ts'

/** POST /search: what the bot makes of one text. Nothing is stored. */
export interface TryResult {
  understanding: {
    text: string
    language: string
    normalized: string
    intents: { name: string; confidence: number; title?: { zh: string; en: string } }[]
    outOfScope: number
    entities: { kind: string; text: string; value: string }[]
  }
  hits: TryHit[]
  decision: TryDecision
  /** Where the hits' passages stand. */
  places: PassagePlace[]
}

export interface TryHit {
  passageId: string
  documentId: string
  kind: 'faq' | 'article'
  key: string
  language: 'zh' | 'en'
  title: string
  text: string
  /** The sentences that answer, where they are less than the text. */
  answer?: string
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
  passageId?: string
}

/** Who asks: a visitor anywhere, of one inbox, or a colleague. */
export interface AskedAs {
  audience?: 'agents'
  inboxId?: string
}

export function tryText(api: TenantApi, text: string, as: AskedAs, signal: AbortSignal): Promise<TryResult> {
  return api.post('/search', { text, limit: 6, as }, signal)
}

/** Which words of a text the typed one has too, as pieces in order: what was matched, to be shown. */
export function markWords(text: string, typed: string): { text: string; hit: boolean }[] {
  const wanted = new Set(wordsOf(typed))
  const pieces: { text: string; hit: boolean }[] = []
  for (const { segment } of SEGMENTER.segment(text)) {
    const hit = wanted.has(segment.toLowerCase())
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += segment
    else pieces.push({ text: segment, hit })
  }
  return pieces
}

/** Words that say something: one letter, or one of the commonest Chinese signs, does not. */
function wordsOf(text: string): string[] {
  return [...SEGMENTER.segment(text)]
    .filter(({ isWordLike, segment }) => isWordLike && !EMPTY.test(segment))
    .map(({ segment }) => segment.toLowerCase())
}

const SEGMENTER = new Intl.Segmenter('zh', { granularity: 'word' })
const EMPTY =
  /^([a-z]|[的了吗呢吧啊是我你您在有和就都也]|a[nst]|the|is|are|of|to|in|on|do|does|it|my|me|can|how|what)$/i

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
