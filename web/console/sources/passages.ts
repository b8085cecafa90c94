import type { Passage } from '../../../src/retrieval/passage.ts'
import type { PassagePlace } from '../../../src/retrieval/passage-place.store.ts'
import type { TenantApi } from '../../shared/api.ts'
import type { KnowledgeDocument } from '../../shared/documents.ts'

/** What is searched: a part of a document. */
export type DocumentPassage = Pick<Passage, 'passageId' | 'heading' | 'text' | 'questions' | 'page'>

export const DOCUMENTS_A_PAGE = 50

export function fetchSourceDocuments(
  api: TenantApi,
  sourceId: string,
  { q, page }: { q: string; page: number },
): Promise<{ documents: KnowledgeDocument[]; total: number }> {
  const offset = (page - 1) * DOCUMENTS_A_PAGE
  return api.get('/documents', { sourceId, q: q.trim(), offset, limit: DOCUMENTS_A_PAGE })
}

export function fetchPassages(api: TenantApi, documentId: string): Promise<{ passages: DocumentPassage[] }> {
  return api.get(`/documents/${documentId}/passages`)
}

export async function fetchPlace(api: TenantApi, passageId: string): Promise<PassagePlace> {
  const { place } = await api.get<{ place: PassagePlace }>(`/passages/${passageId}`)
  return place
}

/** In the console; undefined for a passage that was written here. */
export function passagePath(place: PassagePlace | undefined): string | undefined {
  if (place?.sourceId === undefined) return undefined
  return `/sources/${place.sourceId}?document=${place.documentId}&passage=${place.passageId}`
}

/** Its own questions; an article's part begins with its names, which nobody asks: the heading, alone and with the title. */
export function askedQuestions(kind: KnowledgeDocument['kind'], { heading, questions }: DocumentPassage): string[] {
  if (kind === 'faq') return questions
  return questions.slice(heading === undefined ? 1 : 2)
}
