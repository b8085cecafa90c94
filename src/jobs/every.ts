/** Repeats a job of this process; what must survive a restart is a row with a due time, which the job looks for. */
export interface Repeating {
  stop(): Promise<void>
}

/** Runs `work`, waits `everyMs`, and again; never two at once. Failures go to `onError` and do not end it. */
export function repeat(everyMs: number, work: () => Promise<void>, onError: (error: unknown) => void): Repeating {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> = Promise.resolve()
  const round = () => {
    running = work()
      .catch(onError)
      .then(() => {
        if (!stopped) timer = setTimeout(round, everyMs).unref()
      })
  }
  timer = setTimeout(round, everyMs).unref()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
