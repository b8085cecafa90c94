/** Builds the staff's side: agents' sockets, and the use cases behind the routes of desk and console. */
import { createAccountLinks } from '../admin/account-links.ts'
import { type Agent, readAgent, shownName } from '../admin/agent.store.ts'
import { createAgents } from '../admin/agents.ts'
import { createApiKeys } from '../admin/api-keys.ts'
import { listAudit, readAuditNames } from '../admin/audit.store.ts'
import { exportAudit } from '../admin/audit-export.ts'
import { findAvatar, removeAvatar, setAvatar } from '../admin/avatars.ts'
import { readColleagues, readTargetName } from '../admin/colleagues.ts'
import { readEntities, writeEntities } from '../admin/entities.ts'
import { readHandover, writeHandover } from '../admin/handover.ts'
import { createIdentityKeys } from '../admin/identity-keys.ts'
import { listInboxes, updateInbox } from '../admin/inboxes.ts'
import { deleteIntent, insertIntent, listIntents, updateIntent } from '../admin/intents.ts'
import { createKnowledgeAdmin } from '../admin/knowledge.ts'
import { createPasswords, type PasswordCost } from '../admin/password.ts'
import { PERMISSIONS_OF, type Permission } from '../admin/permissions.ts'
import { createSecondFactors } from '../admin/second-factor.ts'
import { aliveSessions } from '../admin/session.store.ts'
import { readBotSettings, writeBotSettings } from '../admin/settings.ts'
import { createSignIn } from '../admin/sign-in.ts'
import { readSignInRules, writeSignInRules } from '../admin/sign-in-rules.ts'
import type { SourceAdmin } from '../admin/sources.ts'
import { addTeam, changeTeam, listTeams, readAgentRouting, removeTeam, writeAgentRouting } from '../admin/teams.ts'
import type { TenantEmbedders } from '../admin/tenant-embedder.ts'
import type { Training } from '../admin/training.ts'
import { createBreath } from '../breath.ts'
import type { Bus } from '../bus.ts'
import { createAgentDesk } from '../channels/agent-desk.ts'
import type { Heartbeats } from '../channels/socket.ts'
import { findLastSeqs } from '../conversation/conversation.store.ts'
import { readAfter } from '../conversation/event.store.ts'
import { markRead } from '../conversation/mark-read.ts'
import { countViews, listSummaries, readPage, readSummaries } from '../conversation/summary.store.ts'
import type { Db } from '../db.ts'
import type { EmbedderPool } from '../embedder.ts'
import { NotFound } from '../errors.ts'
import { readDeskSettings, writeDeskSettings } from '../finding/desk-settings.ts'
import { countHeads } from '../finding/heads.store.ts'
import { listConversations } from '../finding/list.ts'
import { addView, changeView, listViews, removeView } from '../finding/saved-view.store.ts'
import { search } from '../finding/search.ts'
import { readWall } from '../finding/wall.store.ts'
import { readPacket } from '../handoff/handoff.store.ts'
import { connectPresence, countOnline, leavePresence } from '../handoff/presence.store.ts'
import { readOffers, readRouting, writeRouting } from '../handoff/routing/routing.store.ts'
import { signedInOf } from '../http/guard.ts'
import { accountLinkRoutes } from '../http/routes/account-links.ts'
import { agentRoutes } from '../http/routes/agents.ts'
import { apiKeyRoutes } from '../http/routes/api-keys.ts'
import { auditRoutes } from '../http/routes/audit.ts'
import { avatarRoutes } from '../http/routes/avatars.ts'
import { conversationToolRoutes } from '../http/routes/conversation-tools.ts'
import { conversationRoutes } from '../http/routes/conversations.ts'
import { coverageRoutes } from '../http/routes/coverage.ts'
import { deskToolRoutes } from '../http/routes/desk-tools.ts'
import { documentRoutes } from '../http/routes/documents.ts'
import { embedderRoutes } from '../http/routes/embedder.ts'
import { entityRoutes } from '../http/routes/entities.ts'
import { findingRoutes } from '../http/routes/finding.ts'
import { handoverRoutes } from '../http/routes/handover.ts'
import { intentRoutes } from '../http/routes/intents.ts'
import { exportRoutes } from '../http/routes/knowledge-export.ts'
import { nluRoutes } from '../http/routes/nlu.ts'
import { privacyRoutes } from '../http/routes/privacy.ts'
import { routingRoutes } from '../http/routes/routing.ts'
import { secondFactorRoutes } from '../http/routes/second-factor.ts'
import { sessionRoutes } from '../http/routes/session.ts'
import { sessionsRoutes } from '../http/routes/sessions.ts'
import { settingsRoutes } from '../http/routes/settings.ts'
import { signInRulesRoutes } from '../http/routes/sign-in-rules.ts'
import { sourceRoutes } from '../http/routes/sources.ts'
import { transferRoutes } from '../http/routes/transfers.ts'
import { readActivity, readBotActivity } from '../insights/overview.ts'
import { readUnanswered } from '../insights/unanswered.ts'
import { readUnansweredGroups } from '../insights/unanswered-groups.ts'
import type { WorkLoop } from '../jobs/work-loop.ts'
import { createLimiter } from '../limits.ts'
import { readActiveModel } from '../nlu/model.store.ts'
import { surenessPoints } from '../nlu/sureness.ts'
import { searchPeople } from '../privacy/contact-search.store.ts'
import { createErasure } from '../privacy/erase.ts'
import { exportPerson } from '../privacy/export.ts'
import { countOlder, listRetention, setRetention } from '../privacy/retention.store.ts'
import { countKnowledge } from '../retrieval/knowledge.store.ts'
import { normalize } from '../text/normalize.ts'
import { searchTerms } from '../text/search-terms.ts'
import type { Conversations, LogError } from './conversations.ts'
import { buildDeskHelp } from './desk-help.ts'
import { buildConversationTools, buildDeskTools } from './desk-tools.ts'
import { buildDryRuns } from './dry-runs.ts'
import { buildEmbedderChoice } from './embedder-choice.ts'

