/** Files and addresses that the server reads as sources: the command stores them, reads them, and shows how far it is. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Address } from '../src/admin/sources.ts'
import { buildSources } from '../src/app/sources.ts'
import type { SourceView } from '../src/retrieval/source-list.store.ts'
import { readNamed } from './named-file.ts'
import type { Progress } from './terminal.ts'
import { type Workplace, withEmbedders } from './workplace.ts'

export type Wanted = { file: string } | { address: Address }

/** How often a running server, which may be the one that reads, is asked how far it is. */
const LOOK_EVERY_MS = 250
const STAGES = ['queued', 'fetching', 'parsing', 'splitting', 'embedding', 'indexing']

/** One after the other; one that cannot be read does not stop the rest. Returns them as they are in the end. */
export function importSources(
  { config, db, bus, tenantId }: Workplace & { tenantId: string },
  wanted: readonly Wanted[],
  progress: Progress,
): Promise<SourceView[]> {
  return withEmbedders({ config, db }, async embedders => {
    const sources = await buildSources({ config, db, bus, embedders, onError: () => {} })
    const done: SourceView[] = []
    try {
      for (const one of wanted) {
        const { id } = await store(sources.admin, tenantId, one)
        done.push(await follow(id, one))
      }
    } finally {
      await sources.stop()
      progress.end()
    }
    return done

    async function follow(id: string, one: Wanted): Promise<SourceView> {
      const name = 'file' in one ? one.file : one.address.url
      for (;;) {
        const { source } = await sources.admin.read(tenantId, id)
        const { ingestion } = source
        if (ingestion === null || ingestion.finishedAt !== null) return source
        const part = (STAGES.indexOf(ingestion.stage) + ingestion.share) / STAGES.length
        progress.show((done.length + Math.max(0, part)) / wanted.length, `${ingestion.stage} ${name}`)
        await pause(LOOK_EVERY_MS)
      }
    }
  })
}

function store(
  admin: Awaited<ReturnType<typeof buildSources>>['admin'],
  tenantId: string,
  wanted: Wanted,
): Promise<SourceView> {
  if ('address' in wanted) return admin.addAddress(tenantId, wanted.address)
  return admin.upload(tenantId, wanted.file, readNamed(wanted.file), {})
}

/** One line a source: what came of it. */
export function describeSource({ name, documents, passages, pages, ingestion }: SourceView): string {
  if (ingestion?.error)
    return `  ${name}   not read: ${ingestion.error.message} ${ingestion.error.remedy ?? ''}`.trimEnd()
  const problems = ingestion?.result?.problems ?? 0
  const parts = [
    ...(pages === null ? [] : [`${pages} pages`]),
    `${documents} ${documents === 1 ? 'document' : 'documents'}`,
    `${passages} passages`,
    ...(problems === 0 ? [] : [`${problems} problems: see the console`]),
  ]
  return `  ${name}   ${parts.join(', ')}`
}
