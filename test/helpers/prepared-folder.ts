/** Where a run of the tests keeps what it makes once and copies (prepared.ts), and the copies. */
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const preparedFolder = (runId: string): string => join(tmpdir(), `yingda-prepared-${runId}`)

/** At the end of the run. */
export function removePrepared(runId: string): void {
  rmSync(preparedFolder(runId), { recursive: true, force: true })
}
