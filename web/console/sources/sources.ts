import type { IngestionFailure } from '../../../src/retrieval/ingestion.store.ts'
import type { IngestionView, SourceView, VersionView } from '../../../src/retrieval/source-list.store.ts'
import type { TenantApi } from '../../shared/api.ts'

/** The last reading of a source. */
export type Ingestion = IngestionView
export type Failure = IngestionFailure
/** A file, page or site that knowledge was read from. */
export type Source = SourceView
export type SourceVersion = VersionView
export type SourceFile = VersionView['files'][number]
export type Problem = SourceFile['problems'][number]
/** Which column of a table says what, by its header. */
export type ColumnMapping = NonNullable<SourceView['options']['columns']>

/** What the server takes, bytes; the same as MAX_UPLOAD of src/admin/sources.ts. */
export const MAX_UPLOAD = 30_000_000
/** Endings that the file dialog offers; the server looks at the content. */
export const FILE_ENDINGS = ['.pdf', '.docx', '.xlsx', '.csv', '.html', '.htm', '.md', '.txt', '.jsonl']
export const SITE_LIMITS = { depth: 5, pages: 500 }

export const SOURCES = ['sources']
export const sourceKey = (id: string) => ['source', id]

export function fetchSources(api: TenantApi): Promise<{ sources: Source[] }> {
  return api.get('/sources')
}

export function fetchSource(api: TenantApi, id: string): Promise<{ source: Source; versions: SourceVersion[] }> {
  return api.get(`/sources/${id}`)
}

export type SourceState = 'working' | 'failed' | 'cancelled' | 'ready' | 'waiting'

/** What stands first in its row. A failed reading of a later version leaves the older one answering. */
export function stateOf({ ingestion, version }: Pick<Source, 'ingestion' | 'version'>): SourceState {
  if (ingestion !== null && ingestion.finishedAt === null) return 'working'
  if (ingestion?.stage === 'failed') return 'failed'
  if (ingestion?.stage === 'cancelled') return 'cancelled'
  return version === null ? 'waiting' : 'ready'
}

/** Somebody works on one of them: look again soon. */
export const someWorking = (sources: readonly Source[]): boolean =>
  sources.some(source => stateOf(source) === 'working')

/** Of the visitors who said so, the share to whom its answers helped; undefined when none did. */
export function helpfulRate({ helpful, notHelpful }: Pick<Source, 'helpful' | 'notHelpful'>): number | undefined {
  const said = helpful + notHelpful
  return said === 0 ? undefined : helpful / said
}

/** 512 B, 38 KB, 2.8 MB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
}

/** The short name of a kind of file: PDF, Word, Excel; from the content's type, else from the name's ending. */
export function fileKind(mediaType: string | null, name: string): string {
  const known = KINDS.find(([pattern]) => pattern.test(mediaType ?? ''))
  if (known) return known[1]
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]
  return ending === undefined ? 'TXT' : ending.toUpperCase()
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/pdf/, 'PDF'],
  [/wordprocessing|msword/, 'Word'],
  [/spreadsheet|excel/, 'Excel'],
  [/csv/, 'CSV'],
  [/html/, 'HTML'],
  [/markdown/, 'Markdown'],
  [/jsonl|ndjson/, 'JSONL'],
  [/text\/plain/, 'TXT'],
]

/** Where its original is downloaded; of the version that answers, unless another is named. */
export function originalPath(api: TenantApi, id: string, file = 0, version?: number): string {
  return `${api.base}/sources/${id}/original?file=${file}${version === undefined ? '' : `&version=${version}`}`
}
