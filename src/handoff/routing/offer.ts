/**
 * Offers what waits to whom the strategy chooses. Each process runs this for itself, at every event that may free
 * somebody or bring somebody, and from time to time. What was read may be old when it is acted upon: the one statement
 * that reserves the capacity and moves the row says so, and the floor is read again.
 */
import type { Db, TenantDb } from '../../db.ts'
import { offer } from '../handoff.store.ts'
import { planOffer } from './plan.ts'
import { findLapsedOffers, findTenantsToRoute, readFloor, readRouting } from './routing.store.ts'

export interface RoutingDeps {
  db: Db
  /** Back to the queue at its old place, if the lease is still this one. */
  lapse(db: TenantDb, conversationId: string, agentId: string, epoch: number): Promise<void>
  /** After the commit: this conversation is offered to somebody. */
  announce(tenantId: string, at: { conversationId: string; contactId: string }): void
  onError(error: unknown): void
  /** What moves the row; the simulation hands over faulty ones. */
  offer?: typeof offer
}

export type Routing = ReturnType<typeof createRouting>

/** A round ends then: the next event or sweep goes on. */
const OFFERS_A_ROUND = 500
/** Others are quicker, again and again: leave it to them. */
const REFUSED_AT_MOST = 5

export function createRouting(deps: RoutingDeps) {
  const makeOffer = deps.offer ?? offer
  const rounds = new Map<string, Round>()

  /** Offers all that can be offered in a tenant now; one round at a time, and one more for what happened meanwhile. */
  function route(tenantId: string): Promise<void> {
    const running = rounds.get(tenantId)
    if (running !== undefined) {
      running.again = true
      return running.done
    }
    const round: Round = { again: false, done: Promise.resolve() }
    rounds.set(tenantId, round)
    round.done = repeatRound(tenantId, round)
    return round.done
  }

  async function repeatRound(tenantId: string, round: Round): Promise<void> {
    try {
      do {
        round.again = false
        await routeOnce(tenantId)
      } while (round.again)
    } finally {
      // Here and not after the promise: in between, a wish for one more round would be lost.
      rounds.delete(tenantId)
    }
  }

  async function routeOnce(tenantId: string): Promise<void> {
    const tenant = deps.db.tenant(tenantId)
    const settings = await readRouting(tenant)
    if (settings.strategy === 'manual') return
    let refused = 0
    for (let offers = 0; offers < OFFERS_A_ROUND && refused < REFUSED_AT_MOST; offers++) {
      const plan = planOffer(await readFloor(tenant), settings)
      if (plan === undefined) return
      const { conversationId } = plan.handoff
      const made = await makeOffer(tenant, conversationId, plan.agent.id, settings.offerSeconds)
      if (made === undefined) refused++
      else deps.announce(tenantId, { conversationId, contactId: made.contactId })
    }
  }

  /** What `route` does, in the background. */
  function wake(tenantId: string): void {
    route(tenantId).catch(deps.onError)
  }

  /** Offers that nobody took go back; then everything that waits is looked at again. */
  async function sweep(): Promise<void> {
    await sweepOffers()
    for (const tenantId of await findTenantsToRoute(deps.db)) await route(tenantId)
  }

  async function sweepOffers(): Promise<void> {
    for (const { tenantId, conversationId, agentId, epoch } of await findLapsedOffers(deps.db)) {
      await deps.lapse(deps.db.tenant(tenantId), conversationId, agentId, epoch)
    }
  }

  /** Waits until no round runs: for a clean stop. */
  async function idle(): Promise<void> {
    await Promise.allSettled([...rounds.values()].map(round => round.done))
  }

  return { route, wake, sweep, idle }
}

interface Round {
  /** Something happened since it began. */
  again: boolean
  done: Promise<void>
}
