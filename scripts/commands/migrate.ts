/** `yingda migrate`: brings the schema to the version of this code. */
import type { Command } from '../command.ts'
import { conclude, say } from '../terminal.ts'

export const migrate: Command = {
  usage: 'migrate',
  summary: 'Bring the schema of the database up to date (npm start does it too)',
  example: 'migrate',
  options: [],
  async run(_args, options) {
    const { inDatabase } = await import('../workplace.ts')
    const { migrate: bringUp, schemaVersion } = await import('../../src/db/migrate.ts')
    await inDatabase({ create: true }, async ({ db }) => {
      say('Comparing the schema with the migrations of this version.')
      const ran = await bringUp(db)
      const version = await schemaVersion(db)
      conclude(options, { ran, version }, () => [
        ran.length === 0
          ? `The schema is up to date: version ${version}.`
          : `The schema is now version ${version}; ran ${ran.join(', ')}.`,
      ])
    })
    return undefined
  },
}
