import type { KeyValue } from '../../src/client/outbox.ts'

/** localStorage; where the browser forbids it (sandboxed frames, blocked cookies), the page's own memory. */
export function browserStorage(): KeyValue {
  try {
    const probe = 'yingda:probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    const values = new Map<string, string>()
    return {
      getItem: key => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: key => void values.delete(key),
    }
  }
}

/** The widget's own comforts (draft, sound, last look): lost without harm. */
export function createMemo(storage: KeyValue, inboxId: string) {
  return {
    get: (name: string) => storage.getItem(`yingda:${inboxId}:${name}`),
    set(name: string, value: string) {
      try {
        storage.setItem(`yingda:${inboxId}:${name}`, value)
      } catch {
        // Full.
      }
    },
  }
}
