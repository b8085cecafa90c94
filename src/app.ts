/** The composition root: the only file that builds the parts and hands them to each other. */
import { fileURLToPath } from 'node:url'
import { sessionAlive } from './admin/agent.store.ts'
import { type AgentsDeps, createAgents } from './admin/agents.ts'
import { findInbox, listInboxes, updateInbox } from './admin/inboxes.ts'
import { deleteIntent, insertIntent, listIntents, updateIntent } from './admin/intents.ts'
import { createKnowledgeAdmin } from './admin/knowledge.ts'
import { PERMISSIONS_OF } from './admin/permissions.ts'
import { readBotSettings, writeBotSettings } from './admin/settings.ts'
import { findFirstTenant } from './admin/tenants.ts'
import { createTraining } from './admin/training.ts'
import type { Bus } from './bus.ts'
import { createAgentDesk } from './channels/agent-desk.ts'
import { restRoutes } from './channels/rest.ts'
import { createHeartbeats } from './channels/socket.ts'
import { createWebChat, MAX_PAYLOAD_BYTES } from './channels/web-chat.ts'
import type { Config } from './config.ts'
import { createBots } from './conversation/bots.ts'
import { findLatest, lock, saveContact, setStatus } from './conversation/conversation.store.ts'
import { readAfter } from './conversation/event.store.ts'
import { packetFrom } from './conversation/handoff-packet.ts'
import { createIdentities, readVisitorSecret, type VisitorIdentity } from './conversation/identity.ts'
import { markRead } from './conversation/mark-read.ts'
import { moveDialog } from './conversation/move-dialog.ts'
import { findSame } from './conversation/receive.ts'
import { readOn, startCursor } from './conversation/resume.ts'
import { sayFromDesk } from './conversation/say.ts'
import { countViews, listSummaries, readPage, readState, readSummaries } from './conversation/summary.store.ts'
import { readTurn, releaseClaims } from './conversation/turn.store.ts'
import { createTurns } from './conversation/turn.ts'
import type { Db } from './db.ts'
import type { Embedder } from './embedder.ts'
import { Forbidden, NotFound } from './errors.ts'
import { createDesk } from './handoff/desk.ts'
import { addToPacket, readPacket } from './handoff/handoff.store.ts'
import { connectPresence, countOnline, leavePresence } from './handoff/presence.store.ts'
import { agentOf, visitorOf } from './http/guard.ts'
import { agentRoutes } from './http/routes/agents.ts'
import { conversationRoutes } from './http/routes/conversations.ts'
import { documentRoutes } from './http/routes/documents.ts'
import { intentRoutes } from './http/routes/intents.ts'
import { pageRoutes } from './http/routes/pages.ts'
import { sessionRoutes } from './http/routes/session.ts'
import { settingsRoutes } from './http/routes/settings.ts'
import { createServer } from './http/server.ts'
import { readActivity, readBotActivity, readUnanswered } from './insights/overview.ts'
import { startSweepers } from './jobs/sweepers.ts'
import { createLimiter } from './limits.ts'
import { type LoadedBot, loadBot } from './load-bot.ts'
import { libraryVersion } from './nlu/artifact.ts'
import { readActiveModel } from './nlu/model.store.ts'
import type { ConversationState } from './protocol.ts'
import { countKnowledge } from './retrieval/knowledge.store.ts'

/** What the process hands over: everything that was opened before. */
export interface AppDeps {
  config: Config
  db: Db
  bus: Bus
  embedder: Embedder | undefined
  /** True when no other process shares the database: claims of the process before are void at once. */
  alone: boolean
  /** In place of the tenant's own bot, made from its rows: for tests of what surrounds it. */
  loadBot?: (tenantId: string) => Promise<LoadedBot>
}

export type App = Awaited<ReturnType<typeof createApp>>

const WEB_DIR = fileURLToPath(new URL('../dist/web', import.meta.url))
/** How long a stopping process waits for turns that are being answered, ms. */
const DRAIN_MS = 8_000
const LIMITS = {
  signInAddress: { burst: 9, perMinute: 6 },
  signInAccount: { burst: 9, perMinute: 6 },
}

