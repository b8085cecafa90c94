import { type ApiError, asApiError } from './api.ts'
import type { SharedKey, Words } from './i18n.ts'

export interface ErrorWords {
  /** What happened, one sentence. */
  title: string
  /** What to do about it, one sentence. */
  remedy: string
}

/** A failure in the page's language: by its code, else by its status, else in the server's own words. */
export function errorWords(thrown: unknown, t: Words<never>): ErrorWords {
  const error = asApiError(thrown)
  const key = keyOf(error)
  if (key === undefined) return { title: error.message, remedy: error.remedy ?? '' }
  const params = { ...stringsOf(error), agent: agentName(error, t) }
  const remedy = t(`error.${key}.remedy` as SharedKey, params)
  return { title: t(`error.${key}` as SharedKey, params), remedy: remedy }
}

/** The codes that have their own words here; each with `error.CODE` and `error.CODE.remedy` in both catalogues. */
export const KNOWN_CODES = [
  'network',
  'unexpected',
  'bad_credentials',
  'handoff_taken',
  'view_name_taken',
  'too_many_views',
  'offer_gone',
  'target_unavailable',
  'agent_full',
  'not_holder',
  'conversation_resolved',
  'conversation_busy',
  'newer_conversation',
  'label_name_taken',
  'shortcut_taken',
  'not_yours_to_share',
  'canned_empty',
  'macro_order',
  'due_out_of_range',
  'document_changed',
  'document_exists',
  'intent_exists',
  'email_taken',
  'email_malformed',
  'staff_number_taken',
  'team_name_taken',
  'working_hours_wrong',
  'avatar_not_image',
  'avatar_too_large',
  'second_factor_needed',
  'second_factor_wrong',
  'second_factor_code_wrong',
  'second_factor_there',
  'second_factor_demanded',
  'link_gone',
  'owner_only',
  'last_owner',
  'password_wrong',
  'password_weak',
  'recall_too_late',
  'embedder_unknown',
  'embedder_unusable',
  'embedder_switch_runs',
  'embedder_changed',
  'embedder_not_loaded',
  'embedder_directory_invalid',
  'embedder_switch_crashed',
  'embedder_switch_broken',
  'training_runs',
  'training_lines_invalid',
  'too_long',
  'address_wrong',
] as const

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  413: 'too_large',
  429: 'too_many',
  503: 'unavailable',
}

/** 400 and 409 are told in the server's words when the code is unknown: they name the field or the collision. */
function keyOf(error: ApiError): string | undefined {
  if ((KNOWN_CODES as readonly string[]).includes(error.code)) return error.code
  if (error.code === 'invalid_input' && isOfAddress(error.params)) return 'address_wrong'
  const byStatus = BY_STATUS[error.status]
  if (byStatus !== undefined) return byStatus
  return error.status >= 500 ? 'server' : undefined
}

/** The id in the page's address, or the token of a link: cut off on its way, nobody has typed it into a field. */
const isOfAddress = (params: ApiError['params']): boolean => params.in === 'params' || params.field === 'token'

function stringsOf(error: ApiError): Record<string, string | number> {
  const entries = Object.entries(error.params).map(([key, value]) => [
    key,
    typeof value === 'boolean' ? String(value) : value,
  ])
  return Object.fromEntries(entries) as Record<string, string | number>
}

function agentName(error: ApiError, t: Words<never>): string {
  const name = error.params.agent ?? error.params.agentName ?? error.params.name
  return typeof name === 'string' && name !== '' ? name : t('error.handoff_taken.somebody')
}
