/** `yingda backup`: the whole database into one file, also while the server runs. */
import type { Command } from '../command.ts'
import { conclude, createProgress } from '../terminal.ts'

export const backup: Command = {
  usage: 'backup <file>',
  summary: 'Write the whole database to a file, also while the server runs',
  example: 'backup yingda-2026-01-31.gz',
  options: [],
  async run([file = ''], options) {
    const { statSync } = await import('node:fs')
    const { newestSchema, inSchema } = await import('../workplace.ts')
    const { backUp } = await import('../../src/admin/backup.ts')
    const { libraryVersion } = await import('../../src/nlu/artifact.ts')
    await inSchema({ create: false }, async ({ db, bus }) => {
      const progress = createProgress()
      const deps = { db, bus, schema: newestSchema(), library: libraryVersion(), onProgress: progress.show }
      const { header, rows } = await backUp(deps, file).finally(progress.end)
      const bytes = statSync(file).size
      conclude(options, { file, bytes, rows, ...header }, () => [
        `Backed up ${rows} rows of ${Object.keys(header.counts).length} tables to ${file} (${(bytes / 1e6).toFixed(1)} MB).`,
        'It holds password hashes and what visitors wrote: keep it as safe as the database.',
      ])
    })
    return undefined
  },
}