/** Builds the app without a port; `listen` takes one, `stop` drains and closes what was built here. */
export async function createApp({ config, db, bus, embedder, alone, ...given }: AppDeps) {
  const tenantDb = (tenantId: string) => db.tenant(tenantId)
  const load = given.loadBot ?? (tenantId => loadBot(db, tenantId, embedder))
  const bots = createBots(bus, load, logError('bot'))
  const identities = createIdentities(await readVisitorSecret(db))
  const agentsOnline = async (tenantId: string) => (await countOnline(tenantDb(tenantId))) > 0
  const announce = (tenantId: string, at: { conversationId: string; contactId: string }, handoff: boolean) =>
    bus.publish({ kind: 'conversation', tenantId, conversationId: at.conversationId, contactId: at.contactId, handoff })

  const desk = createDesk({
    prepare: async tenantId => void (await bots.get(tenantId)),
    lock,
    say: sayFromDesk,
    moveDialog: async (tx, conversationId, happened) =>
      moveDialog(tx, conversationId, happened, await bots.get(tx.tenantId)),
    setStatus,
    findSame: async (tx, inboxId, senderId, clientMessageId, body) =>
      (await findSame(tx, inboxId, senderId, clientMessageId, body))?.seq,
    async packetFor(tx, conversationId, reason) {
      const input = await readTurn(tx, conversationId)
      const language = input?.dialogState?.language ?? 'zh'
      const around = input ?? { lastWords: [], page: undefined }
      return packetFrom(reason, language, { kind: 'failed' }, around, await bots.get(tx.tenantId))
    },
    announce,
  })

  const turns = createTurns({
    tenantDb,
    bot: bots.get,
    agentsOnline,
    handoff: { open: desk.open, cancel: desk.cancel, addToPacket },
    announce,
    composing: ({ tenantId, conversationId }, contactId, on) =>
      bus.publish({ kind: 'typing', tenantId, conversationId, contactId, by: 'bot', on }),
    onFailure: (turn, error) =>
      logError('turn', { tenantId: turn.tenantId, conversationId: turn.conversationId })(error),
    timeoutMs: config.turnTimeoutMs,
  })

  const limits = {
    visitor: createLimiter('visitor', config.limits.visitor),
    address: createLimiter('address', config.limits.address),
    inbox: createLimiter('inbox', config.limits.inbox),
    sessions: createLimiter('address', config.limits.sessions),
  }
  const stateOf = async (tenantId: string, conversationId: string | undefined): Promise<ConversationState> => ({
    ...(conversationId === undefined
      ? { holder: 'bot' as const }
      : await readState(tenantDb(tenantId), conversationId)),
    agentsOnline: await agentsOnline(tenantId),
  })

  /** A site may embed an inbox when it is our own, or is listed, or nothing is listed at all. */
  async function checkOrigin(inboxId: string, origin: string | undefined, host: string | undefined): Promise<void> {
    if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return
    const { settings } = await findInbox(db, inboxId)
    const allowed = [...config.origins, ...settings.origins]
    if (allowed.length === 0 || allowed.includes(origin)) return
    throw new Forbidden('origin_refused', `The site ${origin} may not use this inbox.`, {
      remedy: 'Add it to the inbox in the console, or to YINGDA_ORIGINS.',
      value: origin,
    })
  }

  const heartbeats = createHeartbeats()
  const webChat = createWebChat({
    bus,
    heartbeats,
    limits,
    checkOrigin,
    verify: identities.verify,
    receive: turns.receive,
    startCursor: ({ tenantId, inboxId, contactId }, claimed) =>
      startCursor(tenantDb(tenantId), inboxId, contactId, claimed),
    readOn: ({ tenantId, inboxId, contactId }, cursor, limit) =>
      readOn(tenantDb(tenantId), inboxId, contactId, cursor, limit),
    async lastSeq({ tenantId, inboxId, contactId }) {
      const latest = await findLatest(tenantDb(tenantId), inboxId, contactId)
      return latest && { conversationId: latest.conversationId, lastSeq: latest.lastPublicSeq }
    },
    state: stateOf,
    async markRead(visitor, conversationId, seq) {
      const sender = { kind: 'visitor' as const, id: visitor.contactId }
      const moved = await markRead(tenantDb(visitor.tenantId), conversationId, sender, seq)
      if (moved) announce(visitor.tenantId, { conversationId, contactId: moved.contactId }, false)
    },
    onError: logError('web-chat'),
  })

  const releaseAll: AgentsDeps['releaseAll'] = (tenant, agentId) => desk.releaseAll(tenant, agentId)
  const agents = createAgents({ db, bus, releaseAll })
  const countsOf = (agent: { tenantId: string; id: string }) => countViews(tenantDb(agent.tenantId), agent.id)

  const agentDesk = createAgentDesk({
    bus,
    heartbeats,
    authenticate: async request => {
      const agent = agentOf(request)
      return { tenantId: agent.tenantId, id: agent.id, name: agent.name, sessionId: agent.sessionId }
    },
    async recheck({ tenantId, sessionId }) {
      const agent = await sessionAlive(tenantDb(tenantId), sessionId)
      return agent && PERMISSIONS_OF[agent.role].includes('conversations:read') ? agent : undefined
    },
    reply: (agent, ...rest) => desk.reply(tenantDb(agent.tenantId), rest[0], agent, rest[1], rest[2], rest[3]),
    readAfter: (tenantId, conversationId, afterSeq, limit) =>
      readAfter(tenantDb(tenantId), conversationId, afterSeq, 'agents', limit),
    summaries: (tenantId, ids) => readSummaries(tenantDb(tenantId), ids),
    async firstSummaries(agent) {
      const tenant = tenantDb(agent.tenantId)
      return [
        ...(await listSummaries(tenant, 'queue', agent.id, 200)),
        ...(await listSummaries(tenant, 'mine', agent.id, 200)),
      ]
    },
    counts: countsOf,
    agentsOnline: tenantId => countOnline(tenantDb(tenantId)),
    async availability({ tenantId, id }) {
      return (await agents.read(tenantId, id)).availability
    },
    async contactOf(tenantId, conversationId) {
      return (await readSummaries(tenantDb(tenantId), [conversationId]))[0]?.contact.id
    },
    async markRead(agent, conversationId, seq) {
      const moved = await markRead(
        tenantDb(agent.tenantId),
        conversationId,
        { kind: 'agent', id: agent.id, name: agent.name },
        seq,
      )
      if (moved) announce(agent.tenantId, { conversationId, contactId: moved.contactId }, false)
    },
    presence: {
      connect: (agent, connectionId) => connectPresence(tenantDb(agent.tenantId), connectionId, agent.id),
      leave: (agent, connectionId) => leavePresence(tenantDb(agent.tenantId), connectionId),
    },
    onError: logError('agent-desk'),
  })

  const knowledge = createKnowledgeAdmin({ db, bus })
  const training = createTraining({ db, bus, embedder })

  /** A change of intents reaches every process; the model follows when it is trained. */
  async function changingIntents<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const result = await work()
    bus.publish({ kind: 'settings', tenantId })
    return result
  }

  async function readConversation(tenantId: string, id: string) {
    const [conversation] = await readSummaries(tenantDb(tenantId), [id])
    if (conversation === undefined) {
      throw new NotFound('conversation_not_found', 'There is no such conversation.', { value: id })
    }
    const packet = await readPacket(tenantDb(tenantId), id)
    const page = await readPage(tenantDb(tenantId), id)
    return { conversation, ...(packet === undefined ? {} : { packet }), ...(page === undefined ? {} : { page }) }
  }

  async function activeModel(tenantId: string) {
    const model = await readActiveModel(tenantDb(tenantId))
    return model && { ...model, stale: await training.isStale(tenantId, model.manifest) }
  }

  async function overview(tenantId: string) {
    const tenant = tenantDb(tenantId)
    const bot = await bots.get(tenantId)
    const model = await activeModel(tenantId)
    return {
      database: { kind: db.kind, safety: db.kind === 'embedded' ? 'process' : 'power_cut' },
      embedder: embedder === undefined ? null : { name: embedder.name, dims: embedder.dims },
      search: { index: bot.indexKind, ...(await countKnowledge(tenant)) },
      model:
        model === undefined
          ? null
          : { ...model.manifest, intents: model.manifest.intents.length, hash: model.hash, stale: model.stale },
      modelProblem: bot.modelProblem ?? null,
      inboxId: (await listInboxes(tenant))[0]?.id,
      conversations: await readActivity(tenant),
      bot: await readBotActivity(tenant),
      unanswered: await readUnanswered(tenant),
    }
  }

  async function tryOut(tenantId: string, text: string, limit: number) {
    const bot = await bots.get(tenantId)
    const { understanding, hits } = await bot.think([{ text, format: 'plain' }])
    const event = { kind: 'message' as const, understanding, hits, holder: 'bot' as const, agentsOnline: true }
    const { decision } = bot.decide(bot.initialState(undefined), event)
    return { understanding, hits: hits.slice(0, limit), decision }
  }

  async function readVisitorEvents(
    visitor: VisitorIdentity,
    conversationId: string | undefined,
    after: number,
    limit: number,
  ) {
    const tenant = tenantDb(visitor.tenantId)
    const cursor = await startCursor(tenant, visitor.inboxId, visitor.contactId, { conversationId, seq: after })
    if (cursor.conversationId === undefined) return { events: [], state: await stateOf(visitor.tenantId, undefined) }
    const from = conversationId === undefined ? after : cursor.seq
    const events = await readAfter(tenant, cursor.conversationId, from, 'all', limit)
    return {
      conversationId: cursor.conversationId,
      events,
      state: await stateOf(visitor.tenantId, cursor.conversationId),
    }
  }

  const server = await createServer({
    guard: { bySession: agents.bySession, verifyVisitor: identities.verify, checkOrigin },
    trustProxy: config.trustProxy,
    logLevel: config.logLevel,
    version: libraryVersion(),
    maxFrameBytes: MAX_PAYLOAD_BYTES,
    routes: [
      webChat.routes as never,
      agentDesk.routes as never,
      sessionRoutes({
        agents,
        attempts: {
          address: createLimiter('address', LIMITS.signInAddress),
          account: createLimiter('visitor', LIMITS.signInAccount),
        },
      }),
      conversationRoutes({
        list: (agent, view, limit, before) => listSummaries(tenantDb(agent.tenantId), view, agent.id, limit, before),
        counts: countsOf,
        read: readConversation,
        async events(tenantId, id, after, limit) {
          await readConversation(tenantId, id)
          return readAfter(tenantDb(tenantId), id, after, 'agents', limit)
        },
        reply: (agent, id, epoch, clientMessageId, text) =>
          desk.reply(tenantDb(agent.tenantId), id, agent, epoch, clientMessageId, text),
        accept: async (agent, id) => void (await desk.accept(tenantDb(agent.tenantId), id, actorOf(agent))),
        returnToBot: (agent, id, epoch) => desk.returnToBot(tenantDb(agent.tenantId), id, actorOf(agent), epoch),
        returnToQueue: (agent, id, epoch) => desk.returnToQueue(tenantDb(agent.tenantId), id, actorOf(agent), epoch),
        close: (agent, id, epoch) => desk.close(tenantDb(agent.tenantId), id, actorOf(agent), epoch),
      }),
      documentRoutes({ knowledge, tryOut }),
      intentRoutes({
        list: tenantId => listIntents(tenantDb(tenantId)),
        add: (tenantId, intent) => changingIntents(tenantId, () => insertIntent(tenantDb(tenantId), intent)),
        change: (tenantId, id, intent) => changingIntents(tenantId, () => updateIntent(tenantDb(tenantId), id, intent)),
        remove: (tenantId, id) => changingIntents(tenantId, () => deleteIntent(tenantDb(tenantId), id)),
        model: activeModel,
        train: tenantId => training.run(tenantId),
      }),
      settingsRoutes({
        read: tenantId => readBotSettings(tenantDb(tenantId)),
        write: (tenantId, settings) => changingIntents(tenantId, () => writeBotSettings(tenantDb(tenantId), settings)),
        inboxes: async tenantId =>
          (await listInboxes(tenantDb(tenantId))).map(({ tenantId: _tenantId, ...inbox }) => ({ ...inbox, tenantId })),
        changeInbox: (tenantId, id, change) => updateInbox(tenantDb(tenantId), id, change),
        overview,
      }),
      agentRoutes(agents),
      restRoutes({
        limits,
        visitorOf,
        async widget(inboxId) {
          const { id, settings } = await findInbox(db, inboxId)
          const { origins: _origins, ...shown } = settings
          return { id, ...shown }
        },
        issue: async inboxId => identities.issue((await findInbox(db, inboxId)).tenantId, inboxId),
        receive: turns.receive,
        read: readVisitorEvents,
        saveContact: (visitor, contact) =>
          saveContact(tenantDb(visitor.tenantId), visitor.inboxId, visitor.contactId, contact),
      }) as never,
      pageRoutes({
        webDir: WEB_DIR,
        async site() {
          const home = await findFirstTenant(db)
          if (home === undefined)
            throw new NotFound('tenant_not_found', 'There is no tenant yet.', { remedy: 'npm start makes one.' })
          return { inboxId: home.inboxId, tenantName: 'Qinghe' }
        },
        framers: async inboxId => [...config.origins, ...(await findInbox(db, inboxId)).settings.origins],
        ready: async () =>
          db.query('SELECT 1').then(
            () => [],
            () => ['database'],
          ),
      }),
    ],
  })

  const onError = logError('sweeper')
  if (alone) await releaseClaims(db)
  const sweepers = startSweepers({
    db,
    turns,
    desk,
    connections: agentDesk.connections,
    revive: agentDesk.revive,
    onError,
  })

  /** Errors of the background, as JSON lines beside the server's own. */
  function logError(where: string, ids: Record<string, string> = {}): (error: unknown) => void {
    return error => server.log.error({ err: error, where, ...ids }, 'background work failed')
  }

  /** No new sockets or requests; turns under way are answered; then everything closes. */
  async function stop(): Promise<void> {
    await sweepers.stop()
    await Promise.race([turns.idle(), new Promise(resolve => setTimeout(resolve, DRAIN_MS).unref())])
    webChat.close()
    agentDesk.close()
    heartbeats.close()
    bots.close()
    await server.close()
  }

  return { server, agents, knowledge, training, desk, turns, bots, tryOut, stop }
}

const actorOf = ({ id, name }: { id: string; name: string }) => ({ id, name })
