import type { TenantApi } from '../../shared/api.ts'
import type { NewDocument } from '../../shared/documents.ts'
import type { Covered } from './coverage.ts'

/** What an entry that is not saved yet would make of a question. */
export interface TrialResult {
  before: Covered
  after: Covered
  /** The entry answers. */
  byEntry: boolean
}

/** The server takes so many. */
export const MOST_TRIED = 100

export async function tryEntry(
  api: TenantApi,
  { kind, language, title, similar, body }: Pick<NewDocument, 'kind' | 'language' | 'title' | 'similar' | 'body'>,
  questions: readonly string[],
): Promise<TrialResult[]> {
  const document = { kind, language, title: title.trim(), similar, body }
  const { results } = await api.post<{ results: TrialResult[] }>('/documents/try', {
    document,
    questions: questions.slice(0, MOST_TRIED),
  })
  return results
}

/** What would be different: those that the entry answers now, and those whose answer becomes another one. */
export function effectOf(results: readonly TrialResult[]): { won: TrialResult[]; changed: TrialResult[] } {
  const won = results.filter(({ byEntry }) => byEntry)
  const changed = results.filter(({ before, after, byEntry }) => {
    return !byEntry && (before.outcome !== after.outcome || before.title !== after.title)
  })
  return { won, changed }
}

/** Its own wordings first, then the others, each once. */
export function questionsToTry(own: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...own, ...others].map(question => question.trim()).filter(Boolean))].slice(0, MOST_TRIED)
}
