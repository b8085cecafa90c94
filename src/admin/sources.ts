/** Sources of knowledge: uploaded, fetched, read again, put back, removed. What is stored here is read by jobs. */
import type { Bus } from '../bus.ts'
import type { Db, TenantQuery } from '../db.ts'
import { InvalidInput, TooLarge } from '../errors.ts'
import { bareName } from '../parsing/file-name.ts'
import type { TablePreview } from '../parsing/parsed-file.ts'
import { cancelIngestion, type IngestionRef, insertIngestion } from '../retrieval/ingestion.store.ts'
import type { Scope } from '../retrieval/scope.ts'
import {
  addVersion,
  changeSource,
  deleteSource,
  findFileSource,
  insertSource,
  readFile,
  readSource,
  requireVersion,
  SITE_DEFAULTS,
  type SourceOptions,
  type StoredFile,
} from '../retrieval/source.store.ts'
import { limitSource } from '../retrieval/source-documents.store.ts'
import {
  listSources,
  listVersions,
  type SourceView,
  type VersionView,
  viewSource,
} from '../retrieval/source-list.store.ts'
import { checkScope } from './scope.ts'

export interface SourceAdminDeps {
  db: Db
  bus: Bus
  /** There is a new work row. */
  wake(ref: IngestionRef): void
  /** The head of a table, to check its columns. */
  preview(name: string, bytes: Uint8Array): Promise<TablePreview>
}

export type SourceAdmin = ReturnType<typeof createSourceAdmin>

/** Largest file, in bytes. */
export const MAX_UPLOAD = 30_000_000
const MAX_NAME = 200
/** Pages of a site at most, and how far from the first one. */
export const SITE_LIMITS = { depth: 5, pages: 500 }

export function createSourceAdmin({ db, bus, wake, preview }: SourceAdminDeps) {
  /** Stores something to be read, with its work row, in one transaction; then the readers are told. */
  async function queueing(tenantId: string, work: (tx: TenantQuery) => Promise<Queued>): Promise<SourceView> {
    const { sourceId, ref } = await db.tenant(tenantId).transaction(async tx => {
      const { sourceId, version } = await work(tx)
      return { sourceId, ref: await insertIngestion(tx, sourceId, version) }
    })
    wake(ref)
    return one(tenantId, sourceId)
  }

  const one = (tenantId: string, id: string): Promise<SourceView> => viewSource(db.tenant(tenantId), id)

  return {
    list: (tenantId: string): Promise<SourceView[]> => listSources(db.tenant(tenantId)),
    async read(tenantId: string, id: string): Promise<{ source: SourceView; versions: VersionView[] }> {
      return { source: await one(tenantId, id), versions: await listVersions(db.tenant(tenantId), id) }
    },
    preview(name: string, bytes: Uint8Array): Promise<TablePreview> {
      return preview(cleanName(name), checkSize(name, bytes))
    },
    /** A file of a name that is there already is its next version. @throws TooLarge `file_too_large`; Conflict `ingestion_running`. */
    upload(tenantId: string, name: string, bytes: Uint8Array, options: SourceOptions): Promise<SourceView> {
      const file = { name: cleanName(name), bytes: checkSize(name, bytes) }
      return queueing(tenantId, async tx => {
        const known = await findFileSource(tx, file.name)
        const { id } = known ?? (await insertSource(tx, { kind: 'file', name: file.name, options }))
        if (known && options.columns !== undefined) await changeSource(tx, id, { ...known, options })
        return { sourceId: id, version: await addVersion(tx, id, [file]) }
      })
    },
    addAddress(tenantId: string, address: Address): Promise<SourceView> {
      const { kind, url, depth, pages, refreshHours } = address
      const options =
        kind === 'site' ? { depth: depth ?? SITE_DEFAULTS.depth, pages: pages ?? SITE_DEFAULTS.pages } : {}
      return queueing(tenantId, async tx => {
        const { id } = await insertSource(tx, { kind, name: nameOf(url), url, options, refreshHours })
        return { sourceId: id, version: undefined }
      })
    },
    /** How it is read, how often, and where it applies; a table whose columns changed is read again. */
    async change(tenantId: string, id: string, change: SourceChange): Promise<SourceView> {
      const tenant = db.tenant(tenantId)
      const before = await readSource(tenant, id)
      const options = { ...before.options, ...change.options }
      const { scope } = change
      if (scope !== undefined) await checkScope(tenant, scope)
      await tenant.transaction(async tx => {
        await changeSource(tx, id, {
          name: change.name === undefined ? before.name : cleanName(change.name),
          options,
          refreshHours: change.refreshHours === undefined ? before.refreshHours : (change.refreshHours ?? undefined),
        })
        if (scope !== undefined) await limitSource(tx, id, scope)
      })
      if (scope !== undefined) bus.publish({ kind: 'knowledge', tenantId })
      if (change.options?.columns === undefined) return one(tenantId, id)
      return queueing(tenantId, async () => ({ sourceId: id, version: before.lastVersion }))
    },
    /** Fetches a page or site again; reads a file again. */
    readAgain(tenantId: string, id: string): Promise<SourceView> {
      return queueing(tenantId, async tx => {
        const { kind, lastVersion } = await readSource(tx, id)
        return { sourceId: id, version: kind === 'file' ? lastVersion : undefined }
      })
    },
    /** The documents of an older version answer again. */
    putBack(tenantId: string, id: string, version: number): Promise<SourceView> {
      return queueing(tenantId, async tx => {
        await requireVersion(tx, id, version)
        return { sourceId: id, version }
      })
    },
    async cancel(tenantId: string, id: string): Promise<SourceView> {
      const { ingestion } = await one(tenantId, id)
      await cancelIngestion(db.tenant(tenantId), ingestion?.id ?? id)
      return one(tenantId, id)
    },
    /** With its documents, passages and vectors. */
    async remove(tenantId: string, id: string): Promise<void> {
      await deleteSource(db.tenant(tenantId), id)
      bus.publish({ kind: 'knowledge', tenantId })
    },
    /** `version` undefined: the one whose documents answer. */
    async original(tenantId: string, id: string, version: number | undefined, file: number): Promise<StoredFile> {
      const tenant = db.tenant(tenantId)
      const source = await readSource(tenant, id)
      return readFile(tenant, id, version ?? source.version ?? source.lastVersion, file)
    },
  }
}

