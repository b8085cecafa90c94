import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { useSession } from '../shared/session.ts'
import { type ConversationPage, fetchConversations } from './api.ts'
import { countOf, isWaiting, listFor, type Tab } from './lists.ts'
import { useDesk, useDeskClient } from './live.tsx'
import type { FindState } from './use-find.ts'

export interface ConversationList {
  list: ConversationSummary[]
  loading: boolean
  error: unknown
  /** In which of them a note names me that I have not read; of mentions only. */
  mentioned: ReadonlySet<string>
  hasMore: boolean
  loadMore(): void
  retry(): void
}

/**
 * One tab's conversations: what the API lists, kept live by the socket. A filtered list, and that of mentions, has the
 * server's order; its rows are live, who comes and goes is asked every ten seconds, mentions when their number changes.
 */
export function useList({ tab, sort, filter, filtered }: FindState): ConversationList {
  const { api, me } = useSession()
  const client = useDeskClient()
  const known = useDesk(state => state.conversations)
  const unread = useDesk(state => state.desk?.mentions)
  const ofServer = filtered || tab === 'mentions'
  const query = useInfiniteQuery({
    queryKey: ['conversations', tab, sort, filter],
    queryFn: async ({ pageParam }) => {
      const page = await fetchConversations(api, tab, { cursor: pageParam, sort, filter })
      client.know(page.conversations)
      return page
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next,
    staleTime: 0,
    refetchInterval: ofServer ? 10_000 : 30_000,
  })
  const { refetch } = query
  useEffect(() => {
    if (tab === 'mentions' && unread !== undefined) void refetch()
  }, [tab, unread, refetch])
  const pages = query.data?.pages
  const list = useMemo(
    () => (ofServer ? fromPages(pages, known) : listFor(known, tab, me.id)),
    [ofServer, pages, known, tab, me.id],
  )
  const mentioned = useMemo(() => new Set((pages ?? []).flatMap(page => page.mentioned ?? [])), [pages])
  return {
    list,
    mentioned,
    loading: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage && !query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

function fromPages(
  pages: readonly ConversationPage[] | undefined,
  known: Readonly<Record<string, ConversationSummary>>,
): ConversationSummary[] {
  const ids = new Set((pages ?? []).flatMap(page => page.conversations.map(one => one.id)))
  return [...ids].flatMap(id => known[id] ?? [])
}

/** The numbers on the tabs. The socket tells those of queue and mine; `open` is counted by the server. */
export function useCounts(): Record<Tab, number | undefined> {
  const { api, me } = useSession()
  const known = useDesk(state => state.conversations)
  const desk = useDesk(state => state.desk)
  const { data } = useQuery({
    queryKey: ['conversation-counts'],
    queryFn: () => fetchConversations(api, 'queue'),
    refetchInterval: 30_000,
    select: page => page.counts,
  })
  const openKnown = useMemo(() => countOf(known, 'open', me.id), [known, me.id])
  return {
    queue: desk?.waiting ?? data?.queue,
    mine: desk?.mine ?? data?.mine,
    open: data === undefined ? undefined : Math.max(data.open, openKnown),
    mentions: desk?.mentions,
    parked: data?.parked,
    resolved: undefined,
  }
}

/** Tells of conversations that came into the queue; those that waited when the desk was opened are no news. */
export function useNewlyWaiting(onNew: (ids: string[]) => void): void {
  const known = useDesk(state => state.conversations)
  const seen = useRef<{ ids: ReadonlySet<string>; since: number }>(undefined)
  useEffect(() => {
    const ids = Object.values(known).filter(isWaiting)
    const before = seen.current ?? { ids: new Set<string>(), since: Date.now() }
    const fresh = ids.filter(one => !before.ids.has(one.id)).map(one => one.id)
    seen.current = { ids: new Set(ids.map(one => one.id)), since: before.since }
    if (fresh.length > 0 && Date.now() - before.since > SETTLE_MS) onNew(fresh)
  }, [known, onNew])
}

/** The lists of the first moments are what was there already. */
const SETTLE_MS = 2000
