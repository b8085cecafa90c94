import type { ConversationSummary } from '../../../src/protocol.ts'
import type { TenantApi } from '../../shared/api.ts'

type One = { conversation: ConversationSummary }

export async function snoozeConversation(api: TenantApi, id: string, epoch: number, until: Date) {
  const body = { epoch, until: until.toISOString() }
  return (await api.post<One>(`/conversations/${id}/snooze`, body)).conversation
}

export const reopenConversation = async (api: TenantApi, id: string): Promise<ConversationSummary> =>
  (await api.post<One>(`/conversations/${id}/reopen`, {})).conversation

export const setBlocked = async (api: TenantApi, id: string, blocked: boolean): Promise<ConversationSummary> =>
  (await api.post<One>(`/conversations/${id}/${blocked ? 'block' : 'unblock'}`, {})).conversation

export const setLabels = async (api: TenantApi, id: string, labelIds: string[]): Promise<ConversationSummary> =>
  (await api.put<One>(`/conversations/${id}/labels`, { labelIds })).conversation

export interface NewNote {
  clientMessageId: string
  text: string
  mentions: string[]
}

export const sendNote = (api: TenantApi, id: string, note: NewNote): Promise<unknown> =>
  api.post(`/conversations/${id}/notes`, note)

export const readMentions = (api: TenantApi, id: string): Promise<unknown> =>
  api.post(`/conversations/${id}/mentions/read`, {})

export const cannedUsed = (api: TenantApi, id: string): Promise<unknown> => api.post(`/canned/${id}/used`, {})
