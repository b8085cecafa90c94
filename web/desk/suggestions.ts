import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { Item } from '../../src/client/timeline.ts'
import type { TenantApi } from '../shared/api.ts'
import { useSession } from '../shared/session.ts'
import { useDebounced } from '../shared/use-debounced.ts'

/** An answer that the bot would give. */
export interface Suggestion {
  id: string
  position: number
  kind: 'faq' | 'article' | 'intent'
  title: string
  text: string
  confidence: number
  url?: string
}

/** A visitor who writes three lines in a row is asked for once. */
const STILL_MS = 400
const NONE: readonly Suggestion[] = []

/** What is suggested for the visitor's last words, while this agent holds the conversation and has not answered them. */
export function useSuggestions(id: string, mine: boolean, items: readonly Item[]) {
  const { api } = useSession()
  const [dismissed, setDismissed] = useState(0)
  const asked = useDebounced(lastAsked(items), STILL_MS)
  const wanted = mine && asked > 0 && asked !== dismissed
  const { data } = useQuery({
    queryKey: ['suggestions', id, asked],
    queryFn: ({ signal }) => fetchSuggestions(api, id, signal),
    enabled: wanted,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const dismiss = useCallback(() => setDismissed(asked), [asked])
  const inserted = useCallback(
    (suggestionId: string) =>
      // A figure, not the work: when it is lost, sending still tells.
      void api.post(`/conversations/${id}/suggestions/inserted`, { suggestionId }).catch(() => {}),
    [api, id],
  )
  return { suggestions: wanted && lastAsked(items) === asked ? (data ?? NONE) : NONE, dismiss, inserted }
}

async function fetchSuggestions(api: TenantApi, id: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
  const { suggestions } = await api.post<{ suggestions: Suggestion[] }>(`/conversations/${id}/suggestions`, {}, signal)
  return suggestions
}

/** The seq of the visitor's last message; 0 when an agent has spoken since. */
export function lastAsked(items: readonly Item[]): number {
  const last = items.findLast(
    item => item.kind === 'message' && (item.sender.kind === 'visitor' || item.sender.kind === 'agent'),
  )
  return last?.kind === 'message' && last.sender.kind === 'visitor' ? (last.seq ?? 0) : 0
}
