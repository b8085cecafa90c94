import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSession } from '../../shared/session.ts'
import { fetchIntents, INTENTS } from '../intents/intents.ts'

/** Intent name -> its titles; empty for accounts that may not read intents. */
export function useIntentTitles(): Record<string, { zh: string; en: string }> {
  const { api, can } = useSession()
  const { data } = useQuery({ queryKey: INTENTS, queryFn: () => fetchIntents(api), enabled: can('nlu:read') })
  return useMemo(() => Object.fromEntries((data?.intents ?? []).map(intent => [intent.name, intent.title])), [data])
}
