/** Makes a tenant's bot from its rows: model, intents, knowledge, words and thresholds. */

import { readEntities } from '../admin/entities.ts'
import { type Intent, listIntents } from '../admin/intents.ts'
import { readBotSettings } from '../admin/settings.ts'
import { tenantEmbedder } from '../admin/tenant-embedder.ts'
import { type Bot, createBot } from '../conversation/bot.ts'
import type { Db } from '../db.ts'
import { thresholdsWith } from '../dialog/thresholds.ts'
import { wordsWith } from '../dialog/words.ts'
import type { Embedder } from '../embedder.ts'
import { YingdaError } from '../errors.ts'
import { load } from '../nlu/artifact.ts'
import { createEngine, type Engine } from '../nlu/engine.ts'
import { compileEntities } from '../nlu/entities/custom-entities.ts'
import { readModelBytes } from '../nlu/model.store.ts'
import type { Model } from '../nlu/model.ts'
import { readPassages } from '../retrieval/knowledge.store.ts'
import { type Passage, textsOf } from '../retrieval/passage.ts'
import { createKnowledge, type Knowledge } from '../retrieval/search.ts'
import { openVectorIndex } from '../retrieval/stored-vectors.ts'
import { createSpeller } from '../text/speller.ts'

const WARM_UP = ['你好，明天寄到上海运费多少？', 'How much is shipping, and does it arrive tomorrow?']

/** A bot with what the console shows of it, and what understands a text without searching or deciding. */
export interface LoadedBot extends Bot, Pick<Engine, 'understand' | 'matters'> {
  indexKind: Knowledge['indexKind']
  modelProblem: string | undefined
}

/** A model that cannot be used (another version, another embedder) leaves a bot without intents, and says why. */
export async function loadBot(db: Db, tenantId: string, base: Embedder | undefined): Promise<LoadedBot> {
  const tenant = db.tenant(tenantId)
  const embedder = await tenantEmbedder(db, tenantId, base)
  const { model, problem } = await loadModel(db, tenantId, embedder)
  const passages = await readPassages(tenant)
  const intents = await listIntents(tenant)
  const engine = createEngine(model, {
    embedder,
    speller: createSpeller(ownTexts(passages, intents)),
    entities: compileEntities(await readEntities(tenant)),
  })
  const vectorIndex = embedder === undefined ? undefined : await openVectorIndex(db, tenantId, embedder)
  const knowledge = await createKnowledge(passages, { embedder, vectorIndex })
  const settings = await readBotSettings(tenant)
  const bot = createBot({
    understand: text => engine.understand(text),
    search: (query, options) => knowledge.search(query, options),
    find: (key, language) => knowledge.find(key, language),
    intents,
    words: wordsWith(settings.words),
    thresholds: thresholdsWith(settings.thresholds),
    language: 'zh',
  })
  // Dictionaries and each language's index load at their first use: not at a visitor's expense.
  for (const text of WARM_UP) await bot.think([{ text, format: 'plain' }])
  const { understand, matters } = engine
  return { ...bot, understand, matters, indexKind: knowledge.indexKind, modelProblem: problem }
}

/** What the company itself has written: its words are no slips. */
function ownTexts(passages: readonly Passage[], intents: readonly Intent[]): string[] {
  return [...passages.flatMap(textsOf), ...intents.flatMap(({ utterances }) => [...utterances.zh, ...utterances.en])]
}

async function loadModel(
  db: Db,
  tenantId: string,
  embedder: Embedder | undefined,
): Promise<{ model: Model | undefined; problem: string | undefined }> {
  const bytes = await readModelBytes(db.tenant(tenantId))
  if (bytes === undefined) return { model: undefined, problem: undefined }
  try {
    return { model: load(bytes, embedder), problem: undefined }
  } catch (error) {
    if (!(error instanceof YingdaError)) throw error
    return { model: undefined, problem: `${error.message} ${error.remedy ?? ''}`.trim() }
  }
}
