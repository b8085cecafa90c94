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
  hasMore: boolean
  loadMore(): void
  retry(): void
}

/**
 * One tab's conversations: what the API lists, kept live by the socket. A filtered list has the server's order; its rows
 * are live, who comes and goes is asked every ten seconds.
 */
export function useList({ tab, sort, filter, filtered }: FindState): ConversationList {
  const { api, me } = useSession()
  const client = useDeskClient()
  const known = useDesk(state => state.conversations)
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
    refetchInterval: filtered ? 10_000 : 30_000,
  })
  const pages = query.data?.pages
  const list = useMemo(
    () => (filtered ? fromPages(pages, known) : listFor(known, tab, me.id)),
    [filtered, pages, known, tab, me.id],
  )
  return {
    list,
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
