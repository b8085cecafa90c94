import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ConversationSummary } from '../../src/protocol.ts'
import { useSession } from '../shared/session.ts'
import { useDebounced } from '../shared/use-debounced.ts'
import { type SearchResult, searchConversations } from './find-api.ts'
import { useDeskClient } from './live.tsx'
import type { FindState } from './use-find.ts'

export interface Search {
  /** Words are searched for: the results stand in the place of the lists. */
  active: boolean
  /** As the words were when they last stood still. */
  q: string
  results: SearchResult[]
  conversations: ConversationSummary[]
  loading: boolean
  error: unknown
  hasMore: boolean
  loadingMore: boolean
  loadMore(): void
  retry(): void
}

const STILL_MS = 200

/** What was found, kept while the next words are searched for. */
export function useSearch(find: FindState): Search {
  const { api } = useSession()
  const client = useDeskClient()
  const q = useDebounced(find.q.trim(), STILL_MS)
  const active = find.q.trim() !== ''
  const query = useInfiniteQuery({
    queryKey: ['search', q, find.filter],
    queryFn: async ({ pageParam, signal }) => {
      const page = await searchConversations(api, q, find.filter, pageParam, signal)
      client.know(page.results.map(one => one.conversation))
      return page
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: last => last.next,
    enabled: active && q !== '',
    placeholderData: before => before,
    staleTime: 5_000,
    retry: false,
  })
  const results = useMemo(
    () => (active ? (query.data?.pages ?? []).flatMap(page => page.results) : []),
    [active, query.data],
  )
  return {
    active,
    q,
    results,
    conversations: useMemo(() => results.map(one => one.conversation), [results]),
    loading: query.isPending || (query.isPlaceholderData && query.isFetching),
    error: query.isFetching ? undefined : query.error,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}
