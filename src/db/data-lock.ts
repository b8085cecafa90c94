/**
 * One process at a time in a data directory. PGlite has no lock of its own: a second process would open the same
 * files, and rows committed there would silently be lost. The lock is a file made by `link`, which is atomic; a lock
 * whose process is dead is moved aside and taken.
 */
import { randomUUID } from 'node:crypto'
import { accessSync, constants, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
const ATTEMPTS = 5

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
    if (linkNew(dataDir, path, mine)) return { kind: 'held', lock: held(path, mine) }
    const holder = readHolder(path)
    if (holder === undefined) continue
    if (isAlive(holder)) return { kind: 'busy', holder }
    moveAside(path, holder)
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

function linkNew(dataDir: string, path: string, mine: LockHolder): boolean {
  const temporary = join(dataDir, `.${mine.token}`)
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

function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder
  } catch {
    return undefined
  }
}

function isAlive(holder: LockHolder): boolean {
  if (holder.host !== hostname()) return true
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return holder.started === '' || holder.started === startTime(holder.pid)
}

/** Moves a dead holder's lock away. If a rival was quicker and it is his fresh lock that was moved, puts it back. */
function moveAside(path: string, dead: LockHolder): void {
  const aside = `${path}.${randomUUID()}`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (readHolder(aside)?.token !== dead.token) {
    try {
      linkSync(aside, path)
    } catch {
      // A third process holds it already; the rival sees that when he looks.
    }
  }
  rmSync(aside, { force: true })
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
