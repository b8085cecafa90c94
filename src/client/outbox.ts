/**
 * Messages on their way out: kept in a storage that survives a reload, sent in order and one at a time, each under
 * the id it was born with, so that the server takes it once however often it is sent.
 */
import type { Draft } from './timeline.ts'

/** localStorage, or anything like it. */
export interface KeyValue {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

export interface OutboxOptions<D extends Draft> {
  storage: KeyValue
  key: string
  /** Put it on the wire; false when that is not possible now. */
  transmit(draft: D): boolean
  /** No answer came: is the line alive? */
  onSilence(): void
}

export interface Outbox<D extends Draft> {
  /** Oldest first, failed ones included. */
  drafts(): readonly D[]
  add(draft: D): void
  /** The server has it (by ack or by echo). */
  stored(clientMessageId: string): void
  /** The server refused it. True when that is final: it stays, failed, until `retry` or `drop`. */
  refused(clientMessageId: string, error: Refusal): boolean
  /** Send a failed one again, as the newest. */
  retry(clientMessageId: string, change?: Partial<D>): D | undefined
  drop(clientMessageId: string): void
  /** The one that waits for its answer. */
  flying(): string | undefined
  /** The line is there (true) or gone. */
  online(is: boolean): void
}

export interface Refusal {
  code: string
  retryable: boolean
  params?: Record<string, string | number | boolean>
}

const ANSWER_MS = 12_000
const AGAIN_MS = 2000

export function createOutbox<D extends Draft>(options: OutboxOptions<D>): Outbox<D> {
  const { storage, key, transmit, onSilence } = options
  let drafts = load<D>(storage, key)
  let open = false
  /** The one that is on the wire, or waits to be sent again. */
  let flying: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Another tab may keep its own drafts under the same key: change only ours. */
  const keep = (change: (kept: D[]) => D[]) => {
    const kept = change(load<D>(storage, key))
    try {
      if (kept.length) storage.setItem(key, JSON.stringify(kept))
      else storage.removeItem(key)
    } catch {
      // Storage full or forbidden: the message still goes out while the page lives.
    }
  }

  const without = (clientMessageId: string) => (list: D[]) => list.filter(d => d.clientMessageId !== clientMessageId)

  const pump = () => {
    const next = drafts.find(draft => draft.failed === undefined)
    if (!open || flying || !next || !transmit(next)) return
    flying = next.clientMessageId
    timer = setTimeout(() => {
      land()
      onSilence()
      pump()
    }, ANSWER_MS)
  }

  const land = () => {
    clearTimeout(timer)
    flying = undefined
  }

  const drop = (clientMessageId: string) => {
    if (!drafts.some(draft => draft.clientMessageId === clientMessageId)) return
    drafts = without(clientMessageId)(drafts)
    keep(without(clientMessageId))
    if (flying === clientMessageId) land()
    pump()
  }

  return {
    drafts: () => drafts,
    add(draft) {
      drafts = [...drafts, draft]
      keep(kept => [...kept, draft])
      pump()
    },
    stored: drop,
    refused(clientMessageId, { code, retryable, params }) {
      if (!drafts.some(draft => draft.clientMessageId === clientMessageId)) return false
      if (flying === clientMessageId) clearTimeout(timer)
      if (retryable) {
        // It keeps its place: those behind it wait with it.
        flying = clientMessageId
        timer = setTimeout(() => {
          land()
          pump()
        }, Number(params?.retryAfterMs) || AGAIN_MS)
        return false
      }
      const fail = (list: D[]) => list.map(d => (d.clientMessageId === clientMessageId ? { ...d, failed: code } : d))
      drafts = fail(drafts)
      keep(fail)
      if (flying === clientMessageId) land()
      pump()
      return true
    },
    retry(clientMessageId, change) {
      const failed = drafts.find(draft => draft.clientMessageId === clientMessageId && draft.failed !== undefined)
      if (!failed) return undefined
      const { failed: _, ...rest } = { ...failed, ...change, at: new Date().toISOString() }
      const draft = rest as unknown as D
      drafts = [...without(clientMessageId)(drafts), draft]
      keep(kept => [...without(clientMessageId)(kept), draft])
      pump()
      return draft
    },
    drop,
    flying: () => flying,
    online(is) {
      open = is
      land()
      pump()
    },
  }
}

/** An id that nobody else makes: 32 hexadecimal digits. (randomUUID does not exist on plain http.) */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}

export function memoryStorage(): KeyValue {
  const values = new Map<string, string>()
  return {
    getItem: key => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: key => void values.delete(key),
  }
}

function load<D>(storage: KeyValue, key: string): D[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? (kept as D[]) : []
  } catch {
    return []
  }
}
