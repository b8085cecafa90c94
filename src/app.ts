/** The composition root: builds the parts, in the order in which they need each other, and hands them to each other. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { namingActors } from './acting.ts'
import { sweepLinks } from './admin/account-link.store.ts'
import { sweepAudit } from './admin/audit.store.ts'
import { findInbox } from './admin/inboxes.ts'
import type { PasswordCost } from './admin/password.ts'
import { sweepAttempts } from './admin/sign-in-attempt.store.ts'
import { createTenantEmbedders } from './admin/tenant-embedder.ts'
import { findFirstTenant } from './admin/tenants.ts'
import { createTraining } from './admin/training.ts'
import { buildConversations, type LogError } from './app/conversations.ts'
import { buildSwitches } from './app/embedder-choice.ts'
import { createBotLoader, type LoadedBot } from './app/load-bot.ts'
import { buildSources } from './app/sources.ts'
import { buildStaff } from './app/staff.ts'
import { buildVisitors } from './app/visitors.ts'
import type { Bus } from './bus.ts'
import { createHeartbeats } from './channels/socket.ts'
import { MAX_PAYLOAD_BYTES } from './channels/web-chat.ts'
import type { Config } from './config.ts'
import { releaseDryRuns } from './conversation/dry-run.store.ts'
import { releaseClaims } from './conversation/turn.store.ts'
import type { Db } from './db.ts'
import type { EmbedderPool } from './embedder.ts'
import { NotFound } from './errors.ts'
import { createIndexing } from './finding/indexing.ts'
import { pageRoutes } from './http/routes/pages.ts'
import { createServer, type Routes } from './http/server.ts'
import { startSweepers } from './jobs/sweepers.ts'
import { libraryVersion } from './nlu/artifact.ts'
import { releaseSwitches } from './retrieval/embedder-switch.store.ts'
import { releaseIngestions } from './retrieval/ingestion.store.ts'

/** What the process hands over: everything that was opened before. */
export interface AppDeps {
  config: Config
  db: Db
  bus: Bus
  /** Closed by whoever opened it, after the app. */
  pool: EmbedderPool
  /** True when no other process shares the database: claims of the process before are void at once. */
  alone: boolean
  /** In place of the tenant's own bot, made from its rows: for tests of what surrounds it. */
  loadBot?: (tenantId: string) => Promise<LoadedBot>
  /** In place of `PASSWORD_COST`: for tests of what surrounds it. */
  passwordCost?: PasswordCost
}

export type App = Awaited<ReturnType<typeof createApp>>

const WEB_DIR = fileURLToPath(new URL('../dist/web', import.meta.url))
/** How long a stopping process waits for turns that are being answered, ms. */
const DRAIN_MS = 8_000

/** Builds the app without a port; `server.listen` takes one, `stop` drains and closes what was built here. */
export async function createApp({ config, bus, pool, alone, ...given }: AppDeps) {
  const db = namingActors(given.db)
  const logError: LogError =
    (where, ids = {}) =>
    error =>
      server.log.error({ err: error, where, ...ids }, 'background work failed')

  const heartbeats = createHeartbeats()
  const embedders = createTenantEmbedders({
    db,
    pool,
    onMissing: (tenantId, models, error) =>
      server.log.warn(
        { tenantId, models, why: error instanceof Error ? error.message : String(error) },
        'a chosen sentence model cannot be used here: the default one takes its place',
      ),
  })
  const loader = createBotLoader(db, embedders, {
    indexDir: join(config.dataDir, 'index'),
    onError: logError('kept index'),
  })
  const conversations = buildConversations({
    db,
    bus,
    loadBot: given.loadBot ?? loader,
    turnTimeoutMs: config.turnTimeoutMs,
    logError,
  })
  const { bots, desk, routing, turns, tryOut } = conversations
  const visitors = await buildVisitors({ config, db, bus, heartbeats, conversations, logError })
  const { webChat } = visitors
  const sources = await buildSources({ config, db, bus, embedders, onError: logError('ingestion') })
  const training = createTraining({ db, bus, embedders })
  const switches = buildSwitches({ db, bus, pool, embedders, training, onError: logError('embedder switch') })
  const staff = buildStaff({
    db,
    bus,
    pool,
    embedders,
    switches,
    training,
    heartbeats,
    conversations,
    sources: sources.admin,
    auditDays: config.auditDays,
    passwordCost: given.passwordCost,
    logError,
  })
  const { agents, agentDesk, knowledge } = staff

  const server = await createServer({
    guard: { ...staff.guard, verifyVisitor: visitors.verify, checkOrigin: visitors.checkOrigin },
    trustProxy: config.trustProxy,
    logLevel: config.logLevel,
    version: libraryVersion(),
    maxFrameBytes: MAX_PAYLOAD_BYTES,
    routes: [webChat.routes, agentDesk.routes, ...staff.routes, visitors.rest, buildPages(config, db)],
  })

  if (alone) {
    await releaseClaims(db)
    await releaseDryRuns(db)
    await releaseIngestions(db)
    await releaseSwitches(db)
  }
  const indexing = createIndexing(db, logError('indexing'))
  const stopIndexing = bus.subscribe(hint => {
    if (hint.kind === 'conversation') indexing.wake()
  })
  const sweepers = startSweepers({
    db,
    indexing,
    bus,
    turns,
    desk,
    routing,
    connections: agentDesk.connections,
    revive: agentDesk.revive,
    ingestion: sources.ingestion,
    async tidy() {
      await sweepAudit(db, config.auditDays)
      await sweepAttempts(db)
      await sweepLinks(db)
    },
    dryRuns: conversations.dryRuns,
    switches,
    announce: conversations.announce,
    onError: logError('sweeper'),
  })

  /** Turns under way are answered; then sockets, requests and timers end. */
  async function stop(): Promise<void> {
    await sweepers.stop()
    stopIndexing()
    await indexing.stop()
    conversations.stopRouting()
    await routing.idle()
    await conversations.dryRuns.stop()
    await sources.stop()
    await switches.stop()
    await Promise.race([turns.idle(), new Promise(resolve => setTimeout(resolve, DRAIN_MS).unref())])
    webChat.close()
    agentDesk.close()
    heartbeats.close()
    bots.close()
    await loader.close()
    await server.close()
  }

  return {
    server,
    agents,
    knowledge,
    sources: sources.admin,
    ingestion: sources.ingestion,
    training,
    desk,
    routing,
    turns,
    dryRuns: conversations.dryRuns,
    switches,
    bots,
    tryOut,
    stop,
  }
}

function buildPages(config: Config, db: Db): Routes {
  return pageRoutes({
    webDir: WEB_DIR,
    async site() {
      const home = await findFirstTenant(db)
      if (home === undefined) {
        throw new NotFound('tenant_not_found', 'There is no tenant yet.', { remedy: 'npm start makes one.' })
      }
      return { inboxId: home.inboxId, tenantName: home.name }
    },
    framers: async inboxId => [...config.origins, ...(await findInbox(db, inboxId)).settings.origins],
    ready: async () =>
      db.query('SELECT 1').then(
        () => [],
        () => ['database'],
      ),
  })
}
