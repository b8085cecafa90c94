/** One source on its way into the knowledge: fetched -> parsed -> split -> embedded -> indexed. Reads top to bottom. */
import { createBreath } from '../breath.ts'
import type { TenantDb } from '../db.ts'
import type { Embedder } from '../embedder.ts'
import { InvalidInput } from '../errors.ts'
import { newId } from '../id.ts'
import type { ParsedFile, ParseOptions } from '../parsing/parsed-file.ts'
import type { Section } from '../parsing/split.ts'
import { type Claimed, type IngestionResult, noteVersion, type WorkStage } from '../retrieval/ingestion.store.ts'
import {
  type DocumentContent,
  hashOf,
  identityOf,
  type KnownDocument,
  readIdentities,
} from '../retrieval/knowledge.store.ts'
import { keptPassages, type PreparedPassage, preparePassage } from '../retrieval/passage.store.ts'
import type { Passage } from '../retrieval/passage.ts'
import {
  addVersion,
  listFiles,
  noteFile,
  readFile,
  readSource,
  type Source,
  type StoredFile,
  serveVersion,
} from '../retrieval/source.store.ts'
import {
  idOf,
  moveDocument,
  ownKey,
  putSourceDocument,
  removeOtherDocuments,
} from '../retrieval/source-documents.store.ts'
import { toPassages } from '../retrieval/to-passages.ts'
import type { VectorIndex } from '../retrieval/vector-index.ts'
import { embedPassage } from '../retrieval/vector-scores.ts'
import type { FetchedSource } from './fetch-source.ts'

export type NoteStage = (stage: WorkStage, share: number, detail?: string) => void

export interface IngestDeps {
  db: TenantDb
  parse(
    name: string,
    bytes: Uint8Array,
    options: ParseOptions,
    watch: { signal: AbortSignal; progress?: (share: number) => void },
  ): Promise<ParsedFile>
  /** As `splitMarkdown`, beside the event loop. */
  split(name: string, markdown: string, watch: { signal: AbortSignal }): Promise<Section[]>
  /** The originals of a page or site as they are now. */
  fetch(source: Source, signal: AbortSignal, progress: (share: number, page: string) => void): Promise<FetchedSource>
  /** Where the tenant's vectors are kept; undefined where they are made when the knowledge is loaded. */
  vectors: { embedder: Embedder; index: VectorIndex } | undefined
  /** Somebody asked to stop, or the process ends: `signal.reason` is thrown. */
  signal: AbortSignal
  note: NoteStage
}

/** Pages of a site that could not be had, shown by name. */
const UNREAD_SHOWN = 20

/** @throws what made it impossible: InvalidInput of a parser, errors of a fetch, the reason of the signal. */
export async function ingest(deps: IngestDeps, job: Claimed): Promise<IngestionResult> {
  const source = await readSource(deps.db, job.sourceId)
  const result: IngestionResult = { added: 0, changed: 0, same: 0, removed: 0, passages: 0, problems: 0 }
  const version = job.version ?? (await fetchVersion(deps, job, source, result))
  const run: Run = { ...deps, source, version, known: await readIdentities(deps.db), kept: new Set(), result }
  const files = await listFiles(deps.db, source.id, version)
  for (const [done, position] of files.entries()) {
    const share = (part: number) => (done + part) / files.length
    const file = await readFile(deps.db, source.id, version, position)
    for (const content of await parseFile(run, file, share)) await ingestDocument(run, position, content, share)
  }
  if (run.kept.size === 0) throw nothingInside(source)
  deps.note('indexing', 1)
  run.result.removed = await removeOtherDocuments(deps.db, source.id, [...run.kept])
  await serveVersion(deps.db, source.id, version)
  return run.result
}

interface Run extends IngestDeps {
  source: Source
  version: number
  known: ReadonlyMap<string, KnownDocument>
  /** Ids of the documents that the version has. */
  kept: Set<string>
  result: IngestionResult
}

async function fetchVersion(deps: IngestDeps, job: Claimed, source: Source, result: IngestionResult): Promise<number> {
  deps.note('fetching', 0, source.url)
  const { files, failed } = await deps.fetch(source, deps.signal, (share, page) => deps.note('fetching', share, page))
  const version = await deps.db.transaction(tx => addVersion(tx, source.id, files))
  await noteVersion(deps.db, job.id, version)
  if (failed.length > 0)
    result.unread = failed.slice(0, UNREAD_SHOWN).map(({ url, error }) => ({ url, code: error.code }))
  result.problems += failed.length
  return version
}

async function parseFile(run: Run, file: StoredFile, share: (part: number) => number): Promise<DocumentContent[]> {
  run.note('parsing', share(0), file.name)
  const { columns } = run.source.options
  const parsed = await run.parse(
    file.name,
    file.bytes,
    { ...(columns !== undefined && { columns }), ...(file.url && { url: file.url }) },
    { signal: run.signal, progress: part => run.note('parsing', share(part / 2), file.name) },
  )
  await noteFile(run.db, { sourceId: run.source.id, version: run.version, position: file.position }, parsed)
  run.result.problems += parsed.problems.length
  const { url } = file
  return parsed.documents.map(document =>
    ownKey(run.known, { ...document, ...(document.url === undefined && url ? { url } : {}) }, run.source.id),
  )
}

async function ingestDocument(run: Run, file: number, content: DocumentContent, share: (part: number) => number) {
  run.signal.throwIfAborted()
  const before = run.known.get(identityOf(content))
  const id = idOf(run.known, content)
  if (run.kept.has(id)) return
  run.kept.add(id)
  if (before?.hash === hashOf(content)) {
    run.result.same++
    return moveDocument(run.db, id, file)
  }
  run.note('splitting', share(0.5), content.title)
  const prepared = await prepareAll(run, id, content)
  run.note('embedding', share(0.6), content.title)
  const rows = await embedNew(run, id, prepared)
  run.note('indexing', share(0.9), content.title)
  const added = await putSourceDocument(run.db, { sourceId: run.source.id, file }, { id, content, prepared })
  await run.vectors?.index.put(added.flatMap(({ passageId }) => rows.get(passageId) ?? []))
  run.result.passages += prepared.length
  if (before === undefined) run.result.added++
  else run.result.changed++
}

async function prepareAll({ split, signal }: Run, id: string, content: DocumentContent): Promise<PreparedPassage[]> {
  const sections = content.kind === 'faq' ? [] : await split(content.title, content.body, { signal })
  const prepared: PreparedPassage[] = []
  const breath = createBreath(signal)
  for (const passage of toPassages(id, content, newId, sections)) {
    prepared.push(preparePassage(passage, content.similar))
    await breath()
  }
  return prepared
}

type Vectors = Map<string, Awaited<ReturnType<typeof embedPassage>>>

/** Only what was not there before: its vectors are dear where a large model makes them. */
async function embedNew({ db, vectors, signal }: Run, id: string, prepared: readonly PreparedPassage[]) {
  const rows: Vectors = new Map()
  if (vectors === undefined) return rows
  const kept = await keptPassages(db, id, prepared)
  const fresh: Passage[] = prepared.filter(one => !kept.has(one)).map(one => one.passage)
  const breath = createBreath(signal)
  for (const passage of fresh) {
    rows.set(passage.passageId, await embedPassage(vectors.embedder, passage))
    await breath()
  }
  return rows
}

const nothingInside = ({ name }: Source): InvalidInput =>
  new InvalidInput('nothing_to_index', `There is no text in ${name} that could answer a question.`, {
    remedy: 'Look at what was reported for its pages: scanned pages hold pictures, not text.',
    value: name,
  })
