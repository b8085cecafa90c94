import type { Item, MessageItem } from '../../src/client/timeline.ts'

/** The rows of a conversation as they stand on the screen. */
export type Row =
  | { kind: 'day'; key: string; at: string }
  | {
      kind: 'message'
      key: string
      item: MessageItem /** The first of a run by one sender: shows his name. */
      first: boolean
    }
  | { kind: 'event'; key: string; item: Exclude<Item, MessageItem> }

/** Messages of one sender this close together stand under one name. */
export const RUN_MS = 5 * 60_000

/** Days between, runs of one sender joined. */
export function toRows(items: readonly Item[]): Row[] {
  const rows: Row[] = []
  let before: Item | undefined
  for (const item of items) {
    if (before === undefined || dayOf(before.at) !== dayOf(item.at))
      rows.push({ kind: 'day', key: `day:${item.key}`, at: item.at })
    if (item.kind === 'message') rows.push({ kind: 'message', key: item.key, item, first: startsRun(before, item) })
    else rows.push({ kind: 'event', key: item.key, item })
    before = item
  }
  return rows
}

/** The key of the last message of ours that the visitor has read; only that one says so. */
export function lastReadKey(items: readonly Item[], readUpTo: number): string | undefined {
  return items.findLast(item => isOurs(item) && item.seq !== undefined && item.seq <= readUpTo)?.key
}

/** The lowest seq among the items: what is older must be fetched. */
export function firstSeq(items: readonly Item[]): number | undefined {
  return items.find(item => item.seq !== undefined)?.seq
}

function isOurs(item: Item): boolean {
  return item.kind === 'message' && item.sender.kind === 'agent'
}

function startsRun(before: Item | undefined, item: MessageItem): boolean {
  if (before?.kind !== 'message' || before.sender.kind !== item.sender.kind) return true
  // One's own message has no id until its echo comes: the name must not flash in between.
  if (before.sender.id !== undefined && item.sender.id !== undefined && before.sender.id !== item.sender.id) return true
  return new Date(item.at).getTime() - new Date(before.at).getTime() > RUN_MS || dayOf(before.at) !== dayOf(item.at)
}

function dayOf(iso: string): string {
  return new Date(iso).toDateString()
}
