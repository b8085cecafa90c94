/** The bots of all tenants, each loaded when first asked for and again when its knowledge, model or settings change. */
import type { Bus } from '../bus.ts'

export interface Bots<B> {
  /** The tenant's bot. While a newer one is loading, the one before answers; when none can be loaded, the spare one. */
  get(tenantId: string): Promise<B>
  close(): void
}

interface Entry<B> {
  current: Promise<B>
  loading: Promise<B> | undefined
  /** Something changed while loading: load once more. */
  stale: boolean
}

export function createBots<B>(
  bus: Bus,
  load: (tenantId: string) => Promise<B>,
  spare: B,
  onError: (error: unknown) => void,
): Bots<B> {
  const entries = new Map<string, Entry<B>>()

  function get(tenantId: string): Promise<B> {
    const known = entries.get(tenantId)
    if (known !== undefined) return known.current
    const first = load(tenantId).catch(error => {
      // Forgotten, so that the next message tries again; this one brings a person.
      entries.delete(tenantId)
      onError(error)
      return spare
    })
    entries.set(tenantId, { current: first, loading: undefined, stale: false })
    return first
  }

  function reload(tenantId: string): void {
    const entry = entries.get(tenantId)
    if (entry === undefined) return
    if (entry.loading !== undefined) {
      entry.stale = true
      return
    }
    entry.stale = false
    entry.loading = load(tenantId)
    entry.loading
      .then(bot => {
        entry.current = Promise.resolve(bot)
      }, onError)
      .finally(() => {
        entry.loading = undefined
        if (entry.stale) reload(tenantId)
      })
  }

  const close = bus.subscribe(hint => {
    if (hint.kind === 'knowledge' || hint.kind === 'model' || hint.kind === 'settings') reload(hint.tenantId)
    if (hint.kind === 'reread') for (const tenantId of entries.keys()) reload(tenantId)
  })
  return { get, close }
}
