import type { Language } from '../../../src/message.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { BusinessHours } from './hours.ts'

export interface WidgetSettings {
  colour: string
  position: 'right' | 'left'
  botName: Record<Language, string>
  greeting: Record<Language, string>
  suggestions: Record<Language, string[]>
  /** Sites that may embed it, as `https://shop.example`; empty means any. */
  origins: string[]
  /** Missing: always open. */
  businessHours?: BusinessHours
  inactivity?: Inactivity
}

/** Minutes without a word after which a conversation is closed; null: never. */
export interface Inactivity {
  bot: number | null
  agent: number | null
}

/** Of an inbox that says nothing about it. */
export const USUAL_INACTIVITY: Inactivity = { bot: 24 * 60, agent: null }

export interface Inbox {
  id: string
  name: string
  channel: 'web_chat'
  settings: WidgetSettings
  /** How many places of an agent's capacity a conversation takes. */
  capacityWeight: number
  /** One's own server can sign who its visitors are. */
  hasIdentityKey: boolean
  /** ISO; while the key before it is good as well. */
  oldKeyUntil?: string
}

export const INBOXES = ['inboxes']
/** More suggestions than this do not fit a phone's first view. */
export const MAX_SUGGESTIONS = 4

export async function fetchInboxes(api: TenantApi): Promise<Inbox[]> {
  const { inboxes } = await api.get<{ inboxes: Inbox[] }>('/inboxes')
  return inboxes
}

export function saveInbox(
  api: TenantApi,
  id: string,
  fields: { name: string; settings: WidgetSettings; capacityWeight: number },
): Promise<unknown> {
  return api.put(`/inboxes/${id}`, fields)
}

/** The new key; it is not shown again. The key before stays good for so many hours. */
export async function makeIdentityKey(api: TenantApi, id: string, keepOldHours: number): Promise<string> {
  return (await api.post<{ key: string }>(`/inboxes/${id}/identity-key`, { keepOldHours })).key
}

export async function removeIdentityKey(api: TenantApi, id: string): Promise<void> {
  await api.remove(`/inboxes/${id}/identity-key`)
}

/** The block to paste before </body>, with this server's address and the inbox's id. */
export function embedSnippet(origin: string, inboxId: string): string {
  return `<script src="${origin}/widget.js" data-inbox-id="${inboxId}" async></script>`
}

/** What is wrong with an origin, if anything: it must be scheme and host, without a path. */
export function badOrigins(origins: readonly string[]): string[] {
  return origins.filter(origin => !isOrigin(origin))
}

/** White or black on the colour, whichever is easier to read (WCAG relative luminance). */
export function textOn(colour: string): '#ffffff' | '#101513' {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255))
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b
  return 1.05 / (luminance + 0.05) >= CONTRAST_AA ? '#ffffff' : '#101513'
}

const CONTRAST_AA = 4.5

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text)
    return /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '')
  } catch {
    return false
  }
}
