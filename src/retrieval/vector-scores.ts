/** From the nearest rows (questions and body parts) to three cosines a passage. */
import type { Embedder } from '../embedder.ts'
import { normalize } from '../text/normalize.ts'
import { bodyParts } from './body-parts.ts'
import type { Cosines } from './features.ts'
import type { Passage } from './passage.ts'
import type { VectorMatch, VectorRow } from './vector-index.ts'

export interface PassageCosines extends Cosines {
  passageId: string
  /** The number of the nearest question; -1 for none. */
  question: number
}

const TOP = 3

/** All texts of a passage that get a vector: its questions, then its body in parts. */
export function embeddedTexts(passage: Passage): string[] {
  return [...passage.questions, ...bodyParts(passage.text)].map(normalize)
}

export async function embedPassage(embedder: Embedder, passage: Passage): Promise<VectorRow[]> {
  // Code and names in a Chinese document are Chinese here: cosines across languages are scaled by the passage.
  const vectors = await embedder.embed(embeddedTexts(passage), 'passage', passage.language)
  return vectors.map((vector, part) => ({ passageId: passage.passageId, part, vector }))
}

/**
 * `matches` are best first. A row that was not among the nearest counts as near as the last one that was: so an
 * approximate index and a full scan give nearly the same numbers.
 */
export function passageCosines(
  matches: readonly VectorMatch[],
  questionsOf: (passageId: string) => number,
): PassageCosines[] {
  const floor = Math.max(0, matches.at(-1)?.cosine ?? 0)
  const byPassage = new Map<string, VectorMatch[]>()
  for (const match of matches) {
    const group = byPassage.get(match.passageId)
    if (group) group.push(match)
    else byPassage.set(match.passageId, [match])
  }
  return [...byPassage].map(([passageId, group]) => cosinesOf(passageId, group, questionsOf(passageId), floor))
}

function cosinesOf(passageId: string, group: readonly VectorMatch[], questions: number, floor: number): PassageCosines {
  const asked = group.filter(match => match.part < questions)
  const bodies = group.filter(match => match.part >= questions)
  const top = Array.from({ length: Math.max(1, Math.min(TOP, questions)) }, (_, i) => asked[i]?.cosine ?? floor)
  return {
    passageId,
    best: top[0]!,
    top: top.reduce((sum, x) => sum + x, 0) / top.length,
    body: bodies[0]?.cosine ?? floor,
    question: asked[0]?.part ?? -1,
  }
}
