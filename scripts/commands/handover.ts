/** `yingda handover`: rules of handing over, tried on a message before they are in force. Nothing is stored. */
import { readFileSync } from 'node:fs'
import type { HandoverTrial } from '../../src/conversation/try-handover.ts'
import type { HandoverSettings } from '../../src/dialog/handover/settings.ts'
import type { Command } from '../command.ts'
import { conclude } from '../terminal.ts'

const MOST_MISSES = 20

export const handover: Command = {
  usage: 'handover <action> <file> <...message>',
  summary: 'Try a change of the rules of handing over: handover try FILE MESSAGE',
  example: 'handover try rules.json "我要退款 700 块"',
  options: [{ flags: '--misses <count>', description: 'Questions in a row before it that had no answer; default 0' }],
  async run([action = '', file = '', ...words], options) {
    const { numberOption, oneOf } = await import('../options.ts')
    const { inTenant, withEmbedder } = await import('../workplace.ts')
    const { handoverFrom, readHandover, readyHandover } = await import('../../src/admin/handover.ts')
    const { createBotLoader } = await import('../../src/app/load-bot.ts')
    const { tryMessage } = await import('../../src/conversation/try-handover.ts')
    oneOf('action of handover', action, ['try'])
    const misses = numberOption('--misses', options.misses, { least: 0, most: MOST_MISSES, fallback: 0 })
    const text = readFileSync(file, 'utf8')
    await inTenant({ create: false }, ({ config, db, tenantId }) =>
      withEmbedder(config, async embedder => {
        const settings = handoverFrom(text, await readHandover(db.tenant(tenantId)))
        const ready = readyHandover(settings)
        const bot = (await createBotLoader(db, embedder)(tenantId)).decidingBy(ready)
        const trial = await tryMessage(bot, ready, words.join(' '), { misses })
        conclude(options, trial, () => describe(trial, settings))
      }),
    )
    return undefined
  },
}

const OUTCOMES: Record<HandoverTrial['outcome'], string> = {
  person: 'A person is asked for',
  asks: 'The visitor is asked whether he wants a person',
  bot: 'The bot goes on',
}

function describe({ outcome, reason, rule, text, verdicts }: HandoverTrial, { rules }: HandoverSettings): string[] {
  const lines = verdicts.map(({ id, holds }) => {
    const { name, on } = rules.find(one => one.id === id)!
    return `  ${holds === null ? 'cannot be told' : holds ? 'holds' : 'does not hold'}${on ? '' : ' (off)'}: ${name}`
  })
  return [
    `${OUTCOMES[outcome]}${reason === undefined ? '' : `: ${reason}`} (decided by ${rule}).`,
    ...(text === '' ? [] : [`The bot says: ${text}`]),
    ...(lines.length === 0 ? ['There are no rules of your own in it.'] : ['Rules:', ...lines]),
  ]
}
