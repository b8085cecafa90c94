import type { Language } from '../../../src/message.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { SurenessOf, SurenessRules } from './sureness.ts'

type Words = Record<string, string>

/** The tenant's own words and numbers; what is left out is the default. */
export interface BotSettings {
  words: Partial<Record<Language, Words>>
  thresholds: Record<string, number>
  sureness?: SurenessRules
}

export interface ThresholdDefault {
  value: number
  min: number
  max: number
  /** The command and the result that set the value. */
  measured: string
}

export interface SettingsAnswer {
  settings: BotSettings
  sureness: SurenessOf[]
  defaults: { words: Record<Language, Words>; thresholds: Record<string, ThresholdDefault> }
}

export const SETTINGS = ['settings']

export function fetchSettings(api: TenantApi): Promise<SettingsAnswer> {
  return api.get('/settings')
}

export function saveSettings(api: TenantApi, settings: BotSettings): Promise<SettingsAnswer> {
  return api.put('/settings', { settings })
}

/** The overrides that differ from the default; an emptied one goes back to it. */
export function wordsToSave(
  words: Partial<Record<Language, Words>>,
  defaults: Record<Language, Words>,
): Record<Language, Words> {
  return { zh: different(words.zh ?? {}, defaults.zh), en: different(words.en ?? {}, defaults.en) }
}

/** The numbers that differ from the measured default. */
export function thresholdsToSave(
  values: Record<string, number>,
  defaults: Record<string, ThresholdDefault>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => defaults[key] !== undefined && defaults[key].value !== value),
  )
}

/** Placeholders of the default that the changed sentence lacks: the visitor would miss what they stand for. */
export function missingPlaceholders(text: string, fallback: string): string[] {
  if (text.trim() === '') return []
  return [...fallback.matchAll(/\{\w+\}/g)].map(found => found[0]).filter(name => !text.includes(name))
}

function different(words: Words, defaults: Words): Words {
  return Object.fromEntries(
    Object.entries(words).filter(([key, text]) => text.trim() !== '' && text.trim() !== defaults[key]),
  )
}
