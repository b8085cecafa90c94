import { setImmediate } from 'node:timers/promises'

/** Longest stretch of work between two turns of the event loop, in ms: sockets and timers wait no longer. */
const STRETCH_MS = 20

/** To be awaited inside long loops: gives the event loop a turn when its last one is 20 ms ago. Throws when aborted. */
export type Breath = () => Promise<void> | undefined

export function createBreath(signal?: AbortSignal): Breath {
  let last = performance.now()
  return () => {
    signal?.throwIfAborted()
    if (performance.now() - last < STRETCH_MS) return undefined
    return setImmediate().then(() => {
      last = performance.now()
    })
  }
}
