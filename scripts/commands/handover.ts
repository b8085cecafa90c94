/** `yingda handover`: rules of handing over, tried on a message or on past conversations. Nothing is stored. */
import type { Bot } from '../../src/conversation/bot.ts'
import type { DryRunResult, HandedAt } from '../../src/conversation/dry-run.store.ts'
import type { HandoverTrial } from '../../src/conversation/try-handover.ts'
import type { TenantQuery } from '../../src/db.ts'
import type { HandoverSettings } from '../../src/dialog/handover/settings.ts'
import { InvalidInput } from '../../src/errors.ts'
import type { Command } from '../command.ts'
import { readNamed } from '../named-file.ts'
import { conclude } from '../terminal.ts'

const MOST_MISSES = 20
/** However old they are. */
const ANY_AGE_DAYS = 36_500

export const handover: Command = {
  usage: 'handover <action> <file> [...message]',
  summary: 'Try a change of the rules of handing over: handover try FILE MESSAGE, or FILE --last 200',
  example: 'handover try rules.json "我要退款 700 块"',
  options: [
    { flags: '--last <count>', description: 'Instead of a message: so many of the newest conversations' },
    { flags: '--misses <count>', description: 'Questions in a row before it that had no answer; default 0' },
  ],
  async run([action = '', file = '', ...words], options) {
    const { numberOption, oneOf } = await import('../options.ts')
    const { inTenant, withEmbedders } = await import('../workplace.ts')
    const { handoverFrom, readHandover, readyHandover } = await import('../../src/admin/handover.ts')
    const { createBotLoader } = await import('../../src/app/load-bot.ts')
    const { MOST_CONVERSATIONS } = await import('../../src/conversation/dry-run.store.ts')
    const { tryMessage } = await import('../../src/conversation/try-handover.ts')
    oneOf('action of handover', action, ['try'])
    const misses = numberOption('--misses', options.misses, { least: 0, most: MOST_MISSES, fallback: 0 })
    const last = numberOption('--last', options.last, { least: 1, most: MOST_CONVERSATIONS, fallback: 0 })
    if (last > 0 === words.length > 0) throw oneOfBoth()
    const text = readNamed(file).toString('utf8')
    await inTenant({ create: false }, ({ config, db, tenantId }) =>
      withEmbedders({ config, db }, async embedders => {
        const tenant = db.tenant(tenantId)
        const settings = handoverFrom(text, await readHandover(tenant))
        const ready = readyHandover(settings)
        const inForce = await createBotLoader(db, embedders)(tenantId)
        const tried = inForce.decidingBy(ready)
        if (last > 0) {
          const found = await replayLast(tenant, { inForce, tried }, last)
          return conclude(options, found, () => describeReplay(found))
        }
        const trial = await tryMessage(tried, ready, words.join(' '), { misses })
        conclude(options, trial, () => describe(trial, settings))
      }),
    )
    return undefined
  },
}

const oneOfBoth = (): InvalidInput =>
  new InvalidInput('option_invalid', 'Give a message, or --last and a number of conversations.', {
    remedy: 'For example: handover try rules.json --last 200',
  })

interface Replay extends DryRunResult {
  /** Those that go to a person by the tried rules, by reason and rule, the most frequent first. */
  why: { reason: HandedAt['reason']; rule?: string; count: number }[]
}

async function replayLast(db: TenantQuery, bots: { inForce: Bot; tried: Bot }, last: number): Promise<Replay> {
  const { addReplayed, nothingReplayed, replayNewest } = await import('../../src/conversation/replay-newest.ts')
  const result = nothingReplayed()
  const why = new Map<string, Replay['why'][number]>()
  const limits = { days: ANY_AGE_DAYS, most: last, restful: () => async () => {} }
  for await (const one of replayNewest(db, bots, limits)) {
    addReplayed(result, one)
    if (one.after === undefined) continue
    const { reason, rule } = one.after
    const key = `${reason} ${rule?.id ?? ''}`
    const entry = why.get(key) ?? { reason, ...(rule === undefined ? {} : { rule: rule.name }), count: 0 }
    entry.count++
    why.set(key, entry)
  }
  return { ...result, why: [...why.values()].sort((a, b) => b.count - a.count) }
}

function describeReplay({ conversations, messages, before, after, asked, more, fewer, other, why }: Replay): string[] {
  return [
    `Of the last ${conversations} conversations (${messages} messages) ${after} would go to a person; ${before} by the rules in force.`,
    ...(why.length === 0 ? [] : ['Why:']),
    ...why.map(({ reason, rule, count }) => `  ${count} ${reason}${rule === undefined ? '' : `: ${rule}`}`),
    `Only by these rules ${more.count}, only by those in force ${fewer.count}, elsewhere or for another reason ${other.count}.`,
    ...(asked === 0 ? [] : [`In ${asked} the visitor would be asked first.`]),
  ]
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