export interface StaffDeps {
  db: Db
  bus: Bus
  embedders: TenantEmbedders
  pool: EmbedderPool
  switches: Pick<WorkLoop, 'wake'>
  training: Training
  heartbeats: Heartbeats
  conversations: Conversations
  sources: SourceAdmin
  /** How long the audit log is kept. */
  auditDays: number
  passwordCost: PasswordCost | undefined
  logError: LogError
}

/** Tries with one-time links of one address. */
const LINKS = { burst: 30, perMinute: 20 }
/** Wrong API keys of one address: the tenth within a minute is told to wait. */
const WRONG_KEYS = { burst: 9, perMinute: 6 }
/** Lines of a list that a desk gets when it opens. */
const FIRST_LINES = 200
/** Of the console's first screen. */
const UNANSWERED = { days: 30, limit: 20 }

export function buildStaff(deps: StaffDeps) {
  const { db, bus, embedders, conversations, training } = deps
  const { desk } = conversations
  const passwords = createPasswords(deps.passwordCost)
  const agents = createAgents({ db, bus, passwords, releaseAll: desk.releaseAll, releaseOffers: desk.releaseOffers })
  const factors = createSecondFactors({ db })
  const signIn = createSignIn({ db, bus, factors, passwords })
  const links = createAccountLinks({ db, bus, factors, passwords })
  const apiKeys = createApiKeys({ db })
  const identityKeys = createIdentityKeys({ db })
  const knowledge = createKnowledgeAdmin({ db, bus })
  const readConversation = (tenantId: string, id: string) => readOne(db, tenantId, id)
  const countsOf = (agent: { tenantId: string; id: string }) => countViews(db.tenant(agent.tenantId), agent.id)

  /** A change of intents or settings reaches every process; the model follows when it is trained. */
  async function changingSettings<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const result = await work()
    bus.publish({ kind: 'settings', tenantId })
    return result
  }

  async function changingPicture<T>(tenantId: string, agentId: string, work: () => Promise<T>): Promise<T> {
    const result = await work()
    bus.publish({ kind: 'agent', tenantId, agentId, seen: true })
    return result
  }

  async function activeModel(tenantId: string) {
    const model = await readActiveModel(db.tenant(tenantId))
    return model && { ...model, stale: await training.isStale(tenantId, model.manifest) }
  }

  const routes = [
    sessionRoutes({ agents, signIn }),
    sessionsRoutes({ agents, signIn }),
    secondFactorRoutes({ agents, signIn, factors }),
    signInRulesRoutes({
      agents,
      read: tenantId => readSignInRules(db.tenant(tenantId)),
      write: (tenantId, rules) => writeSignInRules(db.tenant(tenantId), rules),
    }),
    accountLinkRoutes({ agents, signIn, links, attempts: createLimiter('address', LINKS) }),
    conversationRoutes({
      list: (agent, request) => listConversations(db.tenant(agent.tenantId), agent.id, request),
      counts: countsOf,
      read: readConversation,
      async events(tenantId, id, after, limit) {
        await readConversation(tenantId, id)
        return readAfter(db.tenant(tenantId), id, after, 'agents', limit)
      },
      reply: (agent, id, ...what) => desk.reply(db.tenant(agent.tenantId), id, actorOf(agent), ...what),
      accept: async (agent, id) => void (await desk.accept(db.tenant(agent.tenantId), id, actorOf(agent))),
      decline: (agent, id, epoch) => desk.decline(db.tenant(agent.tenantId), id, actorOf(agent), epoch),
      returnToBot: (agent, id, epoch) => desk.returnToBot(db.tenant(agent.tenantId), id, actorOf(agent), epoch),
      returnToQueue: (agent, id, epoch) => desk.returnToQueue(db.tenant(agent.tenantId), id, actorOf(agent), epoch),
      snooze: (agent, id, epoch, until) => desk.snooze(db.tenant(agent.tenantId), id, actorOf(agent), epoch, until),
      close: (agent, id, epoch) => desk.close(db.tenant(agent.tenantId), id, actorOf(agent), epoch),
    }),
    conversationToolRoutes(buildConversationTools(db, bus, conversations, readConversation)),
    deskToolRoutes(buildDeskTools(db)),
    transferRoutes({
      colleagues: tenantId => readColleagues(db.tenant(tenantId)),
      async transfer(agent, id, epoch, to, note) {
        const tenant = db.tenant(agent.tenantId)
        const target = { ...to, name: await readTargetName(tenant, to.kind, to.id) }
        await desk.transfer(tenant, id, actorOf(agent), epoch, target, note)
      },
      takeOver: async (agent, id) => void (await desk.takeOver(db.tenant(agent.tenantId), id, actorOf(agent))),
      read: readConversation,
    }),
    findingRoutes({
      search: (agent, request) => search(db.tenant(agent.tenantId), agent.id, request),
      async views({ tenantId, id }) {
        const tenant = db.tenant(tenantId)
        const inboxes = await listInboxes(tenant)
        return {
          views: await listViews(tenant, id),
          inboxes: inboxes.map(inbox => ({ id: inbox.id, name: inbox.name })),
        }
      },
      addView: (agent, view) => addView(db.tenant(agent.tenantId), keeperOf(agent), view),
      changeView: (agent, id, view) => changeView(db.tenant(agent.tenantId), keeperOf(agent), id, view),
      removeView: (agent, id) => removeView(db.tenant(agent.tenantId), keeperOf(agent), id),
      settings: tenantId => readDeskSettings(db.tenant(tenantId)),
      writeSettings: (tenantId, settings) =>
        changingSettings(tenantId, () => writeDeskSettings(db.tenant(tenantId), settings)),
    }),
    routingRoutes({
      read: tenantId => readRouting(db.tenant(tenantId)),
      write: (tenantId, settings) => changingSettings(tenantId, () => writeRouting(db.tenant(tenantId), settings)),
      teams: tenantId => listTeams(db.tenant(tenantId)),
      addTeam: (tenantId, team) => changingSettings(tenantId, () => addTeam(db.tenant(tenantId), team)),
      changeTeam: (tenantId, id, team) => changingSettings(tenantId, () => changeTeam(db.tenant(tenantId), id, team)),
      removeTeam: (tenantId, id) => changingSettings(tenantId, () => removeTeam(db.tenant(tenantId), id)),
      agents: tenantId => readAgentRouting(db.tenant(tenantId)),
      writeAgent: (tenantId, id, routing) =>
        changingSettings(tenantId, () => writeAgentRouting(db.tenant(tenantId), id, routing)),
    }),
    ...buildDeskHelp(deps),
    documentRoutes({ knowledge, tryOut: conversations.tryOut }),
    exportRoutes(knowledge),
    coverageRoutes({
      tryOut: conversations.tryOut,
      tryWith: conversations.tryWith,
      answerCurves: conversations.answerCurves,
      places: knowledge.places,
      unanswered: tenantId =>
        embedders.lend(tenantId, embedder =>
          readUnansweredGroups(db.tenant(tenantId), {
            embed: embedder && (texts => embedder.embed(texts.map(normalize), 'query')),
            wordsOf: searchTerms,
            breath: createBreath(),
          }),
        ),
    }),
    sourceRoutes(deps.sources),
    intentRoutes({
      list: tenantId => listIntents(db.tenant(tenantId)),
      add: (tenantId, intent) => changingSettings(tenantId, () => insertIntent(db.tenant(tenantId), intent)),
      change: (tenantId, id, intent) => changingSettings(tenantId, () => updateIntent(db.tenant(tenantId), id, intent)),
      remove: (tenantId, id) => changingSettings(tenantId, () => deleteIntent(db.tenant(tenantId), id)),
      model: activeModel,
      train: tenantId => training.run(tenantId),
    }),
    entityRoutes({
      read: tenantId => readEntities(db.tenant(tenantId)),
      write: (tenantId, entities) => changingSettings(tenantId, () => writeEntities(db.tenant(tenantId), entities)),
    }),
    handoverRoutes({
      read: tenantId => readHandover(db.tenant(tenantId)),
      write: (tenantId, settings) => changingSettings(tenantId, () => writeHandover(db.tenant(tenantId), settings)),
      try: conversations.tryHandover,
      ...buildDryRuns(db, conversations.dryRuns),
    }),
    embedderRoutes(buildEmbedderChoice(deps)),
    nluRoutes({ understand: conversations.understand, explain: conversations.explain }),
    settingsRoutes({
      read: tenantId => readBotSettings(db.tenant(tenantId)),
      write: (tenantId, settings) => changingSettings(tenantId, () => writeBotSettings(db.tenant(tenantId), settings)),
      sureness: async tenantId =>
        ((await readActiveModel(db.tenant(tenantId)))?.manifest.curves ?? []).map(curve => ({
          language: curve.language,
          lines: curve.lines,
          points: surenessPoints(curve),
        })),
      inboxes: tenantId => listInboxes(db.tenant(tenantId)),
      changeInbox: (tenantId, id, change) => updateInbox(db.tenant(tenantId), id, change),
      makeIdentityKey: identityKeys.make,
      removeIdentityKey: identityKeys.remove,
      overview: async tenantId => overview(deps, tenantId, await activeModel(tenantId)),
    }),
    agentRoutes(agents, factors),
    avatarRoutes({
      agents,
      find: id => findAvatar(db, id),
      set: (tenantId, id, bytes) => changingPicture(tenantId, id, () => setAvatar(db.tenant(tenantId), id, bytes)),
      remove: (tenantId, id) => changingPicture(tenantId, id, () => removeAvatar(db.tenant(tenantId), id)),
    }),
    auditRoutes({
      list: (tenantId, ...what) => listAudit(db.tenant(tenantId), ...what),
      names: tenantId => readAuditNames(db.tenant(tenantId)),
      export: (tenantId, filter) => exportAudit(db.tenant(tenantId), filter),
      days: deps.auditDays,
    }),
    privacyRoutes({
      erasure: createErasure({ db, bus }),
      search: (tenantId, query, limit) => searchPeople(db.tenant(tenantId), query, limit),
      export: (tenantId, id, format, language) => exportPerson(db, tenantId, id, format, language),
      retention: tenantId => listRetention(db.tenant(tenantId)),
      setRetention: (tenantId, inboxId, days) => setRetention(db.tenant(tenantId), inboxId, days),
      countOlder: (tenantId, inboxId, days) => countOlder(db.tenant(tenantId), inboxId, days),
    }),
    apiKeyRoutes(apiKeys),
  ]

  const guard = {
    bySession: signIn.bySession,
    byKey: apiKeys.holderOf,
    wrongKeys: createLimiter('address', WRONG_KEYS),
  }
  return { agents, guard, knowledge, agentDesk: buildAgentDesk(deps), routes }
}

