/** The rows of the knowledge: documents (FAQ entries and articles) and the passages they are split into. */
import { createHash } from 'node:crypto'
import { json, one, type TenantDb, type TenantQuery } from '../db.ts'
import { Conflict, NotFound } from '../errors.ts'
import { newId } from '../id.ts'
import type { Language } from '../message.ts'
import type { ParsedDocument } from '../parsing/parsed-document.ts'
import { searchTerms } from '../text/search-terms.ts'
import { type PreparedPassage, preparePassage, replacePassages } from './passage.store.ts'
import type { Scope } from './scope.ts'
import { toPassages } from './to-passages.ts'

export interface DocumentContent extends ParsedDocument {
  enabled?: boolean | undefined
  /** Where it applies; left out: as before, or everywhere. */
  scope?: Scope | undefined
}

export interface Document extends Omit<DocumentContent, 'url'> {
  id: string
  url?: string
  scope: Scope
  /** Where it was read from; absent when somebody wrote it here, or imported it from the command line. */
  sourceId?: string
  /** Which of the source's files, by position. */
  sourceFile?: number
  enabled: boolean
  updatedAt: string
  revision: number
}

interface DocumentRow {
  id: string
  kind: Document['kind']
  key: string
  language: Language
  title: string
  similar_questions: string[]
  body: string
  url: string | null
  source_id: string | null
  source_file: number | null
  tags: string[]
  scope: Scope
  enabled: boolean
  revision: number
  updated_at: Date
}

const COLUMNS =
  'id, kind, key, language, title, similar_questions, body, url, source_id, source_file, tags, scope, enabled, revision, updated_at'

export interface DocumentFilter {
  kind?: Document['kind'] | undefined
  language?: Language | undefined
  /** Words that the document must hold. */
  words?: string | undefined
  sourceId?: string | undefined
  offset: number
  limit: number
}

