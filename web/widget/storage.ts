import { type KeyValue, memoryStorage } from '../../src/client/outbox.ts'

/** localStorage; where the browser forbids it (sandboxed frames, blocked cookies), memory. */
export function browserStorage(): KeyValue {
  try {
    const probe = 'yingda:probe'
    localStorage.setItem(probe, '1')
    localStorage.removeItem(probe)
    return localStorage
  } catch {
    return memoryStorage()
  }
}
