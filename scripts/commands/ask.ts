/** `yingda ask`: what the engine makes of one question, all of it. Nothing is stored. */
import type { Command } from '../command.ts'
import { conclude, say } from '../terminal.ts'

const HITS_SHOWN = 5

export const ask: Command = {
  usage: 'ask <...question>',
  summary: 'Show what the bot understands of a question, what it finds and how it decides',
  example: 'ask "运费怎么算？"',
  options: [{ flags: '--limit <count>', description: `Passages to show, 1 to 8; default ${HITS_SHOWN}` }],
  async run(words, options) {
    const { numberOption } = await import('../options.ts')
    const { inTenant, withEmbedders } = await import('../workplace.ts')
    const { createBotLoader } = await import('../../src/app/load-bot.ts')
    const { describeThought } = await import('../thought-report.ts')
    const limit = numberOption('--limit', options.limit, { least: 1, most: 8, fallback: HITS_SHOWN })
    await inTenant({ create: false }, ({ config, db, tenantId }) =>
      withEmbedders({ config, db }, async embedders => {
        const bot = await createBotLoader(db, embedders)(tenantId)
        if (bot.modelProblem !== undefined) say(`The trained model cannot be used here: ${bot.modelProblem}`)
        const { understanding, hits } = await bot.think([{ text: words.join(' '), format: 'plain' }])
        const event = { kind: 'message' as const, understanding, hits, holder: 'bot' as const, agentsOnline: true }
        const { decision } = bot.decide(bot.initialState(undefined), event)
        const thought = { understanding, hits: hits.slice(0, limit), decision }
        conclude(options, thought, () => describeThought(thought))
      }),
    )
    return undefined
  },
}
