/** Builds what carries a conversation: the tenants' bots, the desk, the turns. */

import { readTargetName } from '../admin/colleagues.ts'
import { readyHandover } from '../admin/handover.ts'
import type { Bus, Hint } from '../bus.ts'
import { type Bot, createSpareBot } from '../conversation/bot.ts'
import { createBots } from '../conversation/bots.ts'
import { findNext, lock, setStatus } from '../conversation/conversation.store.ts'
import { packetFrom } from '../conversation/handoff-packet.ts'
import { createMacroRuns } from '../conversation/macro-run.ts'
import { moveDialog } from '../conversation/move-dialog.ts'
import { askAfterClosing } from '../conversation/rating.ts'
import { findSame } from '../conversation/receive.ts'
import { sayFromDesk } from '../conversation/say.ts'
import { markSent } from '../conversation/suggestion.store.ts'
import { readInboxSurroundings } from '../conversation/surroundings.store.ts'
import { type TriedMessage, tryMessage } from '../conversation/try-handover.ts'
import { oweAnswer, readTurn } from '../conversation/turn.store.ts'
import { CLAIM_SECONDS, createTurns } from '../conversation/turn.ts'
import type { Db, TenantQuery } from '../db.ts'
import type { HandoverSettings } from '../dialog/handover/settings.ts'
import { createDesk } from '../handoff/desk.ts'
import { addToPacket } from '../handoff/handoff.store.ts'
import type { Packet } from '../handoff/packet.ts'
import { countOnline } from '../handoff/presence.store.ts'
import { createRouting } from '../handoff/routing/offer.ts'
import { readWanted } from '../handoff/routing/routing.store.ts'
import type { DeskDeps } from '../handoff/under-lock.ts'
import type { TriedEntry } from '../http/routes/coverage.ts'
import { newId } from '../id.ts'
import { createDryRuns } from '../jobs/dry-runs.ts'
import type { HandoffReason } from '../message.ts'
import { KNOWLEDGE_QUESTION } from '../retrieval/background.ts'
import { ANYBODY, type Viewer } from '../retrieval/scope.ts'
import { toPassages } from '../retrieval/to-passages.ts'
import type { LoadedBot } from './load-bot.ts'

/** Errors of the background: `where`, and the ids that find it, for the log. */
export type LogError = (where: string, ids?: Record<string, string>) => (error: unknown) => void

export interface ConversationsDeps {
  db: Db
  bus: Bus
  loadBot(tenantId: string): Promise<LoadedBot>
  turnTimeoutMs: number
  logError: LogError
}

const notLoaded = () => Promise.reject(new Error('the bot could not be loaded'))
const SPARE_BOT: LoadedBot = {
  ...createSpareBot(),
  understand: notLoaded,
  matters: notLoaded,
  explain: notLoaded,
  answerCurves: notLoaded,
  withPassages: notLoaded,
  decidingBy: createSpareBot,
  indexKind: 'lexical',
  modelProblem: 'The bot could not be loaded.',
  embedder: undefined,
}

export type Conversations = ReturnType<typeof buildConversations>

