/** A server that has been started once: its knowledge is imported and its bot trained. Made once a run, copied for each who wants it. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'
import { type ServerProcess, startServer } from '../../bench/server-process.ts'
import { preparedFolder } from './prepared-folder.ts'

const MADE_WITHIN_MS = 120_000

/** A server on a copy of its own; `owner` as the first start has told. The folder is the caller's to remove. */
export async function startPrepared(name: string): Promise<{ server: ServerProcess; folder: string }> {
  const prepared = preparedFolder(inject('runId'))
  const owner = await prepare(prepared)
  const folder = mkdtempSync(join(tmpdir(), `yingda-${name}-`))
  cpSync(join(prepared, 'data'), folder, { recursive: true })
  return { server: { ...(await startServer(settings(folder))), owner }, folder }
}

const settings = (folder: string) => ({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })

/** Whoever makes the folder prepares it; the others wait until the owner's file stands in it. */
async function prepare(folder: string): Promise<ServerProcess['owner']> {
  const done = join(folder, 'owner.json')
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    const server = await startServer(settings(join(folder, 'data')))
    await server.stop()
    writeFileSync(`${done}.new`, JSON.stringify(server.owner))
    renameSync(`${done}.new`, done)
  }
  for (let waited = 0; !existsSync(done); waited += 100) {
    if (waited > MADE_WITHIN_MS) throw new Error(`no server was prepared in ${folder}`)
    await setTimeout(100)
  }
  return JSON.parse(readFileSync(done, 'utf8')) as ServerProcess['owner']
}
