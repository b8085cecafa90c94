import { useQuery } from '@tanstack/react-query'
import { useSession } from '../shared/session.ts'
import { useDeskWords } from './words.ts'

interface Titled {
  name: string
  title: { zh: string; en: string }
}

/** An intent's title in the page's language; its bare name for accounts that may not read intents. */
export function useIntentTitle(name: string | undefined): string | undefined {
  const { api, can } = useSession()
  const { language } = useDeskWords()
  const { data } = useQuery({
    queryKey: ['intents'],
    queryFn: () => api.get<{ intents: Titled[] }>('/intents'),
    enabled: name !== undefined && can('nlu:read'),
    staleTime: 300_000,
  })
  if (name === undefined) return undefined
  return data?.intents.find(intent => intent.name === name)?.title[language] ?? name
}
