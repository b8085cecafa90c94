/** Knowledge files on their way in, and changes to documents announced to every process. */
import type { Bus } from '../bus.ts'
import type { Db } from '../db.ts'
import { InvalidInput } from '../errors.ts'
import { parseFaqCsv } from '../parsing/faq-csv.ts'
import { parseFaqJsonl } from '../parsing/faq-jsonl.ts'
import { parseMarkdown } from '../parsing/markdown.ts'
import type { ParsedDocument } from '../parsing/parsed-document.ts'
import {
  type DocumentContent,
  type DocumentFilter,
  deleteDocument,
  insertDocument,
  listDocuments,
  readDocument,
  updateDocument,
  upsertDocuments,
} from '../retrieval/knowledge.store.ts'
import { readPassagesOf } from '../retrieval/passage.store.ts'
import { readPlace, readPlaces } from '../retrieval/passage-place.store.ts'
import { type ExportFormat, exportDocuments } from './knowledge-export.ts'
import { checkScope } from './scope.ts'

/** One parser a kind of file, by its ending. */
const PARSERS: Record<string, (name: string, text: string) => ParsedDocument[]> = {
  '.md': parseMarkdown,
  '.jsonl': parseFaqJsonl,
  '.csv': parseFaqCsv,
}
export const KNOWLEDGE_ENDINGS = Object.keys(PARSERS)

export type KnowledgeAdmin = ReturnType<typeof createKnowledgeAdmin>

export function createKnowledgeAdmin({ db, bus }: { db: Db; bus: Bus }) {
  /** Runs a change, then tells every process to look again. */
  async function changing<T>(tenantId: string, work: () => Promise<T>): Promise<T> {
    const result = await work()
    bus.publish({ kind: 'knowledge', tenantId })
    return result
  }

  return {
    list: (tenantId: string, filter: DocumentFilter) => listDocuments(db.tenant(tenantId), filter),
    read: (tenantId: string, id: string) => readDocument(db.tenant(tenantId), id),
    async passages(tenantId: string, id: string) {
      await readDocument(db.tenant(tenantId), id)
      return readPassagesOf(db.tenant(tenantId), id)
    },
    /** Of those that are still there. */
    places: (tenantId: string, passageIds: readonly string[]) => readPlaces(db.tenant(tenantId), passageIds),
    /** @throws NotFound `passage_not_found`. */
    place: (tenantId: string, passageId: string) => readPlace(db.tenant(tenantId), passageId),
    /** Everything, in pieces of text. */
    export: (tenantId: string, format: ExportFormat) => exportDocuments(db.tenant(tenantId), format),
    async add(tenantId: string, content: DocumentContent) {
      if (content.scope) await checkScope(db.tenant(tenantId), content.scope)
      return changing(tenantId, () => insertDocument(db.tenant(tenantId), content))
    },
    async change(
      tenantId: string,
      id: string,
      revision: number,
      content: Omit<DocumentContent, 'kind' | 'key' | 'language'>,
    ) {
      if (content.scope) await checkScope(db.tenant(tenantId), content.scope)
      return changing(tenantId, () => updateDocument(db.tenant(tenantId), id, revision, content))
    },
    remove: (tenantId: string, id: string) => changing(tenantId, () => deleteDocument(db.tenant(tenantId), id)),
    /** Adds or replaces documents; nothing is stored when one of them cannot be. */
    import: (tenantId: string, documents: readonly DocumentContent[]) =>
      changing(tenantId, () => upsertDocuments(db.tenant(tenantId), documents)),
  }
}

/**
 * Reads one knowledge file by its ending.
 * @throws InvalidInput naming the file, and the line and value where one is wrong.
 */
export function parseKnowledgeFile(name: string, text: string): ParsedDocument[] {
  const ending = name.slice(name.lastIndexOf('.')).toLowerCase()
  const parser = PARSERS[ending]
  if (parser === undefined) {
    throw new InvalidInput('file_kind_unknown', `${name} is not a knowledge file that can be imported.`, {
      remedy: `Use one of: ${KNOWLEDGE_ENDINGS.join(', ')}.`,
      value: ending,
    })
  }
  return parser(name, text)
}
