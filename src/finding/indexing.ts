/** Keeps what is found in step with what was said: a moment after each hint, and again and again for what was missed. */
import type { Db } from '../db.ts'
import { contactTerms, lineTerms } from '../text/line-terms.ts'
import { buildOn, type DueLine, type FoundBy, removeLines, takeDue, writeLines } from './line.store.ts'

/** Lines a transaction: a few milliseconds of it, so a new message never waits long, even behind a rebuild. */
const LINES_AT_ONCE = 50
/** Conversations whose lines a rebuild makes due at a time. */
const CONVERSATIONS_AT_ONCE = 50
/** Where lines come one by one, three transactions a second read them, not one a line. */
const COLLECT_MS = 300

export interface Indexing {
  /** There may be something to read: soon. */
  wake(): void
  /** Reads what is due; resolves when nothing is, or another process does it. */
  run(): Promise<void>
  /** Resolves when what runs has ended. */
  stop(): Promise<void>
}

export function createIndexing(db: Db, onError: (error: unknown) => void): Indexing {
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let stopped = false

  async function rounds(): Promise<void> {
    while (!stopped && (await indexOnce(db))) await new Promise(resolve => setImmediate(resolve))
  }

  function run(): Promise<void> {
    running ??= rounds().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    wake() {
      if (stopped) return
      timer ??= setTimeout(() => {
        timer = undefined
        run().catch(onError)
      }, COLLECT_MS).unref()
    },
    run,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running?.catch(() => {})
    },
  }
}

/**
 * One transaction's worth; false when there is nothing more to do here and now. What comes after it waits for the next
 * hint, so that many lines are read at once.
 */
export async function indexOnce(db: Db): Promise<boolean> {
  return db.transaction(async tx => {
    const due = await takeDue(tx, LINES_AT_ONCE)
    if (due === undefined) return false
    const lines = due.lines.map(read)
    const found = lines.filter(line => line.terms.length > 0)
    const gone = lines.filter(line => line.terms.length === 0)
    if (found.length > 0) await writeLines(tx, found)
    if (gone.length > 0) await removeLines(tx, gone)
    return due.more || (!due.built && (await buildOn(tx, CONVERSATIONS_AT_ONCE)))
  })
}

function read({ contact, notes, text, at, ...line }: DueLine): FoundBy {
  const terms = contact === undefined ? lineTerms(text ?? '') : contactTerms(contact, notes)
  return { ...line, at: at ?? new Date(0), terms }
}
