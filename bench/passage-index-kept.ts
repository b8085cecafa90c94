/** What a start costs that finds what an earlier process has kept. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeptFolder, openKeptFolder } from '../src/retrieval/kept-folder.ts'
import { timed } from './quantiles.ts'

export interface KeptFigures {
  keptStartMs: number
  /** On the disk. */
  keptMb: number
  keepMs: number
}

export async function measureKept(
  keep: (folder: KeptFolder) => Promise<void>,
  start: (folder: KeptFolder) => Promise<unknown>,
): Promise<KeptFigures> {
  const path = mkdtempSync(join(tmpdir(), 'yingda-bench-'))
  const folder = openKeptFolder(path)
  const keepMs = await timed(() => keep(folder))
  const keptMb = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0) / 1e6
  const keptStartMs = await timed(() => start(folder))
  rmSync(path, { recursive: true })
  return { keptStartMs, keptMb, keepMs }
}
