/** The rows of passages: what is searched. A passage whose text did not change keeps its id, and so its vectors. */
import { createHash } from 'node:crypto'
import { json, type TenantQuery } from '../db.ts'
import { NotFound } from '../errors.ts'
import type { Language } from '../message.ts'
import { searchTerms } from '../text/search-terms.ts'
import { textVersion } from '../text/version.ts'
import type { Passage } from './passage.ts'
import { isLimited, isSeen, type Scope, type Viewer } from './scope.ts'
import { questionsOf } from './to-passages.ts'

/** A passage as its row has it. */
export interface PreparedPassage {
  passage: Passage
  terms: string[]
  hash: string
}

/** Rows a statement. */
const BATCH = 100

/** The dear part of storing a passage: its search terms. Does not touch the database. */
export function preparePassage(passage: Passage, similar: readonly string[]): PreparedPassage {
  const { title, heading, text, questions } = passage
  const terms = searchTerms([title, ...similar, ...questions, text].join('\n'))
  return { passage, terms, hash: sha256(json([title, heading ?? null, text, questions])) }
}

/** Puts these in the place of the document's passages; those with the same hash stay what they are. Returns what came new. */
export async function replacePassages(
  tx: TenantQuery,
  documentId: string,
  prepared: readonly PreparedPassage[],
): Promise<Passage[]> {
  const kept = await keptPassages(tx, documentId, prepared)
  const stay = prepared.flatMap((one, position) => {
    const id = kept.get(one)
    return id === undefined ? [] : [{ id, position, page: one.passage.page ?? null }]
  })
  await tx.query('DELETE FROM passage WHERE tenant_id = $1 AND document_id = $2 AND NOT (id = ANY($3::uuid[]))', [
    tx.tenantId,
    documentId,
    stay.map(row => row.id),
  ])
  if (stay.length > 0) await movePassages(tx, stay)
  const added = prepared.flatMap((one, position) => (kept.has(one) ? [] : [rowOf(one, position)]))
  for (let at = 0; at < added.length; at += BATCH) await insertPassages(tx, documentId, added.slice(at, at + BATCH))
  return prepared.filter(one => !kept.has(one)).map(one => one.passage)
}

/** Which of the stored passages are the same as these; twins are told apart by their order. */
export async function keptPassages(
  tx: TenantQuery,
  documentId: string,
  prepared: readonly PreparedPassage[],
): Promise<Map<PreparedPassage, string>> {
  const { rows } = await tx.query<{ id: string; hash: string }>(
    `SELECT id, hash FROM passage WHERE tenant_id = $1 AND document_id = $2 AND hash IS NOT NULL
       AND text_version = $3 ORDER BY position`,
    [tx.tenantId, documentId, textVersion],
  )
  const ids = new Map<string, string[]>()
  for (const { id, hash } of rows) ids.set(hash, [...(ids.get(hash) ?? []), id])
  const kept = new Map<PreparedPassage, string>()
  for (const one of prepared) {
    const id = ids.get(one.hash)?.shift()
    if (id !== undefined) kept.set(one, id)
  }
  return kept
}

async function movePassages(
  tx: TenantQuery,
  rows: readonly { id: string; position: number; page: number | null }[],
): Promise<void> {
  await tx.query(
    `UPDATE passage p SET position = x.position, page = x.page
     FROM jsonb_to_recordset($2::jsonb) AS x(id uuid, position int, page int)
     WHERE p.tenant_id = $1 AND p.id = x.id AND (p.position, coalesce(p.page, 0)) <> (x.position, coalesce(x.page, 0))`,
    [tx.tenantId, json(rows)],
  )
}

const rowOf = ({ passage, terms, hash }: PreparedPassage, position: number) => ({
  id: passage.passageId,
  position,
  heading: passage.heading ?? null,
  text: passage.text,
  page: passage.page ?? null,
  questions: passage.questions,
  terms,
  hash,
})

