/** Stored work that a process takes up one after the other, whenever somebody says that there may be some. */
export interface WorkLoop {
  /** Looks for work now: somebody has just stored some, or another process died. */
  wake(): void
  /** Resolves when there is nothing left to do here. */
  idle(): Promise<void>
  /** Takes up nothing more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** `workOne` claims a piece of work and does it; false where there is none. */
export function createWorkLoop(workOne: () => Promise<boolean>, onError: (error: unknown) => void): WorkLoop {
  let working: Promise<void> | undefined
  let again = false
  let stopped = false

  async function workAll(): Promise<void> {
    do {
      again = false
      while (!stopped && (await workOne()));
    } while (again && !stopped)
  }

  return {
    wake() {
      again = true
      if (stopped) return
      working ??= workAll()
        .catch(onError)
        .finally(() => {
          working = undefined
        })
    },
    idle: async () => working,
    async stop() {
      stopped = true
      await working
    },
  }
}