interface Queued {
  sourceId: string
  /** undefined: fetched first. */
  version: number | undefined
}

export interface Address {
  kind: 'page' | 'site'
  url: string
  depth?: number | undefined
  pages?: number | undefined
  refreshHours?: number | undefined
}

export interface SourceChange {
  name?: string | undefined
  options?: SourceOptions | undefined
  /** Where its documents apply. */
  scope?: Scope | undefined
  /** null: no longer by the clock. */
  refreshHours?: number | null | undefined
}

/** A name as it is shown and found again. */
function cleanName(name: string): string {
  const clean = bareName(name.normalize('NFC'))
  if (clean === '' || clean.length > MAX_NAME) {
    throw new InvalidInput('file_name_invalid', `A file’s name has 1 to ${MAX_NAME} characters.`, {
      remedy: 'Rename the file.',
      value: clean,
    })
  }
  return clean
}

function checkSize(name: string, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) {
    throw new InvalidInput('file_empty', `${name} is empty.`, {
      remedy: 'Choose a file with something in it.',
      value: name,
    })
  }
  if (bytes.length > MAX_UPLOAD) throw tooLargeToUpload(name)
  return bytes
}

/** Also while it comes in, when nobody knows yet how large it is. */
export const tooLargeToUpload = (name: string): TooLarge =>
  new TooLarge('file_too_large', `${name} is larger than ${MAX_UPLOAD} bytes.`, {
    remedy: 'Split it, or leave out its pictures.',
    value: name,
    params: { most: MAX_UPLOAD },
  })

/** Until its title is known. */
const nameOf = (url: string): string => {
  const { host, pathname } = new URL(url)
  return `${host}${pathname === '/' ? '' : pathname}`.slice(0, MAX_NAME)
}
