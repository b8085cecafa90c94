/** Which embedder a tenant has: the models that it chose, moved by its own texts where it was adapted. */
import type { Db, TenantQuery } from '../db.ts'
import type { Embedder, EmbedderPool, HeldEmbedder } from '../embedder.ts'
import { Conflict } from '../errors.ts'
import { readSetting, writeSetting } from '../setting.ts'

/** What a tenant has chosen, and by which switch it came into force. */
export interface EmbedderChoice {
  /** Names as in `EmbedderPool.models`; null: what the setting YINGDA_EMBEDDER says. */
  models: string[] | null
  switchId: string
}

export interface TenantHeld extends HeldEmbedder {
  /** What was chosen when it was taken; undefined: nothing ever. */
  choice: EmbedderChoice | undefined
}

type Work<T> = (embedder: Embedder | undefined, choice: TenantHeld['choice']) => Promise<T>

export interface TenantEmbedders {
  /** The tenant's embedder as it is in force here. Never fails for the sake of a chosen model: without it the default holds. */
  hold(tenantId: string): Promise<TenantHeld>
  /** The same for as long as `work` runs. */
  lend<T>(tenantId: string, work: Work<T>): Promise<T>
  /** The same as it comes, not adapted. */
  lendBase<T>(tenantId: string, work: Work<T>): Promise<T>
  /** What the tenant would have with these models. @throws as `EmbedderPool.hold`. */
  holdModels(tenantId: string, models: readonly string[] | null): Promise<HeldEmbedder>
  /** Why what was chosen does not hold in this process; undefined where it does. */
  problemOf(tenantId: string): Promise<{ models: string[]; error: unknown } | undefined>
}

export interface TenantEmbeddersDeps {
  db: Db
  pool: EmbedderPool
  /** A tenant has to do with the default, and why. Once for each choice. */
  onMissing(tenantId: string, models: readonly string[], error: unknown): void
}

export function createTenantEmbedders({ db, pool, onMissing }: TenantEmbeddersDeps): TenantEmbedders {
  /**
   * Choices that do not hold here, until this process ends or the tenant switches again: intents are trained with the
   * default then, and a model that came back in the middle of everything would leave the bot without them.
   */
  const missing = new Map<string, { switchId: string; error: unknown }>()

  async function adapted(tenantId: string, held: HeldEmbedder): Promise<HeldEmbedder> {
    try {
      const embedder = await adaptedEmbedder(db.tenant(tenantId), held.embedder)
      return { embedder, release: held.release }
    } catch (error) {
      held.release()
      throw error
    }
  }

  async function holdModels(tenantId: string, models: readonly string[] | null): Promise<HeldEmbedder> {
    return adapted(tenantId, await pool.hold(models))
  }

  async function holdChosen(tenantId: string, { models, switchId }: EmbedderChoice): Promise<HeldEmbedder> {
    if (models === null || missing.get(tenantId)?.switchId === switchId) return pool.hold(null)
    try {
      const held = await pool.hold(models)
      missing.delete(tenantId)
      return held
    } catch (error) {
      missing.set(tenantId, { switchId, error })
      onMissing(tenantId, models, error)
      return pool.hold(null)
    }
  }

  async function holdBase(tenantId: string): Promise<TenantHeld> {
    const choice = await readChoice(db.tenant(tenantId))
    const held = choice === undefined ? await pool.hold(null) : await holdChosen(tenantId, choice)
    return { ...held, choice }
  }

  async function hold(tenantId: string): Promise<TenantHeld> {
    const { choice, ...held } = await holdBase(tenantId)
    return { ...(await adapted(tenantId, held)), choice }
  }

  async function using<T>({ embedder, choice, release }: TenantHeld, work: Work<T>): Promise<T> {
    try {
      return await work(embedder, choice)
    } finally {
      release()
    }
  }

  return {
    hold,
    lend: async (tenantId, work) => using(await hold(tenantId), work),
    lendBase: async (tenantId, work) => using(await holdBase(tenantId), work),
    holdModels,
    async problemOf(tenantId) {
      const choice = await readChoice(db.tenant(tenantId))
      const found = missing.get(tenantId)
      if (choice?.models == null || found?.switchId !== choice.switchId) return undefined
      return { models: choice.models, error: found.error }
    },
  }
}

const KEY = 'embedder'

/** Undefined where the tenant has never chosen. */
export function readChoice(db: TenantQuery): Promise<EmbedderChoice | undefined> {
  return readSetting<EmbedderChoice>(db, KEY)
}

/** Within the transaction that brings in the model trained for it. */
export async function writeChoice(tx: TenantQuery, choice: EmbedderChoice): Promise<void> {
  await lockChoice(tx)
  await writeSetting(tx, KEY, choice)
}

/**
 * Within the transaction that brings in a model: it was trained with the embedder of this choice.
 * @throws Conflict `embedder_changed` when that is not the tenant's any more.
 */
export async function demandChoice(tx: TenantQuery, choice: EmbedderChoice | undefined): Promise<void> {
  await lockChoice(tx)
  if ((await readChoice(tx))?.switchId === choice?.switchId) return
  throw new Conflict('embedder_changed', 'The sentence model was changed while this training ran.', {
    remedy: 'Train again: it takes the new one.',
  })
}

/** Until the transaction ends nobody else of this tenant changes embedder or model. */
async function lockChoice(tx: TenantQuery): Promise<void> {
  await tx.query('SELECT id FROM tenant WHERE id = $1 FOR NO KEY UPDATE', [tx.tenantId])
}

/** Adapted where it has been, and the adaptation is of this very embedder. */
async function adaptedEmbedder(tenant: TenantQuery, embedder: Embedder | undefined): Promise<Embedder | undefined> {
  if (embedder?.adapted === undefined) return embedder
  const { rows } = await tenant.query<{ bytes: Uint8Array }>(
    'SELECT bytes FROM embedder_adaptation WHERE tenant_id = $1 AND base = $2',
    [tenant.tenantId, embedder.identity],
  )
  return rows[0] === undefined ? embedder : embedder.adapted(new Uint8Array(rows[0].bytes))
}
