/** From fused candidates to what is handed out: one hit a key. */
import type { Language } from '../message.ts'
import type { Candidate } from './candidate-pool.ts'
import { FEATURES } from './features.ts'
import type { Fused } from './fuse.ts'
import type { Hit } from './hit.ts'
import { displayTitle, type Passage } from './passage.ts'
import type { Shelf } from './shelf.ts'

const WORDS = FEATURES.indexOf('wordBoth')
const CHARS = FEATURES.indexOf('charBoth')

/** Best first. The passages of one article share a key: per key, the best one speaks for it, with the confidence of all. */
export function toHits(fused: readonly (Candidate & Fused)[], per: 'key' | 'passage'): Hit[] {
  const hits = new Map<string, Hit>()
  for (const candidate of fused) {
    const { passage } = candidate.entry
    const id = per === 'key' ? `${passage.kind} ${passage.key}` : passage.passageId
    const same = hits.get(id)
    if (same) same.confidence = Math.min(1, same.confidence + candidate.confidence)
    else hits.set(id, toHit(passage, candidate))
  }
  return [...hits.values()].sort((a, b) => b.confidence - a.confidence)
}

/** The first passage of a key, in this language if there is one. */
export function findByKey(shelf: Shelf, key: string, language: Language): Hit | undefined {
  const order: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh']
  for (const each of order) {
    const entry = shelf.first(each, key)
    if (entry) return hitOf(entry.passage, displayTitle(entry.passage), { bm25: 1, fused: 0 }, 1)
  }
  return undefined
}

function toHit(passage: Passage, { features, matched, cosine, score, confidence }: Candidate & Fused): Hit {
  const bm25 = (features[WORDS]! + features[CHARS]!) / 2
  const scores = { bm25, ...(cosine === undefined ? {} : { vector: cosine }), fused: score }
  return hitOf(passage, matched ?? displayTitle(passage), scores, confidence)
}

function hitOf(passage: Passage, matched: string, scores: Hit['scores'], confidence: number): Hit {
  const { passageId, documentId, kind, key, language, text, url, page } = passage
  const title = displayTitle(passage)
  return {
    passageId,
    documentId,
    kind,
    key,
    language,
    title,
    text,
    ...(url ? { url } : {}),
    ...(page ? { page } : {}),
    matched,
    scores,
    confidence,
  }
}
