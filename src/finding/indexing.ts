/** Keeps what is found in step with what was said: a moment after each hint, and again and again for what was missed. */
import type { Db } from '../db.ts'
import { contactTerms, lineTerms } from '../text/line-terms.ts'
import { buildOn, type DueLine, type FoundBy, lockBuild, removeLines, takeDue, writeLines } from './line.store.ts'

/** Lines a transaction: about 30 ms of it, so a new message never waits long behind a rebuild. */
const LINES_AT_ONCE = 300
/** Conversations whose lines a rebuild makes due at a time. */
const CONVERSATIONS_AT_ONCE = 50
/** A busy minute costs three transactions a second, not one a message. */
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

/** One transaction's worth; false when there is nothing more to do here and now. */
export async function indexOnce(db: Db): Promise<boolean> {
  return db.transaction(async tx => {
    if (!(await lockBuild(tx))) return false
    const due = await takeDue(tx, LINES_AT_ONCE)
    if (due.length === 0) return buildOn(tx, CONVERSATIONS_AT_ONCE)
    const lines = due.map(read)
    const found = lines.filter(line => line.terms.length > 0)
    const gone = lines.filter(line => line.terms.length === 0)
    if (found.length > 0) await writeLines(tx, found)
    if (gone.length > 0) await removeLines(tx, gone)
    return true
  })
}

function read({ contact, text, at, ...line }: DueLine): FoundBy {
  const terms = contact === undefined ? lineTerms(text ?? '') : contactTerms(contact)
  return { ...line, at: at ?? new Date(0), terms }
}
