import type { Language } from '../../../src/message.ts'
import type { TenantApi } from '../../shared/api.ts'

export type IntentKind = 'answer' | 'small_talk' | 'handoff' | 'none'

export interface IntentFields {
  name: string
  title: Record<Language, string>
  kind: IntentKind
  sensitive: boolean
  answer: Record<Language, string>
  utterances: Record<Language, string[]>
}

export interface Intent extends IntentFields {
  id: string
  updatedAt: string
}

/** The model that answers now; `stale` when intents changed after it was trained. Scores are cross-validated. */
export interface Model {
  hash: string
  trainedAt: string
  intents: number
  utterances: number
  languages: string[]
  scores: { accuracy: number; byLanguage: Partial<Record<Language, number>>; outOfScopeAuc?: number }
  stale: boolean
}

export interface IntentScore {
  name: string
  precision: number
  recall: number
  f1: number
  support: number
}

export interface TrainReport {
  folds: number
  perIntent: IntentScore[]
  accuracy: number
  seconds: number
}

export const INTENTS = ['intents']
export const TRAIN = ['train']
/** Fewer than this many utterances in a language: the model can hardly tell the intent there. */
export const FEW_UTTERANCES = 8

export function fetchIntents(api: TenantApi): Promise<{ intents: Intent[]; model?: Model | null }> {
  return api.get('/intents')
}

export function saveIntent(api: TenantApi, id: string | undefined, fields: IntentFields): Promise<unknown> {
  return id === undefined ? api.post('/intents', fields) : api.put(`/intents/${id}`, fields)
}

export function train(api: TenantApi): Promise<{ model: Model; report: TrainReport }> {
  return api.post('/train')
}

export function emptyIntent(): IntentFields {
  return {
    name: '',
    title: { zh: '', en: '' },
    kind: 'answer',
    sensitive: false,
    answer: { zh: '', en: '' },
    utterances: { zh: [], en: [] },
  }
}

/** The intents whose name, titles or utterances hold the text. */
export function filterIntents(intents: readonly Intent[], text: string): Intent[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...intents]
  return intents.filter(({ name, title, utterances }) =>
    [name, title.zh, title.en, ...utterances.zh, ...utterances.en].some(words => words.toLowerCase().includes(wanted)),
  )
}
