/** The command line: one file a command; this one finds it, runs it, and turns errors into words and exit codes. */
import { readFileSync } from 'node:fs'
import { cac } from 'cac'
import { YingdaError } from '../src/errors.ts'
import { type Command, EXIT, EXIT_CODES, exitOf } from './command.ts'
import { apiKey } from './commands/api-key.ts'
import { ask } from './commands/ask.ts'
import { backup } from './commands/backup.ts'
import { chat } from './commands/chat.ts'
import { contact } from './commands/contact.ts'
import { doctor } from './commands/doctor.ts'
import { handover } from './commands/handover.ts'
import { importKnowledge } from './commands/import.ts'
import { migrate } from './commands/migrate.ts'
import { model } from './commands/model.ts'
import { nlu } from './commands/nlu.ts'
import { restore } from './commands/restore.ts'
import { start } from './commands/start.ts'
import { train } from './commands/train.ts'
import { user } from './commands/user.ts'
import { nearest } from './nearest.ts'
import { errorColours } from './terminal.ts'

/** In the order of the help text: first what one needs first. */
export const COMMANDS: readonly Command[] = [
  start,
  importKnowledge,
  train,
  ask,
  handover,
  chat,
  user,
  apiKey,
  contact,
  backup,
  restore,
  migrate,
  doctor,
  nlu,
  model,
]

type Cli = ReturnType<typeof cac>

/** Runs one command line and sets the exit code; the process ends when nothing is open any more. */
export async function run(argv: readonly string[]): Promise<void> {
  // The reader of a pipe went away (`| head`): nobody is left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.failed))
  const cli = cac('yingda')
  for (const command of COMMANDS) declare(cli, command)
  const settings = await settingsIfAsked(argv)
  cli.help(sections => [
    ...sections.filter(section => !section.title?.startsWith('For more info')),
    ...settings,
    { title: 'Exit codes', body: `  ${EXIT_CODES}` },
  ])
  cli.version(version())
  try {
    cli.parse(['node', 'yingda', ...spelledOut(argv)], { run: false })
    if (cli.matchedCommand === undefined) return unmatched(cli, argv)
    await cli.runMatchedCommand()
  } catch (error) {
    process.exitCode = report(error, cli, argv)
  }
}

/** The environment is the server's: its help explains it. Read only then, for it costs a tenth of a second. */
async function settingsIfAsked(argv: readonly string[]): Promise<{ title: string; body: string }[]> {
  const asked = argv[0] === 'help' || argv.includes('--help') || argv.includes('-h')
  if (!asked || !argv.includes('start')) return []
  const { describeConfig } = await import('../src/config.ts')
  const lines = describeConfig().map(({ name, fallback, description }) => {
    return `  ${name.padEnd(22)}  ${description}${fallback === '' ? '' : ` (default: ${fallback})`}`
  })
  return [{ title: 'Settings, from the environment', body: lines.join('\n') }]
}

function declare(cli: Cli, command: Command): void {
  const declared = cli.command(command.usage, command.summary).example(`  npx yingda ${command.example}`)
  for (const option of command.options) declared.option(option.flags, option.description)
  declared.option('--json', 'Print one JSON object instead of words')
  declared.option('--debug', 'Show where an error came from')
  // cac gives `--no-pages` the default true, of `pages`; the help would say it of the option as it is written.
  for (const { negated, config } of declared.options) if (negated) delete config.default
  declared.action(async (...given: unknown[]) => {
    const options = given.pop() as Record<string, unknown>
    const args = given.flat().filter((one): one is string => typeof one === 'string')
    process.exitCode = (await command.run(args, options)) ?? EXIT.done
  })
}

/** `help` and `help import` are what people type. */
function spelledOut(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
}