function buildAgentDesk({ db, bus, heartbeats, conversations, logError }: StaffDeps) {
  const { desk, announce } = conversations
  return createAgentDesk({
    bus,
    heartbeats,
    authenticate: async request => {
      const agent = signedInOf(request)
      return { ...deskAgentOf(agent), sessionId: agent.sessionId }
    },
    async alive(sessionIds) {
      const allowed = [...(await aliveSessions(db, sessionIds))].filter(([, agent]) => may(agent, 'conversations:read'))
      return new Map(allowed.map(([sessionId, agent]) => [sessionId, deskAgentOf(agent)]))
    },
    reply: (agent, id, ...what) => desk.reply(db.tenant(agent.tenantId), id, actorOf(agent), ...what),
    lastSeqs: (tenantId, ids) => findLastSeqs(db.tenant(tenantId), ids),
    readAfter: (tenantId, id, afterSeq, limit) => readAfter(db.tenant(tenantId), id, afterSeq, 'agents', limit),
    summaries: (tenantId, ids) => readSummaries(db.tenant(tenantId), ids),
    async firstSummaries({ tenantId, id }) {
      const lines = (view: 'queue' | 'mine') => listSummaries(db.tenant(tenantId), view, id, FIRST_LINES)
      return [...(await lines('queue')), ...(await lines('mine'))]
    },
    offers: ({ tenantId, id }) => readOffers(db.tenant(tenantId), id),
    heads: (tenantId, agentIds) => countHeads(db.tenant(tenantId), agentIds),
    wall: tenantId => readWall(db.tenant(tenantId)),
    agentsOnline: tenantId => countOnline(db.tenant(tenantId)),
    availability: async ({ tenantId, id }) => (await readAgent(db.tenant(tenantId), id)).availability,
    async peopleOf(tenantId, id) {
      const summary = (await readSummaries(db.tenant(tenantId), [id]))[0]
      const holder = summary?.handoff?.state === 'assigned' ? summary.handoff.agent : undefined
      return summary && { contactId: summary.contact.id, ...(holder === undefined ? {} : { holderId: holder.id }) }
    },
    async markRead(agent, conversationId, seq) {
      const reader = { kind: 'agent' as const, ...actorOf(agent) }
      const moved = await markRead(db.tenant(agent.tenantId), conversationId, reader, seq)
      if (moved) announce(agent.tenantId, { conversationId, contactId: moved.contactId }, false)
    },
    presence: {
      async connect({ tenantId, id }, connectionId) {
        await connectPresence(db.tenant(tenantId), connectionId, id)
        // He may be offered something from now on.
        bus.publish({ kind: 'agent', tenantId, agentId: id })
      },
      leave: (agent, connectionId) => leavePresence(db.tenant(agent.tenantId), connectionId),
    },
    onError: logError('agent-desk'),
  })
}

