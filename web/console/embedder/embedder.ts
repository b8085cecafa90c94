import type { Language } from '../../../src/message.ts'
import type { EmbedderSwitch } from '../../../src/retrieval/embedder-switch.store.ts'
import { ApiError, type TenantApi } from '../../shared/api.ts'

export const EMBEDDER = ['embedder']

/** A sentence model that the server has. */
export interface SentenceModel {
  name: string
  origin: 'built-in' | 'configured' | 'pulled'
  kind?: 'static' | 'transformers'
  /** Absent: several, or it does not say. */
  languages?: Language[]
  dims?: number
  bytes: number
  problem?: string
}

export interface EmbedderView {
  /** null: what the server's setting says. */
  chosen: string[] | null
  defaults: string[]
  models: SentenceModel[]
  inForce: { identity: string; name: string; dims: number } | null
  problem: { models: string[]; code: string; message: string } | null
  switch: EmbedderSwitch | null
}

export const fetchEmbedder = (api: TenantApi): Promise<EmbedderView> => api.get('/embedder')

export const chooseModels = (api: TenantApi, models: string[] | null): Promise<EmbedderView> =>
  api.put('/embedder', { models })

export const cancelSwitch = (api: TenantApi): Promise<void> => api.remove('/embedder/switch')

/** A failure of the background as if a request had failed: it has the same codes. */
export const failureOf = ({ code, message, remedy }: NonNullable<EmbedderSwitch['error']>): ApiError =>
  new ApiError(400, { code, message, ...(remedy !== undefined && { remedy }) })

/** The same models in the same order, or the default both times. */
export function isSameChoice(a: readonly string[] | null, b: readonly string[] | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** How far a switch is, both stages together: embedding costs most where vectors are stored. */
export function shareOf({ stage, done, total, trained }: EmbedderSwitch): number {
  const embedded = total === 0 ? 0 : done / total
  if (stage === 'training') return EMBEDDING_SHARE + (1 - EMBEDDING_SHARE) * trained
  return EMBEDDING_SHARE * embedded
}

const EMBEDDING_SHARE = 0.7
