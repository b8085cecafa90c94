/** What passes between the thread that parses and the one that asks. */
import type { Sendable } from '../thread.ts'
import type { ParseOptions } from './parsed-file.ts'

export type ParserRequest =
  | { kind: 'parse'; name: string; bytes: Uint8Array; options: ParseOptions }
  | { kind: 'preview'; name: string; bytes: Uint8Array }
  /** `bytes` are an article's Markdown in UTF-8. */
  | { kind: 'split'; bytes: Uint8Array }
  | { kind: 'links'; bytes: Uint8Array; url: string; contentType: string }

export type ParserAnswer =
  /** The thread has its modules: from here on time counts against the file. */
  | { kind: 'ready' }
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'done'; value: unknown }
  | { kind: 'failed'; error: Sendable }
