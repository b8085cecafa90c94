import type { ConversationSummary } from '../../src/protocol.ts'

/**
 * The desk's lists. `open` holds all that are going on, also those with the bot; `mentions` those with a note that names
 * me, which only the server knows; `parked` what is put off.
 */
export const TABS = ['queue', 'mine', 'open', 'mentions', 'parked', 'resolved'] as const
export type Tab = (typeof TABS)[number]

export function isTab(text: string | null): text is Tab {
  return (TABS as readonly (string | null)[]).includes(text)
}

type Known = Readonly<Record<string, ConversationSummary>>

/** One list, in its order: the queue by priority and then longest waiting first, what is put off by its time, the others newest first. */
export function listFor(known: Known, tab: Tab, meId: string): ConversationSummary[] {
  const list = Object.values(known).filter(conversation => belongs(conversation, tab, meId))
  return list.sort(ORDER[tab] ?? byLastAt)
}

/** Open, and held by this agent. */
export function isMine(conversation: ConversationSummary, meId: string): boolean {
  return (
    conversation.status !== 'resolved' && conversation.holder === 'agent' && conversation.handoff?.agent?.id === meId
  )
}

/** Offered to somebody who is not this agent. */
export function isOfferedToOther({ handoff }: ConversationSummary, meId: string): boolean {
  return handoff?.state === 'offered' && handoff.agent?.id !== meId
}

export function isWaiting(conversation: ConversationSummary): boolean {
  return conversation.status !== 'resolved' && conversation.holder === 'queue'
}

/** How many stand in a list among those that are known. */
export function countOf(known: Known, tab: Tab, meId: string): number {
  return Object.values(known).filter(conversation => belongs(conversation, tab, meId)).length
}

/** Unread visitor messages in one's own conversations. */
export function unreadOf(known: Known, meId: string): number {
  return Object.values(known).reduce((sum, one) => sum + (isMine(one, meId) ? one.unread : 0), 0)
}

/** The id `by` places further in the list; the first or last at the ends, the first when nothing is chosen. */
export function stepFrom(
  list: readonly ConversationSummary[],
  current: string | undefined,
  by: number,
): string | undefined {
  const at = list.findIndex(conversation => conversation.id === current)
  if (at < 0) return list[0]?.id
  return list[Math.min(list.length - 1, Math.max(0, at + by))]?.id
}

/** A visitor's name; else what is known of him; else a short sign by which two strangers can be told apart. */
export function visitorName(contact: ConversationSummary['contact'], stranger: string): string {
  return contact.name ?? contact.email ?? contact.phone ?? `${stranger} ${contact.id.slice(-4).toUpperCase()}`
}

function belongs(conversation: ConversationSummary, tab: Tab, meId: string): boolean {
  switch (tab) {
    case 'queue':
      return isWaiting(conversation)
    case 'mine':
      return isMine(conversation, meId)
    case 'open':
      return conversation.status !== 'resolved'
    case 'mentions':
      return false
    case 'parked':
      return conversation.status === 'snoozed'
    case 'resolved':
      return conversation.status === 'resolved'
    default:
      return tab satisfies never
  }
}

function byQueuedAt(a: ConversationSummary, b: ConversationSummary): number {
  const byPriority = (b.handoff?.priority ?? 0) - (a.handoff?.priority ?? 0)
  if (byPriority !== 0) return byPriority
  return (a.handoff?.queuedAt ?? a.lastAt).localeCompare(b.handoff?.queuedAt ?? b.lastAt) || a.id.localeCompare(b.id)
}

function byDue(a: ConversationSummary, b: ConversationSummary): number {
  return (a.parked?.dueAt ?? '').localeCompare(b.parked?.dueAt ?? '') || a.id.localeCompare(b.id)
}

const ORDER: Partial<Record<Tab, typeof byDue>> = { queue: byQueuedAt, parked: byDue }

function byLastAt(a: ConversationSummary, b: ConversationSummary): number {
  return b.lastAt.localeCompare(a.lastAt) || b.id.localeCompare(a.id)
}