function unmatched(cli: Cli, argv: readonly string[]): void {
  const word = argv.find(one => !one.startsWith('-') && one !== 'help')
  const asked = cli.options.help === true || cli.options.version === true
  const option = asked ? undefined : unknownOption(cli)
  // A word after an unknown option counts as its value, and names no command; one before it is a mistyped command.
  if (
    option !== undefined &&
    (word === undefined || argv.findIndex(one => one.startsWith(option)) < argv.indexOf(word))
  ) {
    process.exitCode = say('usage', `Without a command there is no option “${option}”.`, 'See: npx yingda --help', argv)
    return
  }
  if (word === undefined || (asked && isCommand(word))) return asked ? undefined : cli.outputHelp()
  const near = nearest(word, COMMANDS.map(nameOf))
  process.exitCode = say(
    'command_unknown',
    `There is no command “${word}”.`,
    `${near === undefined ? '' : `Did you mean “${near}”? `}See: npx yingda --help`,
    argv,
  )
}

/** The first that is no option of every command. */
function unknownOption(cli: Cli): string | undefined {
  const { options, globalCommand } = cli
  const known = new Set(['--', 'json', 'debug'])
  const name = Object.keys(options).find(one => !known.has(one) && !globalCommand.hasOption(one))
  return name && (name.length === 1 ? `-${name}` : `--${dashed(name)}`)
}

const nameOf = (command: Command): string => command.usage.split(' ')[0]!
const isCommand = (word: string): boolean => COMMANDS.some(command => nameOf(command) === word)

function say(code: string, message: string, remedy: string, argv: readonly string[]): number {
  if (argv.includes('--json')) console.log(JSON.stringify({ error: { code, message, remedy } }))
  process.stderr.write(`${errorColours.red('Error')} ${code}: ${message}\n  ${remedy}\n`)
  return EXIT.usage
}

/** Prints cause and remedy; the stack only with --debug. */
function report(error: unknown, cli: Cli, argv: readonly string[]): number {
  const { message, code, remedy, value, params, exit } =
    error instanceof YingdaError ? ofYingda(error) : ofOther(error, cli)
  if (argv.includes('--json')) console.log(JSON.stringify({ error: { code, message, remedy, value, params } }))
  process.stderr.write(`${errorColours.red('Error')} ${code}: ${message}\n`)
  if (value !== undefined && value !== null && !message.includes(String(value)))
    process.stderr.write(`  value: ${String(value)}\n`)
  if (remedy !== undefined) process.stderr.write(`  ${remedy}\n`)
  if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exit
}

function ofYingda(error: YingdaError) {
  const { message, code, remedy, value, params } = error
  const unexplained = exitOf(error) === EXIT.failed ? REPORT_IT : undefined
  return { message, code, remedy: remedy ?? unexplained, value, params, exit: exitOf(error) }
}

const REPORT_IT = 'Run it again with --debug and report what it prints.'

function ofOther(error: unknown, cli: Cli) {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof Error && error.name === 'CACError')) {
    return { message, code: 'unexpected', remedy: REPORT_IT, value: undefined, params: undefined, exit: EXIT.failed }
  }
  const command = cli.matchedCommand
  const missing = message.startsWith('missing required args') && command !== undefined
  if (missing) return usage(missingOf(command, cli.args.length), usageOf(command))
  const mistyped = dashed(/`--([^`]+)`/.exec(message)?.[1] ?? '')
  const near = nearest(mistyped, command?.options.map(option => dashed(option.name)) ?? [])
  const help = `See: npx yingda ${command === undefined ? '' : `${command.name} `}--help`
  return usage(
    `${message[0]!.toUpperCase()}${dashed(message.slice(1)).replace(/`([^`]*)`/g, '“$1”')}.`,
    near === undefined ? help : `Did you mean “--${near}”? ${help}`,
  )
}

const usage = (message: string, remedy: string) => {
  return { message, code: 'usage', remedy, value: undefined, params: undefined, exit: EXIT.usage }
}

type Declared = Cli['commands'][number]

function missingOf({ name, args }: Declared, given: number): string {
  const missing = args.filter(arg => arg.required).slice(given)
  return `${name} needs ${missing.map(({ value }) => `<${value}>`).join(' and ')}.`
}

const usageOf = ({ name, rawName }: Declared): string => `Usage: npx yingda ${rawName}. See: npx yingda ${name} --help`

/** As it is typed: `onlyDatabase` is `--only-database`. */
const dashed = (name: string): string => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

function version(): string {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
