/**
 * One process at a time in a data directory. PGlite has no lock of its own: a second process would open the same
 * files, and rows committed there would silently be lost. The lock is a file made by `link`, which is atomic; a lock
 * whose process is dead is removed, by one process at a time, and taken.
 */
import { randomUUID } from 'node:crypto'
import { accessSync, constants, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { Conflict, InvalidInput } from '../errors.ts'

/** Who holds a data directory, and the socket on which he answers other processes of this machine. */
export interface LockHolder {
  pid: number
  /** Kernel start time of the process, so that a reused pid is not taken for the holder; '' where unknown. */
  started: string
  host: string
  token: string
  socketPath: string
}

export interface DataLock {
  readonly holder: LockHolder
  release(): void
}

export type LockAttempt = { kind: 'held'; lock: DataLock } | { kind: 'busy'; holder: LockHolder }

const LOCK_FILE = 'yingda.lock'
/** While another process removes a dead one's lock, which takes well below a millisecond. */
const ATTEMPTS = 100
const PAUSE_MS = 5

/**
 * Takes the lock of a data directory, making the directory when it is missing.
 * @throws InvalidInput `data_dir_unusable` when it cannot be made or written.
 */
export function tryLock(dataDir: string, socketPath: string): LockAttempt {
  prepare(dataDir)
  const path = join(dataDir, LOCK_FILE)
  const mine: LockHolder = {
    pid: process.pid,
    started: startTime(process.pid),
    host: hostname(),
    token: randomUUID(),
    socketPath,
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (linkNew(path, mine)) return { kind: 'held', lock: held(path, mine) }
    const holder = readHolder(path)
    if (holder !== undefined && isAlive(holder)) return { kind: 'busy', holder }
    if (holder !== undefined) removeDead(path, holder, mine)
    else if (attempt > 0) pause()
  }
  throw new Conflict('data_dir_contended', `Several processes fight for ${dataDir}.`, {
    remedy: 'Start only one Yingda on this data directory.',
    value: dataDir,
  })
}

/** The refusal for a second server on the same directory. */
export function dataDirBusy(dataDir: string, holder: LockHolder): Conflict {
  const where = holder.host === hostname() ? `process ${holder.pid}` : `process ${holder.pid} on ${holder.host}`
  return new Conflict('data_dir_busy', `The data directory ${dataDir} is in use by ${where}.`, {
    remedy:
      holder.host === hostname()
        ? 'Stop that process, or set YINGDA_DATA to another directory; for several processes set DATABASE_URL.'
        : `If that machine is gone, remove ${join(dataDir, LOCK_FILE)}; for several processes set DATABASE_URL.`,
    value: dataDir,
    params: { pid: holder.pid },
  })
}

function prepare(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw new InvalidInput('data_dir_unusable', `The data directory ${dataDir} cannot be made or written.`, {
      remedy: 'Set YINGDA_DATA to a directory that this user may write, or change its owner.',
      value: dataDir,
      cause,
    })
  }
}

function linkNew(path: string, mine: LockHolder): boolean {
  const temporary = `${path}.${mine.token}.new`
  writeFileSync(temporary, JSON.stringify(mine), { mode: 0o600 })
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Undefined when nobody holds it. A file that is no lock (a power cut emptied it) belongs to nobody who is alive. */
function readHolder(path: string): LockHolder | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  try {
    return JSON.parse(text) as LockHolder
  } catch {
    return NOBODY
  }
}

const NOBODY: LockHolder = { pid: 0, started: '', host: '', token: 'unreadable', socketPath: '' }

function isAlive(holder: LockHolder): boolean {
  if (holder.token === NOBODY.token) return false
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.started === '' || holder.started === startTime(holder.pid)
}

/**
 * Removes the lock of a dead process. A guard, named after that lock, lets one process at a time do it: without one, a
 * process that had read the dead lock could remove the fresh lock of a rival who was quicker. Where the guard's own
 * process is dead, the guard is removed in the same way. The token of a lock never comes back, so that whoever holds
 * its guard, and still finds it in place, is the only one to remove it.
 */
function removeDead(path: string, dead: LockHolder, mine: LockHolder): void {
  const guard = `${path}.${dead.token}`
  if (!linkNew(guard, mine)) {
    const rival = readHolder(guard)
    if (rival !== undefined && !isAlive(rival)) removeDead(guard, rival, mine)
    return pause()
  }
  try {
    if (readHolder(path)?.token === dead.token) rmSync(path, { force: true })
  } finally {
    rmSync(guard, { force: true })
  }
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
}

function held(path: string, holder: LockHolder): DataLock {
  const release = () => {
    if (readHolder(path)?.token === holder.token) rmSync(path, { force: true })
  }
  return { holder, release }
}

/** Field 22 of /proc/PID/stat (proc(5)): start time in clock ticks since boot; '' on other systems. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
