/** `yingda doctor`: what runs on what, and what to do about the rest. */
import type { Finding } from '../checks/finding.ts'
import { type Command, EXIT } from '../command.ts'
import { conclude, outputColours, say, widthOf } from '../terminal.ts'

export const doctor: Command = {
  usage: 'doctor',
  summary: 'Look at database, model, native parts, port and disk; say what to do',
  example: 'doctor',
  options: [],
  async run(_args, options) {
    const { readConfig } = await import('../../src/config.ts')
    const { checkDatabase, failed } = await import('../checks/database.ts')
    const { note, ok } = await import('../checks/finding.ts')
    const machine = await import('../checks/machine.ts')
    const { checkRedis } = await import('../checks/redis.ts')
    const { poolOf } = await import('../workplace.ts')
    const config = readConfig(process.env)
    say('Looking around.')
    const pool = poolOf(config)
    const opened = await pool.hold(null).catch((error: unknown) => ({ error }))
    const ofEmbedder = (): Finding => {
      if ('error' in opened) return failed('Embedder', opened.error)
      if (opened.embedder === undefined)
        return note('Embedder', 'None: search and intents work on words alone.', 'See YINGDA_EMBEDDER in the README.')
      return ok('Embedder', `${opened.embedder.name}, ${opened.embedder.dims} dimensions.`)
    }
    const findings = [
      machine.checkNode(),
      ...(await checkDatabase({ config, pool: 'error' in opened ? undefined : pool })),
      ofEmbedder(),
      await checkRedis(config),
      await machine.checkVectorIndex(),
      await machine.checkJieba(),
      await machine.checkOnnxRuntime(),
      await machine.checkPort(config),
      machine.checkDisk(config),
      machine.checkPages(),
    ]
    await pool.close()
    const problems = findings.filter(finding => finding.state === 'problem').length
    conclude(options, { problems, findings }, () => [...findings.flatMap(describe), '', summary(findings)])
    return problems > 0 ? EXIT.unavailable : EXIT.done
  },
}

const NAME_WIDTH = 18

function describe({ name, state, says, remedy }: Finding): string[] {
  const { dim, green, red, yellow } = outputColours
  const mark = { ok: green('ok     '), note: yellow('note   '), problem: red('problem') }[state]
  const space = ' '.repeat(Math.max(1, NAME_WIDTH - widthOf(name)))
  return [
    `${mark}  ${name}${space}${says}`,
    ...(remedy === undefined ? [] : [dim(`${' '.repeat(9 + NAME_WIDTH)}${remedy}`)]),
  ]
}

function summary(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter(finding => finding.state === state).length
  const problems = count('problem')
  return `${count('ok')} ok, ${count('note')} to know, ${problems} ${problems === 1 ? 'problem' : 'problems'}.`
}