export async function listDocuments(
  db: TenantQuery,
  filter: DocumentFilter,
): Promise<{ documents: Document[]; total: number }> {
  const terms = filter.words === undefined ? [] : searchTerms(filter.words)
  const where = `tenant_id = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR language = $3)
    AND ($4::text[] IS NULL OR EXISTS (SELECT 1 FROM passage p WHERE p.tenant_id = document.tenant_id
      AND p.document_id = document.id AND tsvector_to_array(p.search) @> $4::text[]))
    AND ($5::uuid IS NULL OR source_id = $5)`
  const { kind = null, language = null, sourceId = null } = filter
  const values = [db.tenantId, kind, language, terms.length === 0 ? null : terms, sourceId]
  const total = one(await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM document WHERE ${where}`, values)).n
  const { rows } = await db.query<DocumentRow>(
    `SELECT ${COLUMNS} FROM document WHERE ${where} ORDER BY kind DESC, key, language DESC OFFSET $6 LIMIT $7`,
    [...values, filter.offset, filter.limit],
  )
  return { documents: rows.map(toDocument), total }
}

/** The next `limit` documents by id: all of them, page by page, however many there are. */
export async function readDocumentsAfter(
  db: TenantQuery,
  after: string | undefined,
  limit: number,
): Promise<Document[]> {
  const { rows } = await db.query<DocumentRow>(
    `SELECT ${COLUMNS} FROM document WHERE tenant_id = $1 AND ($2::uuid IS NULL OR id > $2::uuid) ORDER BY id LIMIT $3`,
    [db.tenantId, after ?? null, limit],
  )
  return rows.map(toDocument)
}

/** @throws NotFound `document_not_found`. */
export async function readDocument(db: TenantQuery, id: string): Promise<Document> {
  const { rows } = await db.query<DocumentRow>(`SELECT ${COLUMNS} FROM document WHERE tenant_id = $1 AND id = $2`, [
    db.tenantId,
    id,
  ])
  if (rows[0] === undefined) throw notFound(id)
  return toDocument(rows[0])
}

/** @throws Conflict `document_exists` when the key is taken in this language. */
export async function insertDocument(db: TenantDb, content: DocumentContent): Promise<Document> {
  return db.transaction(async tx => {
    const { rows } = await tx.query<DocumentRow>(
      `INSERT INTO document (tenant_id, id, kind, key, language, title, similar_questions, body, url, tags, enabled, hash, scope)
       VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12, $13::jsonb)
       ON CONFLICT (tenant_id, kind, key, language) DO NOTHING RETURNING ${COLUMNS}`,
      [
        tx.tenantId,
        newId(),
        content.kind,
        content.key,
        content.language,
        ...editable(content),
        json(content.scope ?? {}),
      ],
    )
    if (rows[0] === undefined) throw exists(content)
    const document = toDocument(rows[0])
    await replacePassages(tx, document.id, preparedOf(document))
    return document
  })
}

/**
 * Changes a document, if nobody else has since `revision`.
 * @throws Conflict `document_changed`; NotFound `document_not_found`.
 */
export async function updateDocument(
  db: TenantDb,
  id: string,
  revision: number,
  content: Omit<DocumentContent, 'kind' | 'key' | 'language'>,
): Promise<Document> {
  return db.transaction(async tx => {
    const before = await readDocument(tx, id)
    const { rows } = await tx.query<DocumentRow>(
      `UPDATE document SET title = $4, similar_questions = $5::jsonb, body = $6, url = $7, tags = $8::jsonb,
         enabled = $9, hash = $10, scope = $11::jsonb, revision = revision + 1, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND revision = $3 RETURNING ${COLUMNS}`,
      [tx.tenantId, id, revision, ...editable({ ...before, ...content }), json(content.scope ?? before.scope)],
    )
    if (rows[0] === undefined) throw changed(before)
    const document = toDocument(rows[0])
    await replacePassages(tx, document.id, preparedOf(document))
    return document
  })
}

/** @throws NotFound `document_not_found`. */
export async function deleteDocument(db: TenantDb, id: string): Promise<void> {
  const { count } = await db.query('DELETE FROM document WHERE tenant_id = $1 AND id = $2', [db.tenantId, id])
  if (count === 0) throw notFound(id)
}

/** Adds what is new and replaces what changed, by kind, key and language; what is the same is left alone. */
export async function upsertDocuments(
  db: TenantDb,
  contents: readonly DocumentContent[],
): Promise<{ added: number; changed: number; same: number }> {
  return db.transaction(async tx => {
    const known = await readIdentities(tx)
    const done = { added: 0, changed: 0, same: 0 }
    for (const content of contents) {
      const before = known.get(identityOf(content))
      if (before?.hash === hashOf(content)) {
        done.same++
        continue
      }
      const document = await upsertOne(tx, content)
      await replacePassages(tx, document.id, preparedOf(document))
      if (before === undefined) done.added++
      else done.changed++
    }
    return done
  })
}

/** The revision of each enabled document, by id: what was read at the same revision has not changed. */
export async function readRevisions(db: TenantQuery): Promise<Map<string, number>> {
  const { rows } = await db.query<{ id: string; revision: number }>(
    'SELECT id, revision FROM document WHERE tenant_id = $1 AND enabled ORDER BY id',
    [db.tenantId],
  )
  return new Map(rows.map(row => [row.id, row.revision]))
}

/** How much knowledge there is. */
export async function countKnowledge(db: TenantQuery): Promise<{ documents: number; passages: number }> {
  return one(
    await db.query<{ documents: number; passages: number }>(
      `SELECT (SELECT count(*)::int FROM document WHERE tenant_id = $1) AS documents,
              (SELECT count(*)::int FROM passage WHERE tenant_id = $1) AS passages`,
      [db.tenantId],
    ),
  )
}

async function upsertOne(tx: TenantQuery, content: DocumentContent): Promise<Document> {
  const { rows } = await tx.query<DocumentRow>(
    `INSERT INTO document (tenant_id, id, kind, key, language, title, similar_questions, body, url, tags, enabled, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12)
     ON CONFLICT (tenant_id, kind, key, language) DO UPDATE SET title = excluded.title,
       similar_questions = excluded.similar_questions, body = excluded.body, url = excluded.url, tags = excluded.tags,
       hash = excluded.hash, revision = document.revision + 1, updated_at = now()
     RETURNING ${COLUMNS}`,
    [tx.tenantId, newId(), content.kind, content.key, content.language, ...editable(content)],
  )
  return toDocument(rows[0]!)
}

/** Ids are made here; nothing is stored. */
function preparedOf(document: Document): PreparedPassage[] {
  return toPassages(document.id, document, newId).map(passage => preparePassage(passage, document.similar))
}

/** What is stored under a document's identity. */
export interface KnownDocument {
  id: string
  sourceId: string | undefined
  hash: string
}

/** All identities that are taken, by `identityOf`. */
export async function readIdentities(db: TenantQuery): Promise<Map<string, KnownDocument>> {
  const { rows } = await db.query<{
    id: string
    kind: DocumentContent['kind']
    key: string
    language: Language
    source_id: string | null
    hash: string
  }>('SELECT id, kind, key, language, source_id, hash FROM document WHERE tenant_id = $1', [db.tenantId])
  return new Map(
    rows.map(row => [identityOf(row), { id: row.id, sourceId: row.source_id ?? undefined, hash: row.hash }]),
  )
}

export const identityOf = ({ kind, key, language }: Pick<DocumentContent, 'kind' | 'key' | 'language'>): string =>
  `${kind}\n${key}\n${language}`

/** What tells one content from another. */
export const hashOf = ({
  title,
  similar,
  body,
  url,
  tags,
}: Omit<DocumentContent, 'kind' | 'key' | 'language'>): string =>
  createHash('sha256')
    .update(json([title, similar, body, url ?? null, tags]))
    .digest('hex')

/** title, similar questions, body, url, tags, enabled, hash: in the order of the statements above. */
const editable = (content: Omit<DocumentContent, 'kind' | 'key' | 'language'>): unknown[] => [
  content.title,
  json(content.similar),
  content.body,
  content.url ?? null,
  json(content.tags),
  content.enabled ?? true,
  hashOf(content),
]

function toDocument(row: DocumentRow): Document {
  return {
    id: row.id,
    kind: row.kind,
    key: row.key,
    language: row.language,
    title: row.title,
    similar: row.similar_questions,
    body: row.body,
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.source_id === null ? {} : { sourceId: row.source_id }),
    ...(row.source_file === null ? {} : { sourceFile: row.source_file }),
    tags: row.tags,
    scope: row.scope,
    enabled: row.enabled,
    updatedAt: row.updated_at.toISOString(),
    revision: row.revision,
  }
}

const notFound = (id: string): NotFound =>
  new NotFound('document_not_found', 'There is no such document.', { value: id })

const exists = (content: DocumentContent): Conflict =>
  new Conflict('document_exists', `There is a ${content.kind} “${content.key}” in ${content.language} already.`, {
    remedy: 'Edit that one, or choose another key.',
    value: content.key,
  })

const changed = (before: Document): Conflict =>
  new Conflict('document_changed', 'Somebody changed this document meanwhile.', {
    remedy: 'Load it again, then make your change.',
    params: { revision: before.revision },
  })
