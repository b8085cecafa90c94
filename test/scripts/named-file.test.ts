/** A path of the command line that leads nowhere, to a folder, or where one may not: said by its name, and no fault of ours. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type BackupHeader, verifyBackupFile, writeBackupFile } from '../../src/admin/backup-file.ts'
import { cannotRead, cannotWrite } from '../../src/admin/path-error.ts'
import { runCli } from './run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'yingda-named-'))
afterAll(() => rmSync(folder, { recursive: true }))

const nowhere = join(folder, 'nowhere.jsonl')
const questions = join(folder, 'questions.jsonl')
writeFileSync(questions, '{"text": "你好", "intent": "greet"}\n')
const underFile = join(questions, 'x.gz')

describe('a file that is to be read', () => {
  test.each<[string, (path: string) => string[]]>([
    ['handover try', path => ['handover', 'try', path, 'hi']],
    ['nlu test', path => ['nlu', 'test', path]],
    ['nlu test --model', path => ['nlu', 'test', questions, '--model', path]],
    ['nlu compare', path => ['nlu', 'compare', path, path, questions]],
    ['nlu parse --model', path => ['nlu', 'parse', 'hi', '--model', path]],
    ['restore', path => ['restore', path]],
  ])('%s: absent it is path_not_found, a folder in its place path_is_folder', async (_, argv) => {
    for (const path of [nowhere, underFile]) {
      const { code, json } = await runCli([...argv(path), '--json'])
      expect(json).toMatchObject({ error: { code: 'path_not_found', message: `There is no file ${path}.` } })
      expect(code).toBe(3)
    }
    const { code, err } = await runCli(argv(folder))
    expect(err).toContain(`path_is_folder: ${folder} is a folder`)
    expect(code).toBe(3)
  })

  test.each([
    ['import', ['import', nowhere]],
    ['train --from', ['train', '--from', nowhere]],
    ['nlu import', ['nlu', 'import', 'jsonl', nowhere]],
  ])('%s, which takes folders too, says so', async (_, argv) => {
    const { code, err } = await runCli(argv)
    expect(err).toContain(`path_not_found: There is no file or folder ${nowhere}.`)
    expect(err).toContain('it starts at the folder that you are in')
    expect(code).toBe(3)
  })
})

describe('a backup', () => {
  const header: BackupHeader = {
    kind: 'yingda-backup',
    format: 1,
    schema: 1,
    createdAt: '',
    library: '',
    database: '',
    counts: {},
  }
  async function* noParts() {}
  const write = (file: string) => writeBackupFile(file, header, noParts())

  test('into a folder that is not there names it, before a row is read', async () => {
    for (const file of [join(folder, 'nope', 'x.gz'), underFile])
      await expect(write(file)).rejects.toMatchObject({
        code: 'path_not_found',
        message: expect.stringContaining(join(file, '..')),
      })
  })

  test('in the place of a folder is refused, and leaves nothing beside it', async () => {
    const before = readdirSync(folder)
    await expect(write(folder)).rejects.toMatchObject({ kind: 'invalid', code: 'path_is_folder' })
    expect([readdirSync(folder), existsSync(`${folder}.part`)]).toEqual([before, false])
  })

  test('where it may be is whole', async () => {
    const file = join(folder, 'backup.gz')
    expect(await write(file)).toBe(0)
    expect((await verifyBackupFile(file)).header).toEqual(header)
  })
})

test('no permission is invalid input; what is not about the path stays as it is', () => {
  const failure = (code: string) => Object.assign(new Error(code), { code })
  for (const wrap of [cannotRead, cannotWrite]) {
    const denied = wrap('/root/x', failure('EACCES'))
    expect(denied).toMatchObject({ kind: 'invalid', code: 'path_denied', message: expect.stringContaining('/root/x') })
    const other = failure('EIO')
    expect(wrap('/root/x', other)).toBe(other)
  }
})
