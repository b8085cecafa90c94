/** The newest conversations replayed by two sets of rules, one after the other, and what comes of it counted. */
import type { TenantQuery } from '../db.ts'
import type { Bot } from './bot.ts'
import { type Difference, type DryRunResult, type HandedAt, readRecorded } from './dry-run.store.ts'
import { type Replayed, replay } from './replay.ts'
import { readSurroundings } from './surroundings.store.ts'

export interface ReplayedOne extends Replayed {
  conversationId: string
}

export interface ReplayLimits {
  days: number
  /** Conversations. */
  most: number
  /** Makes what is awaited before each message of a conversation: others use this process too. */
  restful(): () => Promise<void>
}

const AT_ONCE = 20
const LISTED = 100

/** Newest first. */
export async function* replayNewest(
  db: TenantQuery,
  bots: { inForce: Bot; tried: Bot },
  { days, most, restful }: ReplayLimits,
): AsyncGenerator<ReplayedOne> {
  let last: string | undefined
  for (let left = most; left > 0; left -= AT_ONCE) {
    const recorded = await readRecorded(db, days, last, Math.min(AT_ONCE, left))
    const ids = recorded.map(each => each.conversationId)
    const around = await readSurroundings(db, ids)
    for (const one of recorded) {
      const { conversationId } = one
      yield { conversationId, ...(await replay(bots, one, around.get(conversationId) ?? {}, restful())) }
    }
    last = ids.at(-1)
    if (last === undefined) return
  }
}

export const nothingReplayed = (): DryRunResult => ({
  conversations: 0,
  messages: 0,
  before: 0,
  after: 0,
  more: { count: 0, first: [] },
  fewer: { count: 0, first: [] },
  other: { count: 0, first: [] },
  asked: 0,
})

export function addReplayed(
  result: DryRunResult,
  { conversationId, before, after, asked, messages }: ReplayedOne,
): void {
  result.conversations++
  result.messages += messages
  if (asked) result.asked++
  if (before !== undefined) result.before++
  if (after !== undefined) result.after++
  const note = (list: { count: number; first: Difference[] }, at: HandedAt) => {
    list.count++
    if (list.first.length < LISTED) list.first.push({ conversationId, ...at })
  }
  if (after !== undefined && before === undefined) note(result.more, after)
  if (before !== undefined && after === undefined) note(result.fewer, before)
  if (before !== undefined && after !== undefined && !isSame(before, after)) note(result.other, after)
}

const isSame = (a: HandedAt, b: HandedAt): boolean =>
  a.reason === b.reason && a.rule?.id === b.rule?.id && a.seq === b.seq
