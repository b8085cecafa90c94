/** The product's own way from a text to hits, as src/app/load-bot.ts builds it, for a company without intents. */
import type { Embedder } from '../src/embedder.ts'
import type { Language } from '../src/message.ts'
import { createEngine } from '../src/nlu/engine.ts'
import type { Hit } from '../src/retrieval/hit.ts'
import { textsOf } from '../src/retrieval/passage.ts'
import { createKnowledge } from '../src/retrieval/search.ts'
import { createSpeller, learnWords } from '../src/text/speller.ts'
import type { AskedQuestion, Base } from './retrieval-sets.ts'

export interface Searched {
  question: AskedQuestion
  hits: Hit[]
}

const LIMIT = 10

export async function searchAll(
  { passages, questions }: Base,
  embedder: Embedder | undefined,
  per: 'key' | 'passage' = 'key',
): Promise<Searched[]> {
  const engine = createEngine(undefined, { embedder, speller: createSpeller(learnWords(passages.flatMap(textsOf))) })
  const knowledge = await createKnowledge(passages, { embedder })
  const language: Language = passages[0]!.language
  const searched: Searched[] = []
  for (const question of questions) {
    const understanding = await engine.understand(question.text)
    searched.push({ question, hits: await knowledge.search(understanding, { limit: LIMIT, language, per }) })
  }
  return searched
}

export function keysOf({ hits }: Searched): string[] {
  return hits.map(({ key }) => key)
}
