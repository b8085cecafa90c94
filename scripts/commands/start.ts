/** `npm start`: a running site with widget, desk, console and a bot that answers. */
import type { Command } from '../command.ts'
import { conclude, outputColours, say } from '../terminal.ts'

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
    const { readConfig } = await import('../../src/config.ts')
    const { start: startServer, stopOnSignal } = await import('../../src/main.ts')
    const config = readConfig({ ...process.env, ...given('PORT', options.port), ...given('HOST', options.host) })
    const { url, prepared, stop } = await startServer(config, { say, buildPages: options.pages !== false })
    stopOnSignal(stop, say)
    const seconds = (performance.now() - begun) / 1000
    conclude(options, { url, ...prepared, seconds }, () => [
      '',
      `${outputColours.green('Yingda is ready')} after ${seconds.toFixed(1)} s.`,
      ...addresses(url),
      ...(prepared.owner === undefined ? [] : firstOwner(prepared.owner)),
      '',
    ])
    return undefined
  },
}

function addresses(url: string): string[] {
  const { cyan } = outputColours
  return [
    '',
    `  Demo shop with the widget   ${cyan(url)}/`,
    `  Desk (agents)               ${cyan(url)}/desk`,
    `  Console (administrators)    ${cyan(url)}/console`,
    `  API                         ${cyan(url)}/docs/api`,
  ]
}

function firstOwner({ email, password }: { email: string; password: string }): string[] {
  const { bold } = outputColours
  return [
    '',
    '  First administrator, shown only now:',
    `    e-mail    ${bold(email)}`,
    `    password  ${bold(password)}`,
  ]
}

const given = (name: string, value: unknown): Record<string, string> =>
  value === undefined ? {} : { [name]: String(value) }
