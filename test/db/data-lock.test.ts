import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'
import { dataDirBusy, tryLock } from '../../src/db/data-lock.ts'

const SOURCES = ['src/errors.ts', 'src/db/data-lock.ts', 'test/db/lock-contender.ts']
const root = mkdtempSync(join(tmpdir(), 'yingda-lock-'))
const contender = compileContender()
const children = new Set<Contender>()
let directories = 0
const newDirectory = () => join(root, String(directories++))

type Contender = ChildProcessByStdio<Writable, Readable, null>

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(root, { recursive: true, force: true })
})

test('the first one holds the directory, the next one learns who does', () => {
  const directory = newDirectory()
  const first = hold(directory)
  const second = tryLock(directory, '/other.sock')
  expect(second).toEqual({ kind: 'busy', holder: first.holder })
  expect(first.holder).toMatchObject({ pid: process.pid, host: hostname(), socketPath: '/mine.sock' })
  first.release()
})

test('a released directory can be taken again, and a second release harms nobody', () => {
  const directory = newDirectory()
  const first = hold(directory)
  first.release()
  const second = hold(directory)
  first.release()
  expect(tryLock(directory, '/other.sock').kind).toBe('busy')
  second.release()
  expect(readdirSync(directory)).toEqual([])
})

test('the refusal names the process and both ways out', async () => {
  const directory = newDirectory()
  const child = await start([directory])
  expect(await child.contend(Date.now())).toEqual(['held'])
  const attempt = tryLock(directory, '/other.sock')
  if (attempt.kind !== 'busy') throw new Error('the lock was not held')
  const refusal = dataDirBusy(directory, attempt.holder)
  expect(refusal).toMatchObject({ kind: 'conflict', code: 'data_dir_busy', params: { pid: child.process.pid } })
  expect(refusal.message).toContain(directory)
  expect(refusal.message).toContain(String(child.process.pid))
  expect(refusal.remedy).toMatch(/YINGDA_DATA.*DATABASE_URL/)
})

test('the lock of a process that was killed is taken over', async () => {
  const directory = newDirectory()
  await leaveByKill([directory])
  expect(readdirSync(directory)).toEqual(['yingda.lock'])
  const lock = hold(directory)
  expect(lock.holder.pid).toBe(process.pid)
  expect(readdirSync(directory)).toEqual(['yingda.lock'])
  lock.release()
})

test('a process that got the number of the dead holder is not taken for him', () => {
  const directory = newDirectory()
  const lock = hold(directory)
  rewrite(directory, { started: '1', token: 'an older process of the same number' })
  hold(directory).release()
  lock.release()
})

test('a holder on another machine is never taken for dead', () => {
  const directory = newDirectory()
  hold(directory)
  rewrite(directory, { host: 'another-machine', pid: 2 ** 22 + 1 })
  const attempt = tryLock(directory, '/other.sock')
  if (attempt.kind !== 'busy') throw new Error('the lock was not held')
  expect(dataDirBusy(directory, attempt.holder).remedy).toContain(join(directory, 'yingda.lock'))
})

test('a lock that a power cut left empty does not stop the next start', () => {
  const directory = newDirectory()
  hold(directory).release()
  writeFileSync(join(directory, 'yingda.lock'), '')
  hold(directory).release()
})

test('a directory that cannot be made is a clear error', () => {
  const file = join(root, 'a-file')
  writeFileSync(file, '')
  for (const directory of [file, join(file, 'below')]) {
    expect(() => tryLock(directory, '/mine.sock')).toThrow(
      expect.objectContaining({
        kind: 'invalid',
        code: 'data_dir_unusable',
        value: directory,
        remedy: expect.any(String),
      }),
    )
  }
})

test('of twenty that start at once exactly one wins, on a new directory and over the lock of a killed one', async () => {
  const fresh = Array.from({ length: 4 }, newDirectory)
  const left = Array.from({ length: 26 }, newDirectory)
  await leaveByKill(left)
  const rounds = [...fresh, ...left]
  const contenders = await Promise.all(Array.from({ length: 20 }, () => start(rounds)))
  const startAt = Date.now() + 200
  const outcomes = await Promise.all(contenders.map(contender => contender.contend(startAt)))
  for (const [round, directory] of rounds.entries()) {
    const here = outcomes.map(one => one[round]).sort()
    expect(here, directory).toEqual([...Array(19).fill('busy'), 'held'])
    expect(readdirSync(directory)).toEqual(['yingda.lock'])
  }
}, 60_000)

function hold(directory: string) {
  const attempt = tryLock(directory, '/mine.sock')
  if (attempt.kind !== 'held') throw new Error(`held by ${JSON.stringify(attempt.holder)}`)
  return attempt.lock
}

function rewrite(directory: string, changes: object): void {
  const path = join(directory, 'yingda.lock')
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }))
}

/** Plain JavaScript starts ten times faster than tsx, and twenty processes share two cores. */
function compileContender(): string {
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  const written = SOURCES.map(source => {
    const target = join(root, source.replace(/ts$/, 'js'))
    const text = readFileSync(new URL(`../../${source}`, import.meta.url), 'utf8')
    const options = { compilerOptions: { ...compilerOptions, rewriteRelativeImportExtensions: true } }
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, ts.transpileModule(text, options).outputText)
    return target
  })
  return written.at(-1) ?? ''
}

interface Started {
  process: Contender
  /** Tries one directory after the other from that moment on; tells what came of each. */
  contend(startAt: number): Promise<string[]>
}

async function start(directories: string[]): Promise<Started> {
  const child = spawn(process.execPath, [contender, ...directories], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.add(child)
  const lines = createInterface(child.stdout)
  const nextLine = async () => JSON.parse(((await once(lines, 'line')) as [string])[0])
  expect(await nextLine()).toBe('ready')
  return {
    process: child,
    contend: startAt => {
      child.stdin.write(`${startAt}\n`)
      return nextLine()
    },
  }
}

/** Leaves the locks of a process that was killed. */
async function leaveByKill(directories: string[]): Promise<void> {
  const { process: child, contend } = await start(directories)
  expect(await contend(Date.now())).toEqual(directories.map(() => 'held'))
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  children.delete(child)
  for (const directory of directories) expect(existsSync(join(directory, 'yingda.lock'))).toBe(true)
}
