import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMANDS } from '../../scripts/cli.ts'
import { exitOf } from '../../scripts/command.ts'
import { ROLES } from '../../src/admin/permissions.ts'
import { Conflict, InvalidInput, NotFound, Unavailable } from '../../src/errors.ts'
import { runCli } from './run-cli.ts'

const ENTRY = fileURLToPath(new URL('../../scripts/yingda.mjs', import.meta.url))
const DOCS = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'yingda-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the command line', () => {
  test.each(COMMANDS.map(command => [command.usage.split(' ')[0]!, command] as const))(
    '%s --help shows an example and the exit codes, and is documented',
    async (name, command) => {
      const { code, out } = await runCli([name, '--help'])
      expect(code).toBe(0)
      expect(out).toContain(`npx yingda ${command.example}`)
      expect(out).toContain('--json')
      expect(out).toContain('0 done')
      expect(DOCS).toContain(`npx yingda ${command.example}`)
      for (const option of command.options) expect(DOCS).toContain(option.flags.split(' ')[0])
    },
  )

  test('an option that turns something off shows no default, which would read as off', async () => {
    const { out } = await runCli(['start', '--help'])
    expect(out).toMatch(/--no-pages +Do not build the pages *\n/)
  })

  test('the roles of user are all documented', () => {
    const section = /## user\n([\s\S]*?)\n## /.exec(DOCS)![1]!
    const listed = /Roles: ([^;]*?) \(\[/.exec(section)![1]!
    expect(listed.match(/\w+/g)).toEqual([...ROLES])
  })

  test('a mistyped command gets the right one, as its own process', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, 'imprt', 'faq.csv'], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toContain('Did you mean “import”?')
    expect(stderr).not.toContain('\x1b[')
  })

  test('help import is import --help', async () => {
    const { code, out } = await runCli(['help', 'import'])
    expect({ code, usage: out.includes('yingda import <path>') }).toEqual({ code: 0, usage: true })
  })

  test('a mistyped command before an option gets the right one too', async () => {
    const { code, err } = await runCli(['--json', 'trian', '--only-database'])
    expect(code).toBe(2)
    expect(err).toContain('Did you mean “train”?')
  })

  test('a mistyped option gets the right one', async () => {
    const { code, err } = await runCli(['train', '--only-databse'])
    expect(code).toBe(2)
    expect(err).toContain('Did you mean “--only-database”?')
  })

  test.each([
    ['alone', ['--nonsense'], '--nonsense'],
    ['before a command, which it takes for its value', ['--non-sense', 'import', 'x'], '--non-sense'],
    ['of one letter', ['-x'], '-x'],
    ['of a command that is not named', ['--port', '8080'], '--port'],
  ])('an unknown option without a command is refused: %s', async (_, argv, option) => {
    const { code, out, err } = await runCli(argv)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(`no option “${option}”`)
  })

  test.each([[[]], [['--help']], [['-h']], [['--version']], [['help']], [['--json']]])(
    'without a command %j asks for help or the version',
    async argv => {
      const { code, out, err } = await runCli(argv)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain(argv[0] === '--version' ? 'yingda/' : 'Commands:')
    },
  )

  test('a mistyped action of user gets the right one', async () => {
    const { code, err } = await runCli(['user', 'lst'], { YINGDA_DATA: join(folder, 'none'), DATABASE_URL: '' })
    expect(code).toBe(2)
    expect(err).toContain('Did you mean “list”?')
  })

  test.each([
    [['import'], 'import needs <path>.', 'import <path>'],
    [['handover'], 'handover needs <action> and <file>.', 'handover <action> <file> [...message]'],
    [['handover', 'try'], 'handover needs <file>.', 'handover <action> <file> [...message]'],
    [['ask', '--json'], 'ask needs <question>.', 'ask <...question>'],
  ])('%j: a missing argument is named, with the usage', async (argv, says, usage) => {
    const { code, err } = await runCli(argv)
    expect(code).toBe(2)
    expect(err).toContain(`Error usage: ${says}`)
    expect(err).toContain(`Usage: npx yingda ${usage}`)
    expect(err).toContain(`See: npx yingda ${argv[0]} --help`)
  })

  test('a malformed setting is 2, and --json says so in one object', async () => {
    const { code, json, err } = await runCli(['user', 'list', '--json'], { PORT: 'many' })
    expect(code).toBe(2)
    expect(json).toMatchObject({ error: { code: 'bad_setting', params: { name: 'PORT' } } })
    expect(err).not.toContain('    at ')
  })

  test('a database that is not there is 4, and is not made', async () => {
    const { code, err } = await runCli(['ask', '运费'], { YINGDA_DATA: join(folder, 'none'), DATABASE_URL: '' })
    expect(code).toBe(4)
    expect(err).toContain('database_missing')
    expect(err).toContain('npm start')
  })

  test('a server that is not there is 4', async () => {
    const { code, err } = await runCli(['chat', '--url', 'http://127.0.0.1:1'])
    expect(code).toBe(4)
    expect(err).toContain('server_silent')
  })

  test('an address that is none is 2', async () => {
    expect((await runCli(['chat', '--url', '127.0.0.1:3000'])).code).toBe(2)
  })

  test('--debug shows the stack', async () => {
    const { err } = await runCli(['import', join(folder, 'none.csv'), '--debug'])
    expect(err).toContain('path_not_found')
    expect(err).toContain('    at ')
  })
})

test('kinds of errors have their exit codes', () => {
  expect(exitOf(new InvalidInput('csv_broken', ''))).toBe(3)
  expect(exitOf(new NotFound('path_not_found', ''))).toBe(3)
  expect(exitOf(new InvalidInput('bad_setting', ''))).toBe(2)
  expect(exitOf(new Conflict('port_in_use', ''))).toBe(4)
  expect(exitOf(new Unavailable('database_unreachable', ''))).toBe(4)
  expect(exitOf(new Unavailable('query_failed', ''))).toBe(1)
})
