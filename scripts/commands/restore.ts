/** `yingda restore`: a backup in the place of everything that the database holds. */
import type { Command } from '../command.ts'
import { conclude, createProgress, errorColours, say } from '../terminal.ts'

export const restore: Command = {
  usage: 'restore <file>',
  summary: 'Put a backup in the place of what the database holds, also while the server runs',
  example: 'restore yingda-2026-01-31.gz --force',
  options: [{ flags: '--force', description: 'Delete what the database holds' }],
  async run([file = ''], options) {
    const { newestSchema, inSchema } = await import('../workplace.ts')
    const { restore: putBack } = await import('../../src/admin/backup.ts')
    const { verifyBackupFile } = await import('../../src/admin/backup-file.ts')
    const { libraryVersion } = await import('../../src/nlu/artifact.ts')
    say(`Checking ${file}.`)
    const verified = await verifyBackupFile(file)
    const { header } = verified
    await inSchema({ create: true }, async ({ db, bus, via }) => {
      const progress = createProgress()
      const deps = { db, bus, schema: newestSchema(), library: libraryVersion(), onProgress: progress.show }
      const { rows, secretsChanged, leftOut } = await putBack(deps, verified, {
        force: options.force === true,
      }).finally(progress.end)
      const restart = secretsChanged && via !== 'embedded'
      if (leftOut.length > 0) warn(`This version has no place for: ${leftOut.join(', ')}.`)
      if (restart) warn('The key of visitors’ tokens is the one of the backup now: start the running servers again.')
      conclude(options, { file, rows, leftOut, restart, ...header }, () => [
        `Restored ${rows} rows of the backup of ${header.createdAt} (schema ${header.schema}, Yingda ${header.library}).`,
      ])
    })
    return undefined
  },
}

const warn = (line: string): void => void process.stderr.write(`${errorColours.yellow('Note')} ${line}\n`)
