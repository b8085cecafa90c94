import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, inject, test, vi } from 'vitest'
import { openDatabase } from '../../src/db/open.ts'
import { one } from '../../src/db.ts'
import { openEmptyDatabase } from '../helpers/databases.ts'

const SERVER = fileURLToPath(new URL('embedded-server.ts', import.meta.url))
const ROWS_BEFORE_KILL = 50
const directory = mkdtempSync(join(tmpdir(), 'yingda-open-'))
const settings = { databaseUrl: undefined, databasePool: 2, dataDir: directory }

afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('a second server is refused, a command works through the first, and a killed server loses no acknowledged row', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVER, directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  const said: { ready?: true; hint?: unknown; n?: number }[] = []
  createInterface(child.stdout).on('line', line => said.push(JSON.parse(line)))
  const heard = (message: object) => vi.waitFor(() => expect(said).toContainEqual(message), { timeout: 90_000 })
  try {
    await heard({ ready: true })

    await expect(openDatabase(settings, 'server')).rejects.toMatchObject({
      code: 'data_dir_busy',
      params: { pid: child.pid },
    })

    const command = await openDatabase(settings, 'command')
    expect(command.via).toBe('remote')
    await command.db.transaction(tx => tx.query('INSERT INTO row_of_test VALUES (0)'))
    command.bus.publish({ kind: 'model', tenantId: 't' })
    await heard({ hint: { kind: 'model', tenantId: 't' } })
    await command.close()

    child.stdin.write('go\n')
    await heard({ n: ROWS_BEFORE_KILL })
    child.kill('SIGKILL')
    await once(child, 'close')
    const acknowledged = said.at(-1)?.n ?? 0
    const server = await openDatabase(settings, 'server')
    const { n } = one(await server.db.query<{ n: number }>('SELECT count(*) AS n FROM row_of_test WHERE n > 0'))
    expect(n).toBeGreaterThanOrEqual(acknowledged)
    await server.close()
  } finally {
    if (child.kill('SIGKILL')) await once(child, 'exit')
  }
}, 120_000)

test('a command opens the directory itself when no server runs, and leaves it free', async () => {
  const command = await openDatabase(settings, 'command')
  expect(command.via).toBe('embedded')
  await command.close()
  expect(readdirSync(directory)).toEqual(['pg'])
  await expect(command.db.query('SELECT 1')).rejects.toMatchObject({ code: 'database_stopped' })
}, 60_000)

test('an unusable directory is named with the way out', async () => {
  const file = join(directory, 'a-file')
  writeFileSync(file, '')
  await expect(openDatabase({ ...settings, dataDir: file }, 'server')).rejects.toMatchObject({
    code: 'data_dir_unusable',
    remedy: expect.stringContaining('YINGDA_DATA'),
  })
})

test('a PostgreSQL that does not answer is named without its password', async () => {
  const databaseUrl = 'postgres://someone:secret@127.0.0.1:1/shop'
  const refused = await openDatabase({ ...settings, databaseUrl }, 'server').catch(error => error)
  expect(refused).toMatchObject({ code: 'database_unreachable', remedy: expect.stringContaining('DATABASE_URL') })
  expect(refused.message).toContain('127.0.0.1:1/shop')
  expect(refused.message).not.toContain('secret')
})

test.skipIf(!inject('services').postgres.found)('on PostgreSQL two servers share rows and hints', async () => {
  const database = await openEmptyDatabase('postgres')
  const shared = { ...settings, databaseUrl: database.url }
  const [a, b] = await Promise.all([openDatabase(shared, 'server'), openDatabase(shared, 'server')])
  try {
    const heard = new Promise(resolve => b.bus.subscribe(resolve))
    a.bus.publish({ kind: 'model', tenantId: 't' })
    expect(await heard).toEqual({ kind: 'model', tenantId: 't' })
    await a.db.query('CREATE TABLE shared AS SELECT 1 AS n')
    expect((await b.db.query('SELECT n FROM shared')).rows).toEqual([{ n: 1 }])
  } finally {
    await a.close()
    await b.close()
    await database.close()
  }
})
