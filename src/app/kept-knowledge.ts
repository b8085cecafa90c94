/**
 * When what was made of a tenant's knowledge is kept for the next start: when enough has changed, and then it was quiet for
 * a moment. Without it, or with an old one, the next start is as right, and takes longer.
 */
import type { KeptFolder } from '../retrieval/kept-folder.ts'
import { keepWords } from '../retrieval/kept-words.ts'
import { digestsOf } from '../retrieval/passage-digest.ts'
import type { Knowledge } from '../retrieval/search.ts'

/**
 * Smaller knowledge is made anew. Of the sample's start (292 passages, the first thing that a process computes) keeping saves
 * a third: 8.1 -> 5.5 s of processor time on a busy machine. A hundred passages of a warm process take 0.1 s.
 */
export const KEPT_FROM = 100
/** So large a share of the passages must have come or gone: as much is made anew by the next start. */
const CHANGED_SHARE = 0.05
/** During an import it is not written again and again. */
const QUIET_MS = 10_000
/** Where it is never quiet. */
const MOST_MS = 600_000

export interface Keeper {
  /** To be called when the knowledge was loaded or has changed. */
  changed(): void
  /** When nothing is being written, and nothing will be before the next change. */
  idle(): Promise<void>
  close(): void
}

export interface KeeperOptions {
  folder: KeptFolder
  /** What the file system threw; nothing more is kept until the next start. */
  onError(error: unknown): void
  quietMs?: number
}

export function createKeeper(
  knowledge: Pick<Knowledge, 'keep' | 'passages' | 'size' | 'unkept'>,
  { folder, onError, quietMs = QUIET_MS }: KeeperOptions,
): Keeper {
  let timer: NodeJS.Timeout | undefined
  let since: number | undefined
  let writing: Promise<void> | undefined
  let closed = false

  async function keep(): Promise<void> {
    const passages = knowledge.passages()
    const digests = await digestsOf(passages)
    await knowledge.keep(folder, digests)
    if (closed) return
    await keepWords(folder, passages, digests)
  }

  function begin(): void {
    timer = undefined
    since = undefined
    writing = keep()
      .catch(error => {
        closed = true
        onError(error)
      })
      .finally(() => {
        writing = undefined
        changed()
      })
  }

  function changed(): void {
    const { size, unkept } = knowledge
    if (closed || writing || size < KEPT_FROM || unkept <= CHANGED_SHARE * size) return
    since ??= Date.now()
    clearTimeout(timer)
    timer = setTimeout(begin, Math.min(quietMs, Math.max(0, since + MOST_MS - Date.now())))
    timer.unref()
  }

  return {
    changed,
    async idle() {
      while (timer ?? writing) await (writing ?? new Promise(resolve => setTimeout(resolve, quietMs)))
    },
    close() {
      closed = true
      clearTimeout(timer)
      timer = undefined
    },
  }
}
