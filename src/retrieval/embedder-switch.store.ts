/** The rows of switches from one sentence model to another. */
import { type Db, isUniqueViolation, json, type TenantQuery } from '../db.ts'
import { Conflict, type YingdaError } from '../errors.ts'
import { newId } from '../id.ts'

/** Which switch, across tenants. */
export interface SwitchRef {
  tenantId: string
  id: string
}

export interface ClaimedSwitch extends SwitchRef {
  /** Names; null: what the setting YINGDA_EMBEDDER says. */
  models: string[] | null
  attempts: number
  /** As far as another process came. */
  done: number
  total: number
}

/** How far a switch is. */
export interface SwitchProgress {
  stage: 'waiting' | 'embedding' | 'training'
  /** Passages. */
  done: number
  total: number
  /** Share of the training, 0 to 1. */
  trained: number
  /** Of this stage; undefined while nothing can be said. */
  secondsLeft: number | undefined
}

export interface SwitchFailure {
  code: string
  message: string
  remedy?: string
  params: YingdaError['params']
}

export interface EmbedderSwitch extends Omit<SwitchProgress, 'secondsLeft'> {
  id: string
  models: string[] | null
  state: 'running' | 'done' | 'cancelled' | 'failed'
  secondsLeft?: number
  createdAt: string
  finishedAt?: string
  error?: SwitchFailure
}

/** A claim of a process that died is free again after so long; a live one renews it with its progress. */
export const CLAIM_SECONDS = 20
/** One that brings its process down is not tried for ever; whoever gets further than the last time begins to count anew. */
export const MOST_ATTEMPTS = 3

/** @throws Conflict `embedder_switch_runs`. */
export async function insertSwitch(db: TenantQuery, models: readonly string[] | null): Promise<SwitchRef> {
  const id = newId()
  try {
    await db.query('INSERT INTO embedder_switch (tenant_id, id, models) VALUES ($1, $2, $3::jsonb)', [
      db.tenantId,
      id,
      models === null ? null : json(models),
    ])
  } catch (error) {
    if (!isUniqueViolation(error, 'embedder_switch_current')) throw error
    throw new Conflict('embedder_switch_runs', 'The sentence model is being changed already.', {
      remedy: 'Wait until it is done, or cancel it.',
    })
  }
  return { tenantId: db.tenantId, id }
}

/** Whoever works on it notices at his next progress. False when none runs. */
export async function cancelSwitch(db: TenantQuery): Promise<boolean> {
  const { count } = await db.query(
    `UPDATE embedder_switch SET state = 'cancelled', finished_at = now() WHERE tenant_id = $1 AND state = 'running'`,
    [db.tenantId],
  )
  return count > 0
}

/** The oldest switch that nobody works on. Safe with many processes. */
export async function claimSwitch(db: Db): Promise<ClaimedSwitch | undefined> {
  const { rows } = await db.query<Omit<ClaimedSwitch, 'tenantId'> & { tenant_id: string }>(
    `UPDATE embedder_switch SET claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS}), attempts = attempts + 1
     WHERE (tenant_id, id) = (SELECT tenant_id, id FROM embedder_switch WHERE state = 'running' AND claimed_until < now()
       ORDER BY attempts, created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING tenant_id, id, models, attempts, done, total`,
  )
  if (rows[0] === undefined) return undefined
  const { tenant_id: tenantId, ...claimed } = rows[0]
  return { tenantId, ...claimed }
}

/** Claims of the process before are void: it shares the database with nobody. */
export async function releaseSwitches(db: Db): Promise<void> {
  await db.query(`UPDATE embedder_switch SET claimed_until = '-infinity' WHERE state = 'running'`)
}

/** Left for the next process: this one ends. */
export async function releaseSwitch(db: TenantQuery, id: string): Promise<void> {
  await db.query(
    `UPDATE embedder_switch SET claimed_until = '-infinity', attempts = attempts - 1
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id],
  )
}

/** Renews the claim; false when the switch was cancelled. */
export async function noteSwitch(db: TenantQuery, id: string, progress: SwitchProgress): Promise<boolean> {
  const { stage, done, total, trained, secondsLeft } = progress
  const { count } = await db.query(
    `UPDATE embedder_switch SET stage = $3, total = $5, trained = $6, seconds_left = $7,
       attempts = CASE WHEN $4 > done AND done > 0 THEN 1 ELSE attempts END, done = $4,
       claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id, stage, done, total, trained, secondsLeft === undefined ? null : Math.ceil(secondsLeft)],
  )
  return count > 0
}

/** Within the transaction of what it brings into force; false when it was cancelled before. */
export async function finishSwitch(tx: TenantQuery, id: string): Promise<boolean> {
  const { count } = await tx.query(
    `UPDATE embedder_switch SET state = 'done', done = total, trained = 1, seconds_left = NULL, finished_at = now()
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [tx.tenantId, id],
  )
  return count > 0
}

export async function failSwitch(db: TenantQuery, id: string, error: YingdaError): Promise<void> {
  const { code, message, remedy, params } = error
  const failure: SwitchFailure = { code, message, ...(remedy === undefined ? {} : { remedy }), params }
  await db.query(
    `UPDATE embedder_switch SET state = 'failed', error = $3::jsonb, seconds_left = NULL, finished_at = now()
     WHERE tenant_id = $1 AND id = $2 AND state = 'running'`,
    [db.tenantId, id, json(failure)],
  )
}

/** The switch that runs, or the last one. */
export async function readNewestSwitch(db: TenantQuery): Promise<EmbedderSwitch | undefined> {
  const { rows } = await db.query<{
    id: string
    models: string[] | null
    state: EmbedderSwitch['state']
    stage: SwitchProgress['stage']
    done: number
    total: number
    trained: number
    seconds_left: number | null
    error: SwitchFailure | null
    created_at: Date
    finished_at: Date | null
  }>(
    `SELECT id, models, state, stage, done, total, trained, seconds_left, error, created_at, finished_at
     FROM embedder_switch WHERE tenant_id = $1 ORDER BY id DESC LIMIT 1`,
    [db.tenantId],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const { id, models, state, stage, done, total, trained } = row
  return {
    ...{ id, models, state, stage, done, total, trained },
    createdAt: row.created_at.toISOString(),
    ...(row.seconds_left === null ? {} : { secondsLeft: row.seconds_left }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    ...(row.error === null ? {} : { error: row.error }),
  }
}