async function insertPassages(
  tx: TenantQuery,
  documentId: string,
  rows: readonly ReturnType<typeof rowOf>[],
): Promise<void> {
  await tx.query(
    `INSERT INTO passage (tenant_id, id, document_id, position, heading, text, page, questions, search, text_version, hash)
     SELECT $1, x.id, $2, x.position, x.heading, x.text, x.page, x.questions,
       array_to_tsvector(ARRAY(SELECT jsonb_array_elements_text(x.terms))), $3, x.hash
     FROM jsonb_to_recordset($4::jsonb) AS x(id uuid, position int, heading text, text text, page int, questions jsonb,
       terms jsonb, hash text)`,
    [tx.tenantId, documentId, textVersion, json(rows)],
  )
}

interface PassageRow {
  document_id: string
  kind: Passage['kind']
  key: string
  language: Language
  title: string
  similar_questions: string[]
  url: string | null
  passage_id: string
  heading: string | null
  text: string
  page: number | null
  questions: string[] | null
  scope: Scope
  tags: string[]
}

const SELECT = `SELECT d.id AS document_id, d.kind, d.key, d.language, d.title, d.similar_questions, d.url,
   d.scope, d.tags, p.id AS passage_id, p.heading, p.text, p.page, p.questions
 FROM document d JOIN passage p ON p.tenant_id = d.tenant_id AND p.document_id = d.id`

/** Every passage of the enabled documents, or of some of them, for the index: document by document. */
export async function readPassages(db: TenantQuery, documentIds?: readonly string[]): Promise<Passage[]> {
  const { rows } = await db.query<PassageRow>(
    `${SELECT} WHERE d.tenant_id = $1 AND d.enabled AND ($2::uuid[] IS NULL OR d.id = ANY($2::uuid[]))
     ORDER BY d.id, p.position`,
    [db.tenantId, documentIds ?? null],
  )
  return rows.map(toPassage)
}

/** These passages, as far as they are still there and enabled. */
export async function readPassagesById(db: TenantQuery, ids: readonly string[]): Promise<Passage[]> {
  const { rows } = await db.query<PassageRow>(
    `${SELECT} WHERE d.tenant_id = $1 AND d.enabled AND p.id = ANY($2::uuid[]) ORDER BY p.id`,
    [db.tenantId, ids],
  )
  return rows.map(toPassage)
}

/** How many passages are searched. */
export async function countPassages(db: TenantQuery): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM document d JOIN passage p ON p.tenant_id = d.tenant_id AND p.document_id = d.id
     WHERE d.tenant_id = $1 AND d.enabled`,
    [db.tenantId],
  )
  return rows[0]?.n ?? 0
}

/** A document's passages in their order. */
export async function readPassagesOf(db: TenantQuery, documentId: string): Promise<Passage[]> {
  const { rows } = await db.query<PassageRow>(`${SELECT} WHERE d.tenant_id = $1 AND d.id = $2 ORDER BY p.position`, [
    db.tenantId,
    documentId,
  ])
  return rows.map(toPassage)
}

/** A passage that answers this viewer now. @throws NotFound `passage_not_found`: of another tenant, switched off, not for him, or gone. */
export async function readPassage(db: TenantQuery, id: string, viewer: Viewer): Promise<Passage> {
  const { rows } = await db.query<PassageRow>(`${SELECT} WHERE d.tenant_id = $1 AND p.id = $2 AND d.enabled`, [
    db.tenantId,
    id,
  ])
  const passage = rows[0] && toPassage(rows[0])
  if (passage && isSeen(viewer, passage, Date.now())) return passage
  throw new NotFound('passage_not_found', 'This passage is not in the knowledge any more.', { value: id })
}

function toPassage(row: PassageRow): Passage {
  return {
    passageId: row.passage_id,
    documentId: row.document_id,
    kind: row.kind,
    key: row.key,
    language: row.language,
    title: row.title,
    ...(row.heading === null ? {} : { heading: row.heading }),
    text: row.text,
    questions:
      row.questions ?? questionsOf({ title: row.title, similar: row.similar_questions }, row.heading ?? undefined, []),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.page === null ? {} : { page: row.page }),
    ...(isLimited(row.scope) ? { scope: row.scope } : {}),
    ...(row.tags.length === 0 ? {} : { tags: row.tags }),
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
