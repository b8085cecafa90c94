import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FOREIGN_FORMATS, type ForeignFormat, readForeign, toIntents } from '../../src/admin/foreign-intents.ts'
import { InvalidInput } from '../../src/errors.ts'
import { readNamed, statNamed } from '../named-file.ts'
import { oneOf } from '../options.ts'
import { describeCounts, storeIntents } from '../store-intents.ts'
import { conclude } from '../terminal.ts'
import { inTenant } from '../workplace.ts'
import type { NluAction } from './action.ts'

const ENDINGS: Record<ForeignFormat, RegExp> = { rasa: /\.ya?ml$/i, csv: /\.csv$/i, jsonl: /\.jsonl$/i }

/** Intents of another tool into the database: a file, or every file of a folder. */
export const importForeign: NluAction = async ([format = '', path = ''], options) => {
  const wanted = oneOf('format', format, FOREIGN_FORMATS)
  const files = filesOf(path, ENDINGS[wanted])
  const { intents, leftOut } = toIntents(files.map(file => readForeign(wanted, file, readNamed(file).toString('utf8'))))
  if (intents.length === 0) {
    throw new InvalidInput('no_intents', `${path} holds no intents.`, {
      remedy: 'Name a file with examples.',
      value: path,
    })
  }
  await inTenant({ create: true }, async ({ db, tenantId }) => {
    const counts = await storeIntents(db.tenant(tenantId), intents)
    const utterances = intents.flatMap(intent => [...intent.utterances.zh, ...intent.utterances.en]).length
    conclude(options, { files, intents: intents.length, utterances, leftOut, ...counts }, () => [
      `${intents.length} intents with ${utterances} utterances from ${files.length} files: ${describeCounts(counts)}.`,
      ...(leftOut === 0 ? [] : [`Left out: ${leftOut} utterances that are empty or longer than 500 characters.`]),
      'Write the answers in the console, look at the data (yingda nlu validate), then train: yingda train --only-database',
    ])
  })
  return undefined
}

function filesOf(path: string, ending: RegExp): string[] {
  if (!statNamed(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => ending.test(name) && !/(^|\/)(config|endpoints|credentials|stories|rules)\.ya?ml$/.test(name))
    .map(name => join(path, name))
    .sort()
}
