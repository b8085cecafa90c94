/** Opens the database that the configuration names, with the bus that belongs to it. */
import { type Bus, createLocalBus, type Hint } from '../bus.ts'
import type { Db } from '../db.ts'
import { controlSocketPath, openRemote, serveControlSocket } from './control-socket.ts'
import { dataDirBusy, tryLock } from './data-lock.ts'
import { openEmbedded } from './embedded.ts'
import { openNotifyBus } from './notify-bus.ts'
import { openPostgres } from './postgres.ts'

export interface OpenDatabase {
  db: Db
  bus: Bus
  /** `remote`: another process of this machine holds the embedded database, and we talk through it. */
  via: 'embedded' | 'postgres' | 'remote'
  close(): Promise<void>
}

export interface DatabaseSettings {
  databaseUrl: string | undefined
  databasePool: number
  dataDir: string
}

/**
 * Opens the database for a server (`role: 'server'`), or for a command, which may share the server's.
 * @throws Conflict `data_dir_busy` for a second server; Unavailable `database_unreachable`; InvalidInput `data_dir_unusable`.
 */
export async function openDatabase(settings: DatabaseSettings, role: 'server' | 'command'): Promise<OpenDatabase> {
  if (settings.databaseUrl !== undefined) return openShared(settings.databaseUrl, settings.databasePool)
  const socketPath = controlSocketPath(settings.dataDir)
  const attempt = tryLock(settings.dataDir, socketPath)
  if (attempt.kind === 'held') return openHeld(settings.dataDir, socketPath, attempt.lock)
  if (role === 'server') throw dataDirBusy(settings.dataDir, attempt.holder)
  return openThrough(attempt.holder.socketPath)
}

async function openShared(url: string, poolSize: number): Promise<OpenDatabase> {
  const db = await openPostgres(url, poolSize)
  const bus = await openNotifyBus(url)
  return {
    db,
    bus,
    via: 'postgres',
    async close() {
      await bus.close()
      await db.close()
    },
  }
}

async function openHeld(dataDir: string, socketPath: string, lock: { release(): void }): Promise<OpenDatabase> {
  const bus = createLocalBus()
  try {
    const db = await openEmbedded(`${dataDir}/pg`)
    const control = await serveControlSocket(socketPath, db, hint => bus.receive(hint as Hint))
    return {
      db,
      bus,
      via: 'embedded',
      async close() {
        control.close()
        await bus.close()
        await db.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

async function openThrough(socketPath: string): Promise<OpenDatabase> {
  const remote = await openRemote(socketPath)
  const bus = createLocalBus(remote.hint)
  return {
    db: remote.db,
    bus,
    via: 'remote',
    async close() {
      await bus.close()
      await remote.db.close()
    },
  }
}
