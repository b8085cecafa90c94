/** The command line: one file a command; this one finds it, runs it, and turns errors into words and exit codes. */
import { cac } from 'cac'
import colours from 'picocolors'
import { YingdaError } from '../src/errors.ts'
import { libraryVersion } from '../src/nlu/artifact.ts'
import { type Command, EXIT } from './command.ts'
import { start } from './commands/start.ts'

const COMMANDS: readonly Command[] = [start]

/** Runs one command line and sets the exit code; the process ends when nothing is open any more. */
export async function run(argv: readonly string[]): Promise<void> {
  const cli = cac('yingda')
  for (const command of COMMANDS) declare(cli, command)
  cli.help()
  cli.version(libraryVersion())
  try {
    cli.parse(['node', 'yingda', ...argv], { run: false })
    if (cli.matchedCommand === undefined) return unmatched(cli, argv)
    await cli.runMatchedCommand()
  } catch (error) {
    process.exitCode = report(error, argv)
  }
}

function declare(cli: ReturnType<typeof cac>, command: Command): void {
  const declared = cli.command(command.usage, command.summary).example(`npx yingda ${command.example}`)
  for (const option of command.options) declared.option(option.flags, option.description)
  declared.option('--json', 'Print one JSON object as the last line')
  declared.option('--debug', 'Show where an error came from')
  declared.action(async (...given: unknown[]) => {
    const options = given.pop() as Record<string, unknown>
    const args = given.flat().filter((one): one is string => typeof one === 'string')
    process.exitCode = (await command.run(args, options)) ?? EXIT.done
  })
}

function unmatched(cli: ReturnType<typeof cac>, argv: readonly string[]): void {
  if (cli.options.help === true || cli.options.version === true) return
  const word = argv.find(one => !one.startsWith('-'))
  if (word === undefined) return cli.outputHelp()
  const near = nearest(word)
  process.stderr.write(`There is no command “${word}”.${near === undefined ? '' : ` Did you mean “${near}”?`}\n`)
  process.stderr.write('See: npx yingda --help\n')
  process.exitCode = EXIT.usage
}

/** Prints cause and remedy; the stack only with --debug. */
function report(error: unknown, argv: readonly string[]): number {
  const known = error instanceof YingdaError
  const { message, code, remedy, value, exit } = known ? ofYingda(error) : ofOther(error)
  if (argv.includes('--json')) console.log(JSON.stringify({ error: { code, message, remedy, value } }))
  const red = colours.createColors(process.stderr.isTTY && process.env.NO_COLOR === undefined).red
  process.stderr.write(`${red('Error')} ${code}: ${message}\n`)
  if (value !== undefined && !message.includes(String(value))) process.stderr.write(`  value: ${String(value)}\n`)
  if (remedy !== undefined) process.stderr.write(`  ${remedy}\n`)
  if (argv.includes('--debug') && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  return exit
}

function ofYingda(error: YingdaError) {
  const unavailable = error.kind === 'unavailable' || error.kind === 'conflict'
  const { message, code, remedy, value } = error
  return { message, code, remedy, value, exit: unavailable ? EXIT.unavailable : EXIT.invalid }
}

function ofOther(error: unknown) {
  const usage = error instanceof Error && error.name === 'CACError'
  return {
    message: error instanceof Error ? error.message : String(error),
    code: usage ? 'usage' : 'unexpected',
    remedy: usage ? 'See: npx yingda --help' : 'Run it again with --debug and report what it prints.',
    value: undefined,
    exit: usage ? EXIT.usage : EXIT.failed,
  }
}

/** The command with the fewest edits to a mistyped word (Levenshtein 1966), if they are few. */
function nearest(word: string): string | undefined {
  const names = COMMANDS.map(command => command.usage.split(' ')[0] ?? '')
  const ranked = names.map(name => ({ name, edits: editDistance(word, name) })).sort((a, b) => a.edits - b.edits)
  return ranked[0] !== undefined && ranked[0].edits <= 2 ? ranked[0].name : undefined
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
