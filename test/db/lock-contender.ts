/**
 * A process of data-lock.test.ts. Says that it is ready and reads a moment from standard input; then, and every 50 ms
 * after it, tries to take the lock of the next directory; prints what came of it; lives until standard input ends, as a
 * server would.
 */
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { tryLock } from '../../src/db/data-lock.ts'

const EVERY_MS = 50
/** The last stretch is spun, so that all contenders come within microseconds. */
const SPIN_MS = 3
const directories = process.argv.slice(2)
const lines = createInterface(process.stdin)

lines.once('line', contend)
lines.once('close', () => process.exit(0))
console.log('"ready"')

async function contend(startAt: string): Promise<void> {
  const outcomes: string[] = []
  for (const [round, directory] of directories.entries()) {
    const moment = Number(startAt) + round * EVERY_MS
    await wait(Math.max(0, moment - SPIN_MS - Date.now()))
    while (Date.now() < moment) {}
    outcomes.push(attempt(directory))
  }
  console.log(JSON.stringify(outcomes))
}

function attempt(directory: string): string {
  try {
    return tryLock(directory, `${directory}/control.sock`).kind
  } catch (error) {
    return (error as { code?: string }).code ?? String(error)
  }
}
