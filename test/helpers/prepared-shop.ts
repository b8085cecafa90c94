/** A server that has been started once: its knowledge is imported and its bot trained. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type ServerProcess, startServer } from '../../bench/server-process.ts'
import { copyPrepared, preparedOnce } from './prepared.ts'

/** Without it the starts take longer, and are as right. */
const KEPT_WITHIN_MS = 40_000

/** A server on a copy of its own; `owner` as the first start has told. The folder is the caller's to remove. */
export async function startPrepared(name: string): Promise<{ server: ServerProcess; folder: string }> {
  const prepared = await preparedOnce('shop', prepare)
  const owner = JSON.parse(readFileSync(join(prepared, 'owner.json'), 'utf8')) as ServerProcess['owner']
  const folder = copyPrepared(join(prepared, 'data'), name)
  return { server: { ...(await startServer(settings(folder))), owner }, folder }
}

const settings = (folder: string) => ({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })

async function prepare(folder: string): Promise<void> {
  const data = join(folder, 'data')
  const server = await startServer(settings(data))
  // What is kept of the knowledge makes each of the starts to come a third shorter; the words are kept last.
  for (let waited = 0; waited < KEPT_WITHIN_MS && !isKept(join(data, 'index')); waited += 250) await setTimeout(250)
  await server.stop()
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(server.owner))
}

const isKept = (index: string): boolean =>
  existsSync(index) && readdirSync(index).some(tenant => existsSync(join(index, tenant, 'words.json')))
