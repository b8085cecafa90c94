export interface Throttle {
  /** There is something to do for this key. */
  ask(key: string): void
}

/** Does `work` for a key at once, then at most every `pauseMs`; what is asked for meanwhile is done once, after the pause. */
export function createThrottle(
  work: (key: string) => Promise<void>,
  { pauseMs, onError }: { pauseMs: number; onError(error: unknown): void },
): Throttle {
  /** Keys that were worked for just now; true when they were asked for since. */
  const resting = new Map<string, boolean>()

  function ask(key: string): void {
    if (resting.has(key)) return void resting.set(key, true)
    resting.set(key, false)
    work(key)
      .catch(onError)
      .finally(() => setTimeout(() => rested(key), pauseMs).unref())
  }

  function rested(key: string): void {
    const again = resting.get(key)
    resting.delete(key)
    if (again) ask(key)
  }

  return { ask }
}
