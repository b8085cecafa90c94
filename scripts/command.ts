/** What a command of the command line is. */
export interface Command {
  /** As `cac` reads it: `import <path>`. */
  usage: string
  summary: string
  example: string
  options: { flags: string; description: string }[]
  /** Positional arguments in order, then the options. Returns the exit code, or nothing for 0. */
  run(args: readonly string[], options: Record<string, unknown>): Promise<number | undefined>
}

/** Exit codes, as documented in the README. */
export const EXIT = { done: 0, failed: 1, usage: 2, invalid: 3, unavailable: 4 } as const