export function buildConversations({ db, bus, loadBot, turnTimeoutMs, logError }: ConversationsDeps) {
  const bots = createBots(bus, loadBot, SPARE_BOT, logError('bot'))
  /** Somebody is there to take over now. */
  const agentsOnline = async (tenantId: string) => (await countOnline(db.tenant(tenantId))) > 0

  function announce(tenantId: string, at: { conversationId: string; contactId: string }, handoff: boolean): void {
    bus.publish({ kind: 'conversation', tenantId, conversationId: at.conversationId, contactId: at.contactId, handoff })
  }

  async function packetFor(tx: TenantQuery, conversationId: string, reason: HandoffReason): Promise<Packet> {
    const input = (await readTurn(tx, conversationId)) ?? { dialogState: undefined, lastWords: [], page: undefined }
    const language = input.dialogState?.language ?? 'zh'
    return packetFrom(reason, language, { kind: 'failed' }, input, await bots.get(tx.tenantId))
  }

  const deskDeps: DeskDeps = {
    prepare: async tenantId => void (await bots.get(tenantId)),
    lock,
    hasNewer: async (tx, { inboxId, contactId, conversationId }) =>
      (await findNext(tx, inboxId, contactId, conversationId)) !== undefined,
    say: sayFromDesk,
    moveDialog: async (tx, conversationId, happened) =>
      moveDialog(tx, conversationId, happened, await bots.get(tx.tenantId)),
    oweAnswer: (tx, conversationId) => oweAnswer(tx, conversationId, CLAIM_SECONDS),
    answer: (tenantId, conversationId, seq) => turns.start({ tenantId, conversationId, seq }),
    setStatus,
    findSame: async (tx, ...which) => (await findSame(tx, ...which))?.seq,
    suggestionSent: markSent,
    askAfterClosing,
    packetFor,
    wanted: readWanted,
    announce,
  }
  const desk = createDesk(deskDeps)
  const runMacro = createMacroRuns({
    desk: createDesk({ ...deskDeps, announce() {} }),
    prepare: deskDeps.prepare,
    teamName: (tenant, id) => readTargetName(tenant, 'team', id),
    announce,
  })

  const routing = createRouting({
    db,
    lapse: desk.lapse,
    announce: (tenantId, at) => announce(tenantId, at, true),
    onError: logError('routing'),
  })
  const stopRouting = bus.subscribe(hint => {
    if (mayFreeSomebody(hint)) routing.wake(hint.tenantId)
  })

  const turns = createTurns({
    tenantDb: tenantId => db.tenant(tenantId),
    bot: bots.get,
    handoff: { open: desk.open, cancel: desk.cancel, addToPacket, wake: desk.wake, park: desk.parkForVisitor },
    announce,
    composing: ({ tenantId, conversationId }, contactId, on) =>
      bus.publish({ kind: 'typing', tenantId, conversationId, contactId, by: 'bot', on }),
    onFailure: ({ tenantId, conversationId }, error) => logError('turn', { tenantId, conversationId })(error),
    timeoutMs: turnTimeoutMs,
  })

  /** What the bot would make of a text in a fresh conversation; nothing is stored. */
  const tryOut = async (tenantId: string, text: string, limit: number, viewer: Viewer = ANYBODY) =>
    tryOn((await bots.get(tenantId)).seenBy(viewer), text, limit)

  /** As `tryOut`, of a bot that knows one entry more; with the id of that entry. */
  async function tryWith(tenantId: string, entry: TriedEntry) {
    const documentId = newId()
    const passages = toPassages(documentId, { ...entry, key: documentId }, newId)
    const bot = await (await bots.get(tenantId)).withPassages(passages)
    return { documentId, tryOut: (text: string) => tryOn(bot, text, 1) }
  }

  /** What the bot understands of a text; the class that stands for the knowledge's questions is not an intent of the tenant's. */
  async function understand(tenantId: string, text: string) {
    const bot = await bots.get(tenantId)
    const understanding = await bot.understand(text)
    const own = <T extends { name: string }>(all: readonly T[]) => all.filter(({ name }) => name !== KNOWLEDGE_QUESTION)
    return { ...understanding, intents: own(understanding.intents), matters: own(await bot.matters(text)) }
  }

  const dryRuns = createDryRuns({
    db,
    async bots(tenantId, settings) {
      const inForce = await bots.get(tenantId)
      return { inForce, tried: inForce.decidingBy(readyHandover(settings)) }
    },
    onError: logError('dry-run'),
  })

  /** What would become of a message, now, by these settings of handing over; what it does not say itself is as live. */
  async function tryHandover(tenantId: string, settings: HandoverSettings, { text, ...around }: TriedMessage) {
    const bot = await bots.get(tenantId)
    const ready = readyHandover(settings)
    const live = around.inboxId === undefined ? {} : await readInboxSurroundings(db.tenant(tenantId), around.inboxId)
    return tryMessage(bot.decidingBy(ready), ready, text, { ...live, ...around })
  }

  /** Why the model understands a text as it does; undefined before the first training. */
  const explain = async (tenantId: string, text: string) => (await bots.get(tenantId)).explain(text)
  const answerCurves = async (tenantId: string) => (await bots.get(tenantId)).answerCurves()

  return {
    answerCurves,
    explain,
    bots,
    desk,
    runMacro,
    routing,
    stopRouting,
    turns,
    agentsOnline,
    announce,
    tryOut,
    tryWith,
    tryHandover,
    dryRuns,
    understand,
  }
}

async function tryOn(bot: Bot, text: string, limit: number) {
  const { understanding, hits } = await bot.think([{ text, format: 'plain' }])
  const event = { kind: 'message' as const, understanding, hits, holder: 'bot' as const, agentsOnline: true }
  const { decision } = bot.decide(bot.initialState(undefined), event)
  return { understanding, hits: hits.slice(0, limit), decision }
}

/** Somebody waits anew, is free again, has come, or is to be asked in another way. */
function mayFreeSomebody(hint: Hint): hint is Extract<Hint, { kind: 'conversation' | 'agent' | 'settings' }> {
  return hint.kind === 'agent' || hint.kind === 'settings' || (hint.kind === 'conversation' && hint.handoff)
}