/** @throws NotFound `conversation_not_found`. */
async function readOne(db: Db, tenantId: string, id: string) {
  const tenant = db.tenant(tenantId)
  const [conversation] = await readSummaries(tenant, [id])
  if (conversation === undefined) {
    throw new NotFound('conversation_not_found', 'There is no such conversation.', { value: id })
  }
  const packet = await readPacket(tenant, id)
  const page = await readPage(tenant, id)
  return { conversation, ...(packet === undefined ? {} : { packet }), ...(page === undefined ? {} : { page }) }
}

type ModelInService = NonNullable<Awaited<ReturnType<typeof readActiveModel>>> & { stale: boolean }

/** The console's first screen. */
async function overview({ db, conversations }: StaffDeps, tenantId: string, model: ModelInService | undefined) {
  const tenant = db.tenant(tenantId)
  const bot = await conversations.bots.get(tenantId)
  return {
    database: { kind: db.kind, safety: db.kind === 'embedded' ? 'process' : 'power_cut' },
    embedder: bot.embedder === undefined ? null : { name: bot.embedder.name, dims: bot.embedder.dims },
    search: { index: bot.indexKind, ...(await countKnowledge(tenant)) },
    model:
      model === undefined
        ? null
        : { ...model.manifest, intents: model.manifest.intents.length, hash: model.hash, stale: model.stale },
    modelProblem: bot.modelProblem ?? null,
    inboxId: (await listInboxes(tenant))[0]?.id,
    conversations: await readActivity(tenant),
    bot: await readBotActivity(tenant),
    unanswered: await readUnanswered(tenant, UNANSWERED),
  }
}

const supervises = (role: Agent['role']): boolean => PERMISSIONS_OF[role].includes('conversations:supervise')
const keeperOf = ({ id, role }: Agent) => ({ id, maySupervise: supervises(role) })

/** As visitors see him. */
const actorOf = (agent: { id: string; name: string; displayName?: string | null }) => ({
  id: agent.id,
  name: shownName(agent),
})

const may = ({ role }: Agent, permission: Permission): boolean => PERMISSIONS_OF[role].includes(permission)

const deskAgentOf = (agent: Agent) => ({
  tenantId: agent.tenantId,
  ...actorOf(agent),
  mayWrite: may(agent, 'conversations:write'),
  supervises: supervises(agent.role),
})
