/** Where a training run stands, on disk: one that was stopped goes on from its last thousand steps. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { AdamState } from './adam.ts'
import type { DenseWeights } from './layer.ts'
import type { TablePart } from './table-part.ts'

export interface Standing {
  /** Steps done. */
  step: number
  dense: DenseWeights
  adam: AdamState[]
  parts: TablePart[]
}

export interface Checkpoint {
  read(): Standing | undefined
  write(standing: Standing): void
}

/** `run` names everything that decides what is learned: the standing of another run is never taken up. */
export function createCheckpoint(folder: string, run: string): Checkpoint {
  mkdirSync(folder, { recursive: true })
  const pattern = new RegExp(`^${run}-(\\d+)-(\\w+)$`)
  const nameOf = (step: number, part: string | number) => join(folder, `${run}-${step}-${part}`)

  function put(name: string, value: unknown): void {
    writeFileSync(`${name}.part`, serialize(value))
    renameSync(`${name}.part`, name)
  }
  const take = <T>(name: string) => deserialize(readFileSync(name)) as T
  /** The last written file of a standing: where it is, all of it is. */
  const complete = () =>
    readdirSync(folder)
      .map(name => pattern.exec(name))
      .filter(match => match?.[2] === 'dense')
      .map(match => Number(match![1]))

  return {
    read() {
      const step = Math.max(...complete())
      if (step < 0) return undefined
      const { dense, adam, threads } = take<Standing & { threads: number }>(nameOf(step, 'dense'))
      const parts = Array.from({ length: threads }, (_, t) => take<TablePart>(nameOf(step, t)))
      return { step, dense, adam, parts }
    },
    write({ step, dense, adam, parts }) {
      const old = complete()
      parts.forEach((part, t) => {
        put(nameOf(step, t), part)
      })
      put(nameOf(step, 'dense'), { dense, adam, threads: parts.length })
      for (const before of old) {
        for (const part of ['dense', ...parts.keys()]) {
          if (existsSync(nameOf(before, part))) rmSync(nameOf(before, part))
        }
      }
    },
  }
}
