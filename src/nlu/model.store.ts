/** The rows of trained models: the active one is what every process serves that it fits; the others serve an older one. */
import { createHash } from 'node:crypto'
import { json, type TenantQuery } from '../db.ts'
import { newId } from '../id.ts'
import type { Manifest } from './model.ts'

/** The manifest as the row has it: with the hash of the intents' own utterances, apart from any background. */
export interface StoredManifest extends Manifest {
  intentsHash: string
}

export interface ActiveModel {
  hash: string
  manifest: StoredManifest
}

/** What is active, without its bytes. */
export async function readActiveModel(db: TenantQuery): Promise<ActiveModel | undefined> {
  const { rows } = await db.query<ActiveModel>('SELECT hash, manifest FROM nlu_model WHERE tenant_id = $1 AND active', [
    db.tenantId,
  ])
  return rows[0]
}

/** What is kept, the active one first, then from new to old. */
export async function listModels(db: TenantQuery): Promise<ActiveModel[]> {
  const { rows } = await db.query<ActiveModel>(
    'SELECT hash, manifest FROM nlu_model WHERE tenant_id = $1 ORDER BY active DESC, id DESC',
    [db.tenantId],
  )
  return rows
}

/** The artifact of a model that `listModels` has named; undefined when it is not kept any more. */
export async function readModelBytes(db: TenantQuery, hash: string): Promise<Uint8Array | undefined> {
  const { rows } = await db.query<{ bytes: Uint8Array }>(
    'SELECT bytes FROM nlu_model WHERE tenant_id = $1 AND hash = $2 LIMIT 1',
    [db.tenantId, hash],
  )
  return rows[0] === undefined ? undefined : new Uint8Array(rows[0].bytes)
}

const MODELS_KEPT = 5

/** Stores a model and makes it the active one, within a transaction; older ones than the last few are dropped. Returns its hash. */
export async function activateModel(tx: TenantQuery, bytes: Uint8Array, manifest: StoredManifest): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex')
  await tx.query('UPDATE nlu_model SET active = false WHERE tenant_id = $1 AND active', [tx.tenantId])
  await tx.query(
    'INSERT INTO nlu_model (tenant_id, id, hash, bytes, manifest, active) VALUES ($1, $2, $3, $4, $5::jsonb, true)',
    [tx.tenantId, newId(), hash, bytes, json(manifest)],
  )
  await tx.query(
    `DELETE FROM nlu_model WHERE tenant_id = $1 AND id NOT IN (
       SELECT id FROM nlu_model WHERE tenant_id = $1 ORDER BY id DESC LIMIT ${MODELS_KEPT})`,
    [tx.tenantId],
  )
  return hash
}
