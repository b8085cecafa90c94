/** Replies begun and not sent, kept per conversation in this browser: they survive a reload and switching. */
export interface DraftStore {
  /** Empty when nothing was begun. */
  get(conversationId: string): string
  set(conversationId: string, text: string): void
}

/** What is used of localStorage. */
export interface KeyValue {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
}

interface Draft {
  text: string
  /** When it was last changed, milliseconds: the oldest go first. */
  at: number
}

/** Longest reply, UTF-16 code units: as MAX_TEXT of the server; a test holds them equal. */
export const MAX_REPLY = 4000

/** More than this many drafts are never real work: the oldest are forgotten. */
export const MAX_DRAFTS = 100

/** One agent's drafts; two agents who share a browser do not see each other's. */
export function createDraftStore(storage: KeyValue, agentId: string, now: () => number = Date.now): DraftStore {
  const key = `yingda.drafts.${agentId}`
  const drafts = load(storage, key)
  return {
    get: id => drafts.get(id)?.text ?? '',
    set(id, text) {
      drafts.delete(id)
      if (text.trim() !== '') drafts.set(id, { text, at: now() })
      forgetOldest(drafts)
      save(storage, key, drafts)
    },
  }
}

function load(storage: KeyValue, key: string): Map<string, Draft> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return new Map(Array.isArray(stored) ? stored.filter(isEntry) : [])
  } catch {
    return new Map()
  }
}

function isEntry(entry: unknown): entry is [string, Draft] {
  return (
    Array.isArray(entry) && typeof entry[0] === 'string' && typeof (entry[1] as Draft | undefined)?.text === 'string'
  )
}

function forgetOldest(drafts: Map<string, Draft>): void {
  if (drafts.size <= MAX_DRAFTS) return
  const oldest = [...drafts].sort(([, a], [, b]) => a.at - b.at).slice(0, drafts.size - MAX_DRAFTS)
  for (const [id] of oldest) drafts.delete(id)
}

function save(storage: KeyValue, key: string, drafts: Map<string, Draft>): void {
  try {
    storage.setItem(key, JSON.stringify([...drafts]))
  } catch {
    // Storage full or forbidden: the draft still lives as long as the page.
  }
}
