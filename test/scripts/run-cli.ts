/** Runs a command line in this process and catches what it prints: a process of its own would cost seconds. */
import { vi } from 'vitest'
import { run } from '../../scripts/cli.ts'

export interface CliResult {
  code: number
  /** Standard output. */
  out: string
  /** Standard error. */
  err: string
  /** The last line of the output, parsed; undefined when it is no JSON. */
  json: unknown
}

export async function runCli(argv: readonly string[], env: Record<string, string> = {}): Promise<CliResult> {
  const out: string[] = []
  const err: string[] = []
  const before = { ...process.env }
  const caught = [
    vi.spyOn(console, 'log').mockImplementation((...words) => void out.push(words.join(' '))),
    vi.spyOn(console, 'info').mockImplementation((...words) => void out.push(words.join(' '))),
    vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0),
  ]
  const exitCode = process.exitCode
  Object.assign(process.env, env)
  try {
    process.exitCode = 0
    await run(argv)
    const code = Number(process.exitCode)
    return { code, out: out.join('\n'), err: err.join(''), json: parsed(out.join('\n').split('\n').at(-1) ?? '') }
  } finally {
    process.exitCode = exitCode
    process.env = before
    for (const one of caught) one.mockRestore()
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
