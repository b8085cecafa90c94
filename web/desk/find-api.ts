import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ConversationSummary } from '../../src/protocol.ts'
import type { TenantApi } from '../shared/api.ts'
import { fetchLabels, LABELS, type Label } from '../shared/desk-tools.ts'
import { useSession } from '../shared/session.ts'
import { FIRST_REPLY_MS } from '../shared/time.ts'
import { type Colleagues, fetchColleagues } from './api.ts'
import type { Tab } from './lists.ts'
import type { Find, ListFilter } from './use-find.ts'

/** One conversation that was found, with the line that holds the words. */
export interface SearchResult {
  conversation: ConversationSummary
  line: {
    /** 0: the contact's details. */
    seq: number
    kind: 'message' | 'note' | 'contact' | 'contact_note'
    at: string
    senderKind: 'visitor' | 'bot' | 'agent' | 'system'
    senderName?: string
    text: string
    /** UTF-16 offsets in `text`, from and up to. */
    marks: [number, number][]
  }
}

export interface SearchPage {
  results: SearchResult[]
  next?: string
}

const RESULTS = 20

export function searchConversations(
  api: TenantApi,
  q: string,
  filter: ListFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<SearchPage> {
  return api.get('/conversations/search', { q, ...filter, limit: RESULTS, cursor }, signal)
}

export interface KeptFilter {
  view?: Tab | 'all'
  sort?: NonNullable<Find['sort']>
  q?: string
  filter?: ListFilter
}

export interface SavedView {
  id: string
  name: string
  shared: boolean
  own: boolean
  filter: KeptFilter
}

export interface Views {
  views: SavedView[]
  inboxes: { id: string; name: string }[]
}

const VIEWS = ['views']

/** Saved views, and what the lists can be narrowed to. */
export function useViews(): Views | undefined {
  const { api } = useSession()
  return useQuery({ queryKey: VIEWS, queryFn: () => api.get<Views>('/views'), staleTime: 60_000 }).data
}

export function useColleagues(): Colleagues | undefined {
  const { api } = useSession()
  return useQuery({ queryKey: ['colleagues'], queryFn: () => fetchColleagues(api), staleTime: 60_000 }).data
}

export function useLabels(enabled = true): Label[] | undefined {
  const { api } = useSession()
  return useQuery({ queryKey: LABELS, queryFn: () => fetchLabels(api), enabled }).data
}

/** By when who asked for a person should have a first reply. */
export function useFirstReplyMs(): number {
  const { api } = useSession()
  const { data } = useQuery({
    queryKey: ['desk-settings'],
    queryFn: () => api.get<{ settings: { firstReplySeconds: number } }>('/desk-settings'),
    staleTime: 300_000,
  })
  return data === undefined ? FIRST_REPLY_MS : data.settings.firstReplySeconds * 1000
}

/** Keeps and removes views; both throw what failed. */
export function useKeepViews(): {
  keep(name: string, shared: boolean, filter: KeptFilter): Promise<void>
  remove(id: string): Promise<void>
} {
  const { api } = useSession()
  const queries = useQueryClient()
  const fresh = () => queries.invalidateQueries({ queryKey: VIEWS })
  return {
    async keep(name, shared, filter) {
      await api.post('/views', { name, shared, filter })
      await fresh()
    },
    async remove(id) {
      await api.remove(`/views/${id}`)
      await fresh()
    },
  }
}
