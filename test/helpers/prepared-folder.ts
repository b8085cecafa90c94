/** Where a run of the tests keeps the server that journeys copy (prepared-shop.ts). */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const preparedFolder = (runId: string): string => join(tmpdir(), `yingda-prepared-${runId}`)

/** At the end of the run. */
export function removePrepared(runId: string): void {
  rmSync(preparedFolder(runId), { recursive: true, force: true })
}
