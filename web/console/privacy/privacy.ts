import type { TenantApi } from '../../shared/api.ts'

/** A visitor, and how much there is of him. */
export interface Person {
  id: string
  inbox: { id: string; name: string }
  name?: string
  email?: string
  phone?: string
  createdAt: string
  conversations: number
  /** Conversations that are not resolved. */
  open: number
  messages: number
  lastAt?: string
}

export interface InboxRetention {
  id: string
  name: string
  /** After the last event; null: for ever. */
  days: number | null
}

export const RETENTION = ['privacy', 'retention']
export const peopleKey = (query: string) => ['privacy', 'people', query]

export async function searchPeople(api: TenantApi, query: string, signal?: AbortSignal): Promise<Person[]> {
  return (await api.get<{ contacts: Person[] }>('/privacy/contacts', { query }, signal)).contacts
}

/** What there is of him now: a list may be old when somebody erases from it. */
export async function readPerson(api: TenantApi, id: string): Promise<Person> {
  return (await api.get<{ contact: Person }>(`/privacy/contacts/${id}`)).contact
}

export const erasePerson = (api: TenantApi, id: string): Promise<void> => api.remove(`/privacy/contacts/${id}`)

export const exportAddress = (api: TenantApi, id: string, language: string): string =>
  `${api.base}/privacy/contacts/${id}/export?format=zip&language=${language}`

export async function fetchRetention(api: TenantApi): Promise<InboxRetention[]> {
  return (await api.get<{ inboxes: InboxRetention[] }>('/privacy/retention')).inboxes
}

/** So many conversations would be erased at once. */
export async function countOlder(api: TenantApi, inboxId: string, days: number): Promise<number> {
  return (await api.get<{ older?: number }>('/privacy/retention', { inboxId, days })).older ?? 0
}

export const saveRetention = (api: TenantApi, inboxId: string, days: number | null): Promise<unknown> =>
  api.put(`/privacy/retention/${inboxId}`, days === null ? {} : { days })

/** What a person is called where he is listed: the first of what is known. */
export const calledBy = (person: Person): string | undefined => person.name ?? person.email ?? person.phone
