/**
 * What a holder of the embedded database and its users say to each other, over a worker's port or the control socket.
 * `session` 0 is autocommit; any other number is one open transaction.
 */
export type Request =
  | { id: number; op: 'query'; session: number; sql: string; params?: readonly unknown[] | undefined }
  | { id: number; op: 'begin' | 'commit' | 'rollback'; session: number }
  | { id: number; op: 'close'; session: 0 }

export type Reply =
  | { id: number; ok: true; rows: unknown[]; count: number }
  | { id: number; ok: false; message: string; sqlState: string; constraint?: string | undefined }
