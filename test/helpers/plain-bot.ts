/** A bot without a model: it answers every text that holds “?” or “？” and has no answer to the rest. The dialog is real. */

import type { LoadedBot } from '../../src/app/load-bot.ts'
import { type BotParts, createBot } from '../../src/conversation/bot.ts'
import { thresholdsWith } from '../../src/dialog/thresholds.ts'
import { wordsWith } from '../../src/dialog/words.ts'
import { newId } from '../../src/id.ts'
import { findEntities } from '../../src/nlu/entities.ts'
import type { Understanding } from '../../src/nlu/understanding.ts'
import type { Hit } from '../../src/retrieval/hit.ts'
import { detectLanguage } from '../../src/text/language.ts'
import { normalize } from '../../src/text/normalize.ts'

/** `before` runs before each thought: to be slow, to fail, to look on. */
export function plainBot(before: (text: string) => Promise<void> | void = () => {}): LoadedBot {
  async function understand(text: string): Promise<Understanding> {
    await before(text)
    const shared = { text, normalized: normalize(text), language: detectLanguage(text) }
    return { ...shared, tokens: [], entities: findEntities(text, new Date()), intents: [], outOfScope: 1 }
  }
  const parts: BotParts = {
    understand,
    search: async ({ text }) => (/[?？]/.test(text) ? [hitFor(text)] : []),
    find: () => undefined,
    intents: [],
    words: wordsWith({}),
    thresholds: thresholdsWith({}),
    language: 'zh',
  }
  const bot = createBot(parts)
  return {
    ...bot,
    understand,
    matters: async () => [],
    explain: async () => undefined,
    answerCurves: async () => [],
    indexKind: 'exact',
    modelProblem: undefined,
    embedder: undefined,
    decidingBy: handover => createBot({ ...parts, handover }),
    withPassages: async () => bot,
  }
}

const DOCUMENT = newId()

export const hitFor = (text: string): Hit => ({
  passageId: DOCUMENT,
  documentId: DOCUMENT,
  kind: 'faq',
  key: 'plain',
  language: 'zh',
  title: 'Plain',
  text: `Answer to: ${text}`,
  matched: text,
  scores: { bm25: 1, fused: 1 },
  confidence: 0.95,
})
