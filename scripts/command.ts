import type { YingdaError } from '../src/errors.ts'

/** What a command of the command line is. Import what is heavy inside `run`: `--help` must not load the engine. */
export interface Command {
  /** As `cac` reads it: `import <path>`. */
  usage: string
  summary: string
  example: string
  options: { flags: string; description: string }[]
  /** Positional arguments in order, then the options. Returns the exit code, or nothing for 0. */
  run(args: readonly string[], options: Record<string, unknown>): Promise<number | undefined>
}

/** Exit codes, as documented in docs/cli.md. */
export const EXIT = { done: 0, failed: 1, usage: 2, invalid: 3, unavailable: 4 } as const

/** One line for every help text. */
export const EXIT_CODES = '0 done · 1 unexpected · 2 usage or a setting · 3 invalid input · 4 conflict or unavailable'

/** Wrong values of the environment or of an option: the command line is what must be changed, not a file. */
const OF_SETTINGS = new Set([
  'bad_setting',
  'option_invalid',
  'option_missing',
  'data_dir_unusable',
  'address_unusable',
  'embedder_directory_invalid',
])
/** A statement that the database refused is nothing that the caller could have known. */
const UNEXPECTED = new Set(['query_failed'])
const NOT_NOW = new Set(['conflict', 'unavailable', 'too_many'])

/** The exit code of an expected failure. */
export function exitOf({ kind, code }: YingdaError): number {
  if (OF_SETTINGS.has(code)) return EXIT.usage
  if (UNEXPECTED.has(code)) return EXIT.failed
  return NOT_NOW.has(kind) ? EXIT.unavailable : EXIT.invalid
}
