/** `yingda chat`: a visitor's conversation in the terminal, over the same socket as the widget. */
import type { Command } from '../command.ts'
import { conclude } from '../terminal.ts'

export const chat: Command = {
  usage: 'chat',
  summary: 'Talk to the bot, and to agents, as a visitor does; lines from a pipe work too',
  example: 'chat --url http://127.0.0.1:3000',
  options: [
    { flags: '--url <address>', description: 'The server; default http://127.0.0.1 with PORT, or 3000' },
    { flags: '--inbox <id>', description: 'The inbox; default the first one of the server' },
  ],
  async run(_args, options) {
    const { readConfig } = await import('../../src/config.ts')
    const { findInbox } = await import('../chat/server.ts')
    const { talk } = await import('../chat/talk.ts')
    const { port } = readConfig(process.env)
    const inbox = await findInbox(String(options.url ?? `http://127.0.0.1:${port || 3000}`), options.inbox)
    const quiet = options.json === true
    const { conversationId, items } = await talk(inbox, { quiet })
    if (quiet) conclude(options, { inboxId: inbox.id, conversationId, items }, () => [])
    return undefined
  },
}
