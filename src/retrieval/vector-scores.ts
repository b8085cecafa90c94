/** From the nearest rows (questions and body parts) to three cosines a passage. */

import type { Embedder } from '../embedder.ts'
import { normalize } from '../text/normalize.ts'
import type { VectorScores } from './features.ts'
import type { Passage } from './passage.ts'
import { bodyParts } from './split.ts'
import type { VectorMatch, VectorRow } from './vector-index.ts'

const TOP = 3

/** All texts of a passage that get a vector: its questions, then its body in parts. */
export function embeddedTexts(passage: Passage): string[] {
  return [...passage.questions, ...bodyParts(passage.text)].map(normalize)
}

export async function embedPassage(embedder: Embedder, passage: Passage): Promise<VectorRow[]> {
  const vectors = await embedder.embed(embeddedTexts(passage), 'passage')
  return vectors.map((vector, part) => ({ passageId: passage.passageId, part, vector }))
}

/**
 * `matches` are best first. A row that was not among the nearest counts as near as the last one that was: so an
 * approximate index and a full scan give nearly the same numbers. `skip` hides a row (calibration).
 */
export function vectorScores(
  matches: readonly VectorMatch[],
  questionsOf: (passageId: string) => number,
  skip?: (match: VectorMatch) => boolean,
): Map<string, VectorScores> {
  const floor = Math.max(0, matches.at(-1)?.cosine ?? 0)
  const found = new Map<string, { questions: number[]; body: number; part: number }>()
  for (const match of matches) {
    if (skip?.(match)) continue
    const entry = found.get(match.passageId) ?? { questions: [], body: floor, part: -1 }
    found.set(match.passageId, entry)
    if (match.part >= questionsOf(match.passageId)) entry.body = Math.max(entry.body, match.cosine)
    else {
      if (entry.questions.length === 0) entry.part = match.part
      if (entry.questions.length < TOP) entry.questions.push(match.cosine)
    }
  }
  return new Map(
    [...found].map(([id, entry]) => {
      const missing = TOP - entry.questions.length
      const sum = entry.questions.reduce((total, x) => total + x, missing * floor)
      return [id, { best: entry.questions[0] ?? floor, top: sum / TOP, body: entry.body, part: entry.part }] as const
    }),
  )
}
