import type { Language } from '../message.ts'
import { exactKey } from '../text/exact-key.ts'

/** One passage found for a query. */
export interface Hit {
  passageId: string
  documentId: string
  kind: 'faq' | 'article'
  /** The document's key, stable across imports and the same in both languages: a FAQ id, or an article's file name. */
  key: string
  language: Language
  /** The FAQ's standard question, or the article's title with the passage's heading. */
  title: string
  /** The answer, or the passage: Markdown. */
  text: string
  /** The sentences of the passage that answer, where they are less than all of it: Markdown. */
  answer?: string
  /** Other passages of the same article that may answer as well, best first. */
  others?: { passageId: string; title: string }[]
  url?: string
  /** Of the original, from 1. */
  page?: number
  /** The question or similar question that matched best (FAQ), or the heading. */
  matched: string
  /** The part of the score each ranker gave; `vector` is a cosine, absent without an embedder. */
  scores: { bm25: number; vector?: number; fused: number }
  /** Calibrated probability that this passage answers the query, 0 to 1. */
  confidence: number
}

/** Whether one of these hits is asked for word for word, but for punctuation and politeness. */
export function isAskedExactly(text: string, hits: readonly Pick<Hit, 'matched'>[]): boolean {
  const asked = exactKey(text)
  return asked !== '' && hits.some(({ matched }) => exactKey(matched) === asked)
}
