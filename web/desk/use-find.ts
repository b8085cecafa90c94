import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { HandoffReason } from '../../src/message.ts'
import { isTab, type Tab } from './lists.ts'

/** What a list is narrowed to; the server knows the same names. */
export interface ListFilter {
  inboxId?: string
  agentId?: string
  teamId?: string
  language?: 'zh' | 'en'
  reason?: HandoffReason
  labelId?: string
  since?: string
  until?: string
}

/** What is kept under a name, and what stands in the address. */
export interface Find {
  q: string
  sort: 'activity' | 'waiting' | undefined
  filter: ListFilter
}

export const FILTERS = ['inboxId', 'agentId', 'teamId', 'language', 'reason', 'labelId', 'since', 'until'] as const

export interface FindState extends Find {
  tab: Tab
  /** Something narrows or orders the list. */
  filtered: boolean
  /** The address's query, to be kept when a conversation is opened. */
  search: string
  set(change: Partial<Find> & { tab?: Tab }): void
  clear(): void
}

/** Search words, filters and order stand in the address beside the tab: a link or a reload finds them again. */
export function useFind(): FindState {
  const [params, setParams] = useSearchParams()
  return useMemo(() => {
    const find = readFind(params)
    const named = params.get('tab')
    const tab = isTab(named) ? named : 'queue'
    const set: FindState['set'] = change => setParams(writeFind({ ...find, tab, ...change }), { replace: true })
    return {
      ...find,
      tab,
      filtered: find.sort !== undefined || Object.keys(find.filter).length > 0,
      search: `?${writeFind({ ...find, tab })}`,
      set,
      clear: () => set({ q: '', sort: undefined, filter: {} }),
    }
  }, [params, setParams])
}

/** From an address's query; what is not known there is left out. */
export function readFind(params: URLSearchParams): Find {
  const filter: Record<string, string> = {}
  for (const key of FILTERS) {
    const value = params.get(key)
    if (value !== null && value !== '') filter[key] = value
  }
  const sort = params.get('sort')
  return {
    q: params.get('q') ?? '',
    sort: sort === 'waiting' || sort === 'activity' ? sort : undefined,
    filter: filter as ListFilter,
  }
}

/** To an address's query; only what is set. */
export function writeFind({ q, sort, filter, tab }: Find & { tab: Tab }): URLSearchParams {
  const params = new URLSearchParams({ tab })
  if (q !== '') params.set('q', q)
  if (sort !== undefined) params.set('sort', sort)
  for (const key of FILTERS) {
    const value = filter[key]
    if (value !== undefined && value !== '') params.set(key, value)
  }
  return params
}
