/** Makes a tenant's bot from its rows: model, intents, knowledge, words and thresholds. */
import { join } from 'node:path'
import { readEntities } from '../admin/entities.ts'
import { readHandover, readyHandover } from '../admin/handover.ts'
import { type Intent, listIntents } from '../admin/intents.ts'
import { type BotSettings, readBotSettings } from '../admin/settings.ts'
import { readChoice, type TenantEmbedders, type TenantHeld } from '../admin/tenant-embedder.ts'
import { type Bot, type BotParts, createBot } from '../conversation/bot.ts'
import type { Db } from '../db.ts'
import { type AnswerCurve, answerCurves } from '../dialog/answer-curve.ts'
import type { Handover } from '../dialog/handover/ruling.ts'
import { type Thresholds, thresholdsWith } from '../dialog/thresholds.ts'
import { wordsWith } from '../dialog/words.ts'
import type { Embedder } from '../embedder.ts'
import { YingdaError } from '../errors.ts'
import { load } from '../nlu/artifact.ts'
import { createEngine, type Engine } from '../nlu/engine.ts'
import { compileEntities } from '../nlu/entities/custom-entities.ts'
import { type ActiveModel, listModels, readModelBytes } from '../nlu/model.store.ts'
import type { Model } from '../nlu/model.ts'
import { chooseServed } from '../nlu/served-model.ts'
import { surenessThreshold } from '../nlu/sureness.ts'
import { extractWith } from '../retrieval/extract.ts'
import { openKeptFolder } from '../retrieval/kept-folder.ts'
import type { Passage } from '../retrieval/passage.ts'
import type { Knowledge } from '../retrieval/search.ts'
import { createSpeller, learnWords } from '../text/speller.ts'
import type { KeeperOptions } from './kept-knowledge.ts'
import { type LoadedKnowledge, loadKnowledge } from './loaded-knowledge.ts'

const WARM_UP = ['你好，明天寄到上海运费多少？', 'How much is shipping, and does it arrive tomorrow?']

/** How long a stopping process waits for what is being kept, ms. */
const STOP_MS = 3_000

/** A bot with what the console shows of it, and what understands a text without searching or deciding. */
export interface LoadedBot extends Bot, Pick<Engine, 'understand' | 'matters' | 'explain'> {
  indexKind: Knowledge['indexKind']
  modelProblem: string | undefined
  /** Undefined: it works on words alone. */
  embedder: Pick<Embedder, 'identity' | 'name' | 'dims'> | undefined
  /** How it would decide by other settings of handing over: for a preview, and for the dry run. */
  decidingBy(handover: Handover): Bot
  /** What each value of the threshold `answer` would do to the knowledge's own questions; measured when first asked for. */
  answerCurves(): Promise<AnswerCurve[]>
  /** The same bot, which also knows these passages: for a trial. */
  withPassages(passages: readonly Passage[]): Promise<Bot>
}

/** What is kept of a tenant from one loading to the next. */
interface Memory {
  held: TenantHeld
  model: LoadedModel
  knowledge: LoadedKnowledge
}

interface LoadedModel {
  /** Of the artifact, and the embedder it is used with. */
  id: string
  model: Model | undefined
  problem: string | undefined
}

export interface BotLoaderOptions {
  /** Where indexes of large knowledge are kept for the next start; default: nowhere. */
  indexDir?: string
  onError?(error: unknown): void
}

export interface BotLoader {
  (tenantId: string): Promise<LoadedBot>
  /** Nothing is kept any more; what is being written is waited for, a moment: half of it is as if not there. */
  close(): Promise<void>
}

const ON_WORDS: TenantHeld = { embedder: undefined, choice: undefined, release() {} }

/** Never two loadings of one tenant at once: `createBots` sees to that. Without embedders all works on words alone. */
export function createBotLoader(
  db: Db,
  embedders: Pick<TenantEmbedders, 'hold'> | undefined,
  { indexDir, onError = () => {} }: BotLoaderOptions = {},
): BotLoader {
  const memories = new Map<string, Memory>()
  const keepingOf = (tenantId: string): KeeperOptions | undefined =>
    indexDir === undefined ? undefined : { folder: openKeptFolder(join(indexDir, tenantId)), onError }

  async function load(tenantId: string): Promise<LoadedBot> {
    const before = memories.get(tenantId)
    const held = sameOr((await embedders?.hold(tenantId)) ?? ON_WORDS, before)
    const memory = await remember(db, tenantId, held, before, keepingOf(tenantId)).catch(error => {
      letGo({ held }, before)
      throw error
    })
    // Switched between the reading of the choice and of the model: the two do not fit each other.
    const now = await readChoice(db.tenant(tenantId))
    if (now?.switchId !== held.choice?.switchId) {
      letGo(memory, before)
      return load(tenantId)
    }
    memories.set(tenantId, memory)
    if (before !== undefined) letGo(before, memory)
    return makeBot(db, tenantId, memory)
  }

  return Object.assign(load, {
    async close() {
      for (const { knowledge } of memories.values()) knowledge.close()
      const idle = Promise.all([...memories.values()].map(({ knowledge }) => knowledge.idle()))
      await Promise.race([idle, new Promise(resolve => setTimeout(resolve, STOP_MS).unref())])
      for (const { held } of memories.values()) held.release()
    },
  })
}

