import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Followed } from '../../src/client/desk-client.ts'
import type { ConversationSummary } from '../../src/protocol.ts'
import { useSession } from '../shared/session.ts'
import { type ConversationDetail, EVENTS_SIZE, fetchConversation, fetchEvents } from './api.ts'
import { useDesk, useDeskClient } from './live.tsx'
import { firstSeq } from './thread-rows.ts'

export interface OpenConversation {
  summary: ConversationSummary | undefined
  detail: ConversationDetail | undefined
  followed: Followed | undefined
  error: unknown
  /** There are older events than those loaded. */
  hasOlder: boolean
  loadingOlder: boolean
  /** `beforeShown` runs when they have come, just before they are shown. */
  loadOlder(beforeShown?: () => void): Promise<void>
  retry(): void
}

/** One conversation that is looked at: its summary, packet and events, older ones on request. */
export function useConversation(id: string): OpenConversation {
  const { api } = useSession()
  const client = useDeskClient()
  const queries = useQueryClient()
  const summary = useDesk(state => state.conversations[id])
  const followed = useDesk(state => state.followed[id])
  const detail = useQuery({
    queryKey: ['conversation', id],
    queryFn: async () => {
      const answer = await fetchConversation(api, id)
      client.know([answer.conversation])
      return answer
    },
  })
  // The packet belongs to the handoff: another handoff, another packet.
  const handoff = `${summary?.handoff?.id ?? ''} ${summary?.handoff?.state ?? ''} ${summary?.contact.email ?? ''} ${summary?.contact.phone ?? ''}`
  const before = useRef(handoff)
  useEffect(() => {
    if (before.current !== handoff) void queries.invalidateQueries({ queryKey: ['conversation', id] })
    before.current = handoff
  }, [handoff, queries, id])

  useForgetting(id, summary)
  useFollow(id, summary)
  const older = useOlder(id, followed)
  return {
    summary: summary ?? detail.data?.conversation,
    detail: detail.data,
    followed,
    error: detail.error,
    ...older,
    retry: () => void detail.refetch(),
  }
}

/** What was known and is not any more has been erased: nothing of it stays, and asking again says that it is gone. */
function useForgetting(id: string, summary: ConversationSummary | undefined): void {
  const queries = useQueryClient()
  const known = useRef<string>(undefined)
  useEffect(() => {
    if (summary !== undefined) known.current = id
    else if (known.current === id) {
      known.current = undefined
      void queries.resetQueries({ queryKey: ['conversation', id] })
      void queries.invalidateQueries({ queryKey: ['conversations'] })
    }
  }, [id, summary, queries])
}

/** Streams the last events, and all that come, while the conversation is on the screen. */
function useFollow(id: string, summary: ConversationSummary | undefined): void {
  const client = useDeskClient()
  const known = summary !== undefined
  useEffect(() => {
    if (!known) return
    const lastSeq = client.state().conversations[id]?.lastSeq ?? 0
    client.follow(id, Math.max(0, lastSeq - EVENTS_SIZE))
    return () => client.unfollow(id)
  }, [client, id, known])
}

function useOlder(id: string, followed: Followed | undefined) {
  const { api } = useSession()
  const client = useDeskClient()
  const [loadingOlder, setLoading] = useState(false)
  const [reached, setReached] = useState<{ id: string; seq: number }>()
  // Read markers take a seq but no line: remember how far back was asked, not only what is shown.
  const shown = firstSeq(followed?.items ?? []) ?? 1
  const first = reached?.id === id ? Math.min(reached.seq, shown) : shown
  const loadOlder = useCallback(
    async (beforeShown?: () => void) => {
      if (loadingOlder || first <= 1) return
      setLoading(true)
      try {
        const after = Math.max(0, first - 1 - EVENTS_SIZE)
        const events = await fetchEvents(api, id, after, first - 1 - after)
        beforeShown?.()
        client.history(id, events)
        setReached({ id, seq: after + 1 })
      } finally {
        setLoading(false)
      }
    },
    [api, client, id, first, loadingOlder],
  )
  return { hasOlder: first > 1, loadingOlder, loadOlder }
}
