import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useSession } from '../../shared/session.ts'
import { useDebounced } from '../../shared/use-debounced.ts'
import { type AskedAs, type TryResult, tryText } from './try.ts'

/** Short enough that with the request itself the answer stands within 300 ms of the last key. */
const DEBOUNCE_MS = 120

export interface TryState {
  result: TryResult | undefined
  /** What is shown belongs to an older text. */
  stale: boolean
  error: unknown
  retry(): void
}

/** Asks the bot while typing; the former answer stays until the next one is there. */
export function useTry(typed: string, as: AskedAs): TryState {
  const { api } = useSession()
  const text = useDebounced(typed.trim(), DEBOUNCE_MS)
  const query = useQuery({
    queryKey: ['try', text, as],
    queryFn: ({ signal }) => tryText(api, text, as, signal),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const empty = typed.trim() === ''
  return {
    result: empty ? undefined : query.data,
    stale: query.isPlaceholderData || text !== typed.trim(),
    error: empty ? undefined : (query.error ?? undefined),
    retry: () => void query.refetch(),
  }
}