/** What is in memory was made with the embedder before; the same one from another folder is not taken up beside it. */
function sameOr(held: TenantHeld, before: Memory | undefined): TenantHeld {
  if (before === undefined || before.knowledge.identity !== held.embedder?.identity) return held
  held.release()
  return { ...before.held, choice: held.choice }
}

/** Lets go of what the other one does not have. */
function letGo(one: Pick<Memory, 'held'> & Partial<Memory>, other: Memory | undefined): void {
  if (one.knowledge !== other?.knowledge) one.knowledge?.close()
  if (one.held.release !== other?.held.release) one.held.release()
}

async function remember(
  db: Db,
  tenantId: string,
  held: TenantHeld,
  before: Memory | undefined,
  keeping: KeeperOptions | undefined,
): Promise<Memory> {
  const { embedder } = held
  const model = await loadModel(db, tenantId, embedder, before?.model)
  if (before === undefined || before.knowledge.identity !== embedder?.identity)
    return { held, model, knowledge: await loadKnowledge(db, tenantId, embedder, keeping) }
  await before.knowledge.refresh()
  return { held, model, knowledge: before.knowledge }
}

async function makeBot(
  db: Db,
  tenantId: string,
  { held: { embedder }, model: { model, problem }, knowledge: { knowledge, words } }: Memory,
): Promise<LoadedBot> {
  const tenant = db.tenant(tenantId)
  const intents = await listIntents(tenant)
  // What the company itself has written: its words are no slips.
  const own = learnWords(utterancesOf(intents), { words: new Map(words.words), grams: new Set(words.grams) })
  const engine = createEngine(model, {
    embedder,
    speller: createSpeller(own),
    entities: compileEntities(await readEntities(tenant)),
  })
  const settings = await readBotSettings(tenant)
  const parts: BotParts = {
    understand: text => engine.understand(text),
    search: (query, options) => knowledge.search(query, options),
    async extract({ normalized }, { kind, text }) {
      const { text: answer, whole } = await extractWith(embedder, { query: normalized, kind, text })
      return whole ? undefined : answer
    },
    find(choice, language, viewer) {
      const [kind, id = ''] = choice.split(/:(.*)/s)
      if (kind === 'passage') return knowledge.passage(id, viewer)
      return kind === 'faq' ? knowledge.find(id, language, viewer) : undefined
    },
    intents,
    words: wordsWith(settings.words),
    thresholds: { ...thresholdsWith(settings.thresholds), sureness: surenessOf(settings, model) },
    handover: readyHandover(await readHandover(tenant)),
    language: 'zh',
  }
  const bot = createBot(parts)
  // Dictionaries and each language's index load at their first use: not at a visitor's expense.
  for (const text of WARM_UP) await bot.think([{ text, format: 'plain' }])
  const { understand, matters, explain } = engine
  let curves: Promise<AnswerCurve[]> | undefined
  return {
    ...bot,
    understand,
    matters,
    explain,
    indexKind: knowledge.indexKind,
    modelProblem: problem,
    embedder: embedder && { identity: embedder.identity, name: embedder.name, dims: embedder.dims },
    answerCurves: () => {
      curves ??= knowledge.examine().then(exams => answerCurves(exams, parts.thresholds))
      return curves
    },
    decidingBy: handover => createBot({ ...parts, handover }),
    withPassages: async passages => createBot({ ...parts, ...(await knowledge.with(passages)) }),
  }
}

/** The rules of the settings as numbers of this model: a share of right answers is another number after each training. */
function surenessOf({ sureness }: BotSettings, model: Model | undefined): NonNullable<Thresholds['sureness']> {
  const numbers: NonNullable<Thresholds['sureness']> = {}
  for (const language of ['zh', 'en'] as const) {
    const curve = model?.manifest.curves?.find(one => one.language === language)
    const number = surenessThreshold(sureness?.[language], curve)
    if (number !== undefined) numbers[language] = number
  }
  return numbers
}

const utterancesOf = (intents: readonly Intent[]): string[] =>
  intents.flatMap(({ utterances }) => [...utterances.zh, ...utterances.en])

/** A model that cannot be used (another version, another embedder) leaves an older one in its place, or a bot without intents, and says why. */
async function loadModel(
  db: Db,
  tenantId: string,
  embedder: Embedder | undefined,
  before: LoadedModel | undefined,
): Promise<LoadedModel> {
  const tenant = db.tenant(tenantId)
  const { wanted, instead } = chooseServed(await listModels(tenant), embedder)
  const id = `${wanted?.hash} ${instead?.hash} ${embedder?.identity}`
  if (before?.id === id) return before
  const read = async ({ hash }: ActiveModel) => {
    const bytes = await readModelBytes(tenant, hash)
    return bytes && load(bytes, embedder)
  }
  try {
    return { id, model: wanted && (await read(wanted)), problem: undefined }
  } catch (error) {
    if (!(error instanceof YingdaError)) throw error
    const older = instead && (await read(instead))
    const answering = older && `The one of ${older.manifest.createdAt} answers here instead.`
    return { id, model: older, problem: [error.message, error.remedy, answering].filter(Boolean).join(' ') }
  }
}
