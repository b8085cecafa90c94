/** `npm start`: a running site with widget, desk, console and a bot that answers. */
import colours from 'picocolors'
import { readConfig } from '../../src/config.ts'
import { start as startServer, stopOnSignal } from '../../src/main.ts'
import type { Command } from '../command.ts'

export const start: Command = {
  usage: 'start',
  summary: 'Start the server; the first time it makes the database, imports the sample and trains',
  example: 'start --port 8080',
  options: [
    { flags: '--port <port>', description: 'Port to listen on (PORT; default 3000)' },
    { flags: '--host <host>', description: 'Address to listen on (HOST; default 127.0.0.1)' },
    { flags: '--no-pages', description: 'Do not build the pages' },
  ],
  async run(_args, options) {
    const begun = performance.now()
    const { bold, cyan, dim, green } = colours.createColors(process.stdout.isTTY && process.env.NO_COLOR === undefined)
    const say = (line: string) => process.stderr.write(`${dim(line)}\n`)
    const config = readConfig({ ...process.env, ...given('PORT', options.port), ...given('HOST', options.host) })
    const { url, prepared, stop } = await startServer(config, { say, buildPages: options.pages !== false })
    stopOnSignal(stop, say)
    const lines = [
      '',
      `${green('Yingda is ready')} after ${((performance.now() - begun) / 1000).toFixed(1)} s.`,
      '',
      `  Demo shop with the widget   ${cyan(url)}/`,
      `  Desk (agents)               ${cyan(url)}/desk`,
      `  Console (administrators)    ${cyan(url)}/console`,
      `  API                         ${cyan(url)}/docs/api`,
      '',
    ]
    if (prepared.owner !== undefined) {
      lines.push(
        `  First administrator, shown only now:`,
        `    e-mail    ${bold(prepared.owner.email)}`,
        `    password  ${bold(prepared.owner.password)}`,
        '',
      )
    }
    console.log(lines.join('\n'))
    if (options.json === true)
      console.log(JSON.stringify({ url, ...prepared, seconds: (performance.now() - begun) / 1000 }))
    return undefined
  },
}

const given = (name: string, value: unknown): Record<string, string> =>
  value === undefined ? {} : { [name]: String(value) }
