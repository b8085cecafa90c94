/** Builds the way of sources into the knowledge: the parser's thread, the guarded door, the readers, the use cases. */
import { actingAlone } from '../acting.ts'
import { createSourceAdmin } from '../admin/sources.ts'
import type { TenantEmbedders } from '../admin/tenant-embedder.ts'
import type { Bus } from '../bus.ts'
import type { Config } from '../config.ts'
import type { Db } from '../db.ts'
import { createGuardedFetch } from '../fetching/guarded-fetch.ts'
import { createSourceFetcher } from '../jobs/fetch-source.ts'
import { createIngestion } from '../jobs/ingestion.ts'
import { createFileParser } from '../parsing/parser-thread.ts'
import type { IngestionRef } from '../retrieval/ingestion.store.ts'
import { vectorTable } from '../retrieval/stored-vectors.ts'

export interface SourcesDeps {
  config: Pick<Config, 'fetchPrivate' | 'redisUrl'>
  db: Db
  bus: Bus
  embedders: Pick<TenantEmbedders, 'hold'>
  onError(error: unknown): void
}

export async function buildSources({ config, db, bus, embedders, onError }: SourcesDeps) {
  const parser = createFileParser()
  const fetch = createGuardedFetch({ allowPrivate: config.fetchPrivate })
  const ingestion = createIngestion({
    db,
    bus,
    parse: (name, bytes, options, { signal, progress }) =>
      parser.parse(name, bytes, options, { signal, progress: (done, of) => progress?.(done / of) }),
    split: parser.split,
    fetch: createSourceFetcher({ fetch, linksOf: parser.links }),
    async vectorsOf(tenantId) {
      const { embedder, release } = await embedders.hold(tenantId)
      const index = embedder && vectorTable(db, tenantId, embedder)
      if (embedder && index) return { embedder, index, release }
      release()
      return undefined
    },
    onError,
  })
  const queue = config.redisUrl === undefined ? undefined : await openQueue(config.redisUrl)
  /** BullMQ is imported where it is wanted: its modules are a tenth of a second of each start. */
  async function openQueue(url: string) {
    const { createRedisQueue } = await import('../jobs/redis-queue.ts')
    return createRedisQueue({ url, run: ingestion.run, onError })
  }
  /** Where Redis does not answer, this process reads by itself. */
  const read = (ref: IngestionRef) => {
    if (queue === undefined) return ingestion.wake()
    queue.add(ref).catch(error => {
      onError(error)
      ingestion.wake()
    })
  }
  /** What is read follows from the source; nobody wrote it by hand. */
  const wake = (ref: IngestionRef) => actingAlone(() => read(ref))
  const admin = createSourceAdmin({ db, bus, wake, preview: (name, bytes) => parser.preview(name, bytes) })

  async function stop(): Promise<void> {
    await ingestion.stop()
    await queue?.close()
    await parser.close()
  }

  return { admin, ingestion, stop }
}
