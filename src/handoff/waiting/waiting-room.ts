/**
 * What those who wait are told: their place, how long it will probably take, and outside business hours when it opens.
 * One look at a tenant's queue serves all who wait in it, and one look a second is enough.
 */
import type { ConversationState } from '../../protocol.ts'
import { isOpen, nextOpening } from './business-hours.ts'
import { estimateWaits, PLACES_AT_MOST, type WaitRange } from './estimate.ts'
import { reachOf } from './reach.ts'
import type { QueueRows } from './waiting.store.ts'

/** What a visitor in the queue is told. */
export interface Place {
  /** 1 is next. */
  position: number
  /** Minutes; missing when too little is known to say. */
  wait?: WaitRange
  /** Outside business hours; without `opensAt` (ms since 1970) it does not open within a year. */
  closed?: { opensAt: number | undefined }
}

/** By conversation. */
export type Places = ReadonlyMap<string, Place>

export interface WaitingRoom {
  /** The queue as it was at most a second ago; `fresh`: as it is now. */
  look(tenantId: string, fresh?: boolean): Promise<Places>
}

const FRESH_MS = 1_000

/** A place as the protocol tells it. */
export function stateOf({
  position,
  wait,
  closed,
}: Place): Pick<ConversationState, 'queuePosition' | 'wait' | 'closed'> {
  const opensAt = closed?.opensAt
  return {
    queuePosition: position,
    ...(wait === undefined ? {} : { wait }),
    ...(closed === undefined
      ? {}
      : { closed: opensAt === undefined ? {} : { opensAt: new Date(opensAt).toISOString() } }),
  }
}

/** `now`: seam for tests, ms. */
export function createWaitingRoom(
  read: (tenantId: string) => Promise<QueueRows>,
  now: () => number = Date.now,
): WaitingRoom {
  const looks = new Map<string, { at: number; places: Promise<Places> }>()

  return {
    look(tenantId, fresh = false) {
      const last = looks.get(tenantId)
      if (!fresh && last !== undefined && now() - last.at < FRESH_MS) return last.places
      for (const [id, { at }] of looks) if (now() - at >= FRESH_MS) looks.delete(id)
      const look = { at: now(), places: read(tenantId).then(placesIn) }
      looks.set(tenantId, look)
      look.places.catch(() => looks.get(tenantId) === look && looks.delete(tenantId))
      return look.places
    },
  }
}

/** Everybody's place, from one look at the queue. Pure. */
export function placesIn({ now, queued, agents, past, routing, hours }: QueueRows): Places {
  const weight = Math.max(1, queued.reduce((sum, one) => sum + one.weight, 0) / Math.max(1, queued.length))
  const line = queued.slice(0, PLACES_AT_MOST)
  const reach = reachOf(agents, line, past, routing, now)
  const able = agents.map(({ id, capacity, running }) => ({
    ...{ id, running, capacity: Math.floor(capacity / weight) },
    ...(reach === undefined ? {} : { reach: reach.get(id)! }),
  }))
  const waits = estimateWaits({ now, agents: able, queued: line.map(one => one.queuedAt), past })
  const closed = new Map(
    Object.entries(hours)
      .filter(([, inbox]) => !isOpen(inbox, now))
      .map(([id, inbox]) => [id, { opensAt: nextOpening(inbox, now) }]),
  )
  return new Map(
    queued.map(({ conversationId, inboxId }, i) => {
      const place: Place = { position: i + 1 }
      const shut = closed.get(inboxId)
      if (shut !== undefined) place.closed = shut
      else if (waits[i] !== undefined) place.wait = waits[i]
      return [conversationId, place]
    }),
  )
}
