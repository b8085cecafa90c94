/** From fused candidates to what is handed out: one hit a key. */
import type { Language } from '../message.ts'
import type { Candidate } from './candidate-pool.ts'
import { FEATURES } from './features.ts'
import type { Fused } from './fuse.ts'
import type { Hit } from './hit.ts'
import { displayTitle, type Passage } from './passage.ts'
import { isSeen, type Viewer } from './scope.ts'
import type { Shelf } from './shelf.ts'

const WORDS = FEATURES.indexOf('wordBoth')
const CHARS = FEATURES.indexOf('charBoth')

/** Of an article's other passages so many are named, from this share of the best one's confidence on. */
const OTHERS = 2
const OTHER_FROM = 0.3

/** Best first. The passages of one article share a key: per key, the best one speaks for it, with the confidence of all. */
export function toHits(fused: readonly (Candidate & Fused)[], per: 'key' | 'passage'): Hit[] {
  const hits = new Map<string, { hit: Hit; best: number }>()
  for (const candidate of fused) {
    const { passage } = candidate.entry
    const id = per === 'key' ? `${passage.kind} ${passage.key}` : passage.passageId
    const same = hits.get(id)
    if (same === undefined) hits.set(id, { hit: toHit(passage, candidate), best: candidate.confidence })
    else addOther(same.hit, passage, candidate.confidence >= OTHER_FROM * same.best, candidate.confidence)
  }
  return [...hits.values()].map(({ hit }) => hit).sort((a, b) => b.confidence - a.confidence)
}

function addOther(hit: Hit, passage: Passage, worthNaming: boolean, confidence: number): void {
  hit.confidence = Math.min(1, hit.confidence + confidence)
  if (!worthNaming || (hit.others?.length ?? 0) >= OTHERS) return
  hit.others = [...(hit.others ?? []), { passageId: passage.passageId, title: passage.heading ?? passage.title }]
}

/** The first passage of a key that the viewer may see, in this language if there is one. */
export function findByKey(shelf: Shelf, key: string, language: Language, viewer: Viewer): Hit | undefined {
  const order: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh']
  for (const each of order) {
    const entry = shelf.first(each, key)
    if (entry && isSeen(viewer, entry.passage, Date.now()))
      return hitOf(entry.passage, displayTitle(entry.passage), { bm25: 1, fused: 0 }, 1)
  }
  return undefined
}

/** The passage of this id, if the viewer may see it. */
export function findPassage(shelf: Shelf, passageId: string, viewer: Viewer): Hit | undefined {
  const passage = shelf.entry(passageId)?.passage
  if (passage === undefined || !isSeen(viewer, passage, Date.now())) return undefined
  return hitOf(passage, displayTitle(passage), { bm25: 1, fused: 0 }, 1)
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
