import type { Language } from '../../../src/message.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { DocumentFormFields } from '../../shared/document-form.tsx'
import type { DocumentKind, KnowledgeDocument } from '../../shared/documents.ts'

export interface KnowledgeFilter {
  kind?: DocumentKind | undefined
  language?: Language | undefined
  q: string
  page: number
}

export const PAGE_SIZE = 20

export function fetchDocuments(
  api: TenantApi,
  filter: KnowledgeFilter,
): Promise<{ documents: KnowledgeDocument[]; total: number }> {
  const { kind, language, q, page } = filter
  return api.get('/documents', { kind, language, q: q.trim(), offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE })
}

/** The same entry in the other language: it has the same key. */
export async function fetchCounterpart(api: TenantApi, document: KnowledgeDocument): Promise<KnowledgeDocument | null> {
  const { documents } = await api.get<{ documents: KnowledgeDocument[] }>('/documents', {
    kind: document.kind,
    language: otherLanguage(document.language),
    q: document.key,
    limit: 50,
  })
  return documents.find(other => other.key === document.key) ?? null
}

export function otherLanguage(language: Language): Language {
  return language === 'zh' ? 'en' : 'zh'
}

/** A new FAQ entry, begun with a question somebody asked. */
export function emptyDocument(title = '', kind: DocumentKind = 'faq'): DocumentFormFields {
  return {
    kind,
    language: looksChinese(title) ? 'zh' : 'en',
    title,
    similar: [],
    body: '',
    tags: [],
    scope: {},
    enabled: true,
  }
}

/** A new entry as the counterpart of one in the other language. */
export function counterpartOf(document: KnowledgeDocument): DocumentFormFields {
  const { kind, key, tags, scope } = document
  return {
    kind,
    key,
    tags,
    scope,
    language: otherLanguage(document.language),
    title: '',
    similar: [],
    body: '',
    enabled: true,
  }
}

function looksChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text)
}
