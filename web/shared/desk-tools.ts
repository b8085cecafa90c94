/** What agents have at hand: used at the desk, kept in the console. */
import type { TenantApi } from './api.ts'

export interface Label {
  id: string
  name: string
  colour: string
  /** Conversations that have it. */
  used: number
}

export interface Canned {
  id: string
  shortcut: string
  title: string
  zh: string
  en: string
  shared: boolean
  /** Pinyin initials of the title. */
  initials: string
  used: number
}

export type MacroAction =
  | { kind: 'reply'; cannedId: string }
  | { kind: 'label'; labelId: string }
  | { kind: 'transfer'; teamId: string; note: string }
  | { kind: 'snooze'; hours: number }
  | { kind: 'close' }
  | { kind: 'return_to_bot' }

export interface Macro {
  id: string
  name: string
  actions: MacroAction[]
  shared: boolean
}

export const LABELS = ['labels']
export const CANNED = ['canned']
export const MACROS = ['macros']

const items = async <T>(api: TenantApi, path: string): Promise<T[]> => (await api.get<{ items: T[] }>(path)).items

export const fetchLabels = (api: TenantApi): Promise<Label[]> => items(api, '/labels')
export const fetchCanned = (api: TenantApi): Promise<Canned[]> => items(api, '/canned')
export const fetchMacros = (api: TenantApi): Promise<Macro[]> => items(api, '/macros')

/** How each is kept: the same four calls. */
export const addTool = async <T>(api: TenantApi, path: string, item: object): Promise<T> =>
  (await api.post<{ item: T }>(path, item)).item
export const changeTool = async <T>(api: TenantApi, path: string, id: string, item: object): Promise<T> =>
  (await api.put<{ item: T }>(`${path}/${id}`, item)).item
export const removeTool = (api: TenantApi, path: string, id: string): Promise<void> => api.remove(`${path}/${id}`)
