/** Which parts of a message are also looked at alone, because it may ask several things. */
import { rankCandidates } from '../dialog/candidates.ts'
import type { IntentInfo } from '../dialog/intent-info.ts'
import type { Thresholds } from '../dialog/thresholds.ts'
import { halvesOf, mattersIn } from '../nlu/segments.ts'
import type { Understanding } from '../nlu/understanding.ts'
import { type Hit, isAskedExactly } from '../retrieval/hit.ts'

/**
 * A message says of itself that it asks several things, or joins two ("运费和退货地址") and is not answered as a whole.
 * One that is a question of the knowledge word for word ("运费怎么算?满多少包邮?") asks that question.
 */
export function piecesOf(looked: Looked, intents: ReadonlyMap<string, IntentInfo>, thresholds: Thresholds): string[] {
  const pieces = partsOf(looked, intents, thresholds)
  return pieces.length > 0 && isAskedExactly(looked.understanding.normalized, looked.hits) ? [] : pieces
}

interface Looked {
  understanding: Understanding
  hits: readonly Hit[]
}

function partsOf(
  { understanding, hits }: Looked,
  intents: ReadonlyMap<string, IntentInfo>,
  thresholds: Thresholds,
): string[] {
  const matters = mattersIn(understanding.text)
  if (matters.length > 0) return matters
  const [best] = rankCandidates(understanding, hits, intents, thresholds)
  return best !== undefined && best.confidence >= thresholds.answer ? [] : halvesOf(understanding.text)
}
