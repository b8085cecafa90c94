import type { Language } from '../message.ts'
import type { DialogState } from './state.ts'

/** Where a new conversation starts; `language` is the page's or browser's, until the visitor's own words tell. */
export function initialState(language: Language): DialogState {
  return { version: 1, kind: 'idle', misses: 0, language, offered: [], contactAsked: false, remarked: false }
}

export const STATE_KINDS = [
  'idle',
  'clarifying',
  'offered_person',
  'waiting',
  'with_agent',
] as const satisfies readonly DialogState['kind'][]
