/** What a run of the tests makes once and copies for each who wants it, because making it costs seconds. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { inject } from 'vitest'
import { preparedFolder } from './prepared-folder.ts'

const MADE_WITHIN_MS = 120_000

/** The folder of this name, filled by `make` for the first who asks; the others wait for it. */
export async function preparedOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(preparedFolder(inject('runId')), name)
  const done = join(folder, 'done')
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    await make(folder)
    writeFileSync(done, '')
  }
  for (let waited = 0; !existsSync(done); waited += 100) {
    if (waited > MADE_WITHIN_MS) throw new Error(`nothing was prepared in ${folder}`)
    await setTimeout(100)
  }
  return folder
}

/** A copy of a prepared folder; removed by the caller, or else at the end of the run. */
export function copyPrepared(from: string, name: string): string {
  const copy = mkdtempSync(join(preparedFolder(inject('runId')), `${name}-`))
  cpSync(from, copy, { recursive: true })
  return copy
}
