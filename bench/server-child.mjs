/** The server's side of server-process.ts: starts as `npm start` does, without pages, and tells its memory. */
import { register } from 'tsx/esm/api'

register()
const { readConfig } = await import('../src/config.ts')
const { start, stopOnSignal } = await import('../src/main.ts')
const say = () => {}
const { url, prepared, stop } = await start(readConfig({ PORT: '0', ...process.env }), { say, buildPages: false })
stopOnSignal(stop, say)
process.send({ kind: 'ready', url, inboxId: prepared.inboxId, owner: prepared.owner })
process.on('message', async () => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc()
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  const { heapUsed, external } = process.memoryUsage()
  process.send({ kind: 'memory', bytes: heapUsed + external })
})
process.on('disconnect', () => process.exit())
