import type { Language } from '../../src/message.ts'
import type { Scope } from '../../src/retrieval/scope.ts'
import type { TenantApi } from './api.ts'

export type DocumentKind = 'faq' | 'article'

/** One FAQ entry or article of the knowledge base, as the API gives it. */
export interface KnowledgeDocument {
  id: string
  /** Stable across imports, and the same for the counterpart in the other language. */
  key: string
  kind: DocumentKind
  language: Language
  title: string
  similar: string[]
  body: string
  url?: string
  tags: string[]
  /** Where it applies. */
  scope: Scope
  enabled: boolean
  updatedAt: string
  /** Sent back when saving: another one there means that somebody was first. */
  revision: number
  /** Where it was read from; absent when somebody wrote it here. */
  sourceId?: string
  /** Which of the source's files. */
  sourceFile?: number
}

/** What a person edits. */
export interface DocumentFields {
  title: string
  similar: string[]
  body: string
  tags: string[]
  scope: Scope
  enabled: boolean
  url?: string
}

export interface NewDocument extends Omit<DocumentFields, 'enabled'> {
  kind: DocumentKind
  language: Language
  key?: string
}

export async function fetchDocument(api: TenantApi, id: string): Promise<KnowledgeDocument> {
  const { document } = await api.get<{ document: KnowledgeDocument }>(`/documents/${id}`)
  return document
}

export async function saveDocument(
  api: TenantApi,
  id: string,
  fields: DocumentFields,
  revision: number,
): Promise<KnowledgeDocument> {
  const { document } = await api.put<{ document: KnowledgeDocument }>(`/documents/${id}`, {
    ...withoutEmptyUrl(fields),
    revision,
  })
  return document
}

export async function createDocument(api: TenantApi, fields: NewDocument): Promise<KnowledgeDocument> {
  const { document } = await api.post<{ document: KnowledgeDocument }>('/documents', withoutEmptyUrl(fields))
  return document
}

function withoutEmptyUrl<T extends { url?: string }>(fields: T): T {
  const { url, ...rest } = fields
  return (url === undefined || url.trim() === '' ? rest : { ...rest, url: url.trim() }) as T
}
