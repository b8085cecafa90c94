import { useQuery } from '@tanstack/react-query'
import type { TenantApi } from '../../shared/api.ts'
import { useSession } from '../../shared/session.ts'

/** What an agent should know beside the words. */
export interface Facts {
  contactId: string
  summary: string[]
  tried: { seq: number; title: string; documentId?: string; confidence?: number; helpful?: boolean }[]
  trail: { url: string; title?: string; at: string }[]
  device?: { browser?: string; system?: string; phone: boolean; languages?: string; timeZone?: string }
  earlier: {
    id: string
    at: string
    status: 'open' | 'snoozed' | 'resolved'
    agent?: string
    score?: number
    about: string
  }[]
  notes: { id: string; agentName: string; text: string; at: string }[]
  /** Who he is for the host's server, proven by its signature. */
  externalId?: string
  attributes: ContactAttribute[]
}

export interface ContactAttribute {
  name: string
  value: string | number | boolean
  /** Signed by the host's server. */
  verified: boolean
  by: { kind: 'site' } | { kind: 'agent'; id: string; name: string } | { kind: 'rule'; name: string }
  at: string
}

export interface ContactChange {
  name?: string
  email?: string
  phone?: string
}

/** The visitor walks on without an event: looked at again now and then, and with each of his messages. */
const AGAIN_MS = 20_000

export const factsKey = (id: string) => ['facts', id]

/** `lastSeq`: of the conversation, so that what it says anew is read. */
export function useFacts(id: string, lastSeq: number): Facts | undefined {
  const { api } = useSession()
  const { data } = useQuery({
    queryKey: [...factsKey(id), lastSeq],
    queryFn: () => api.get<Facts>(`/conversations/${id}/facts`),
    refetchInterval: AGAIN_MS,
    placeholderData: before => before,
  })
  return data
}

export async function changeContact(api: TenantApi, contactId: string, change: ContactChange): Promise<void> {
  await api.patch(`/contacts/${contactId}`, change)
}

/** null takes one away. */
export async function changeAttributes(
  api: TenantApi,
  contactId: string,
  attributes: Record<string, ContactAttribute['value'] | null>,
): Promise<void> {
  await api.patch(`/contacts/${contactId}/attributes`, { attributes })
}

export async function addNote(api: TenantApi, contactId: string, text: string): Promise<void> {
  await api.post(`/contacts/${contactId}/notes`, { text })
}
