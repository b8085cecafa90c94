/** A server that has been started once: its knowledge is imported and its bot trained. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServer } from '../../bench/server-process.ts'
import { copyPrepared, preparedOnce } from './prepared.ts'

/** A server on a copy of its own; `owner` as the first start has told. The folder is the caller's to remove. */
export async function startPrepared(name: string): Promise<{ server: ServerProcess; folder: string }> {
  const prepared = await preparedOnce('shop', prepare)
  const owner = JSON.parse(readFileSync(join(prepared, 'owner.json'), 'utf8')) as ServerProcess['owner']
  const folder = copyPrepared(join(prepared, 'data'), name)
  return { server: { ...(await startServer(settings(folder))), owner }, folder }
}

const settings = (folder: string) => ({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })

async function prepare(folder: string): Promise<void> {
  const server = await startServer(settings(join(folder, 'data')))
  await server.stop()
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(server.owner))
}
