/**
 * One simulated day of a tenant's queue: visitors come and may give up, agents come, go to lunch and leave, offers are
 * taken after some seconds, conversations last as their distribution says. At each arrival the server's own estimator
 * is asked, from what the server would know then; the true wait is seen later.
 */
import { DEFAULT_ROUTING, type RoutingSettings } from '../src/handoff/routing/settings.ts'
import { MEASURED_AT_MOST, type WaitRange } from '../src/handoff/waiting/estimate.ts'
import type { PastHandoff } from '../src/handoff/waiting/queue-facts.ts'
import type { PastDemand } from '../src/handoff/waiting/reach.ts'
import { placesIn } from '../src/handoff/waiting/waiting-room.ts'
import { createRandom } from '../src/random.ts'

export interface Scenario {
  name: string
  /** How long a conversation lasts, seconds. */
  service(random: () => number): number
  /** Arrivals an hour, by the hour since midnight. */
  rate(hour: number): number
  /** So many arrive together; 1 unless said otherwise. */
  together?: (random: () => number) => number
  /** From free to taken, seconds. */
  take(random: () => number): number
  /** How many conversations an agent says he holds, and really takes. */
  capacity: number
  works?: number
  /** Hours since midnight. */
  shifts: readonly { from: number; to: number; lunch?: { from: number; to: number }; team?: string }[]
  /** Each visitor wants one of them, this share the first; `service` instead of the scenario's own. */
  teams?: readonly [Team, Team]
  first?: number
  /** A team that has not taken him by then shares him with everybody. */
  overflowSeconds?: number
}

interface Team {
  id: string
  service(random: () => number): number
}

/** What one visitor was told when he came, and what came of it. */
export interface Case {
  told: WaitRange | undefined
  waited: number
  /** Nobody was free for him when he came. */
  hadToWait: boolean
}

interface Visitor {
  came: number
  team: string | undefined
  patience: number
  offered: boolean
  gone: boolean
  told: WaitRange | undefined
  hadToWait: boolean
}

interface Agent {
  id: string
  team: string | undefined
  held: Set<number>
  /** Held or offered. */
  load: number
  present: boolean
}

const OPENS_S = 9 * 3600
const CLOSES_S = 21 * 3600
const MEAN_PATIENCE_S = 25 * 60

export type Past = PastHandoff & PastDemand

/** Plays the day; `past` is what the days before left, and grows. */
export function playDay(scenario: Scenario, seed: number, past: Past[]): Case[] {
  const random = createRandom(seed)
  const day = seed * 86_400
  const cases: Case[] = []
  const queue: Visitor[] = []
  const agents: Agent[] = scenario.shifts.map(({ team }, i) => ({
    ...{ id: String(i), team, held: new Set(), load: 0, present: false },
  }))
  const routing: RoutingSettings = { ...DEFAULT_ROUTING, overflowSeconds: scenario.overflowSeconds ?? 0 }
  if (scenario.teams !== undefined) routing.strategy = 'least_loaded'
  const agenda: { at: number; happens(): void }[] = []
  let now = OPENS_S
  const later = (seconds: number, happens: () => void) => insert(agenda, { at: now + seconds, happens })

  const roomAt = (agent: Agent) => agent.present && agent.load < (scenario.works ?? scenario.capacity)
  const mayTake = (agent: Agent, { team, came }: Pick<Visitor, 'team' | 'came'>) =>
    team === undefined || agent.team === team || now - came >= routing.overflowSeconds
  const teamOf = () =>
    scenario.teams === undefined ? undefined : scenario.teams[random() < scenario.first! ? 0 : 1].id

  function offerAll(): void {
    for (const visitor of queue) {
      if (visitor.offered) continue
      const agent = agents.filter(one => roomAt(one) && mayTake(one, visitor)).sort((a, b) => a.load - b.load)[0]
      if (agent === undefined) continue
      visitor.offered = true
      agent.load++
      later(scenario.take(random), () => take(visitor, agent))
    }
  }

  function take(visitor: Visitor, agent: Agent): void {
    if (visitor.gone) {
      agent.load--
      return offerAll()
    }
    queue.splice(queue.indexOf(visitor), 1)
    cases.push({ told: visitor.told, waited: now - visitor.came, hadToWait: visitor.hadToWait })
    const assignedAt = now
    agent.held.add(assignedAt)
    const service = scenario.teams?.find(({ id }) => id === visitor.team)?.service ?? scenario.service
    later(service(random), () => {
      agent.held.delete(assignedAt)
      agent.load--
      past.push(inMs(day, visitor, { assignedAt, closedAt: now, agentId: agent.id }))
      offerAll()
    })
  }

  function arrive(): void {
    const wish = { came: now, team: teamOf() }
    const able = agents.filter(agent => mayTake(agent, wish))
    const visitor: Visitor = {
      ...{ ...wish, patience: -Math.log(1 - random()) * MEAN_PATIENCE_S, offered: false, gone: false },
      hadToWait: queue.some(one => !one.offered && able.some(agent => mayTake(agent, one))) || !able.some(roomAt),
      told: undefined,
    }
    queue.push(visitor)
    visitor.told = ask().at(queue.length - 1)
    later(visitor.patience, () => {
      const place = queue.indexOf(visitor)
      if (place < 0) return
      queue.splice(place, 1)
      visitor.gone = true
      past.push(inMs(day, visitor, { assignedAt: undefined, closedAt: now, agentId: undefined }))
    })
    if (visitor.team !== undefined) later(routing.overflowSeconds, offerAll)
    offerAll()
  }

  /** What the server asks its estimator, with the same facts. */
  function ask(): (WaitRange | undefined)[] {
    const since = (time: number) => (day + time) * 1000
    const places = placesIn({
      now: since(now),
      agents: agents
        .filter(({ present }) => present)
        .map(({ id, team, held }) => ({
          ...{ id, capacity: scenario.capacity, running: [...held].map(since) },
          ...{ teams: team === undefined ? [] : [team], languages: [], skills: {} },
        })),
      queued: queue.map(({ came, team }, i) => ({
        ...{ conversationId: String(i), inboxId: '', weight: 1, queuedAt: since(came), teamSince: since(came) },
        ...{ teamId: team, language: undefined, skills: [], declinedBy: {} },
      })),
      past: past.slice(-MEASURED_AT_MOST),
      routing,
      hours: {},
    })
    return [...places.values()].map(({ wait }) => wait)
  }

  scenario.shifts.forEach(({ from, to, lunch }, i) => {
    const set = (hour: number, present: boolean) =>
      later(hour * 3600 - OPENS_S, () => {
        agents[i]!.present = present
        offerAll()
      })
    set(from, true)
    set(to, false)
    if (lunch !== undefined) {
      set(lunch.from, false)
      set(lunch.to, true)
    }
  })
  const comeNext = () => {
    const most = 400
    later((-Math.log(1 - random()) / most) * 3600, () => {
      if (now >= CLOSES_S - 3600) return
      if (random() < scenario.rate(now / 3600) / most) {
        const many = scenario.together?.(random) ?? 1
        for (let i = 0; i < many; i++) arrive()
      }
      comeNext()
    })
  }
  comeNext()

  while (agenda.length > 0) {
    const next = agenda.pop()!
    now = next.at
    next.happens()
  }
  return cases
}

function insert(agenda: { at: number; happens(): void }[], one: { at: number; happens(): void }): void {
  let at = agenda.length
  while (at > 0 && agenda[at - 1]!.at < one.at) at--
  agenda.splice(at, 0, one)
}

const inMs = (
  day: number,
  { came, team }: Visitor,
  { assignedAt, closedAt, agentId }: Omit<PastHandoff, 'queuedAt'>,
): Past => ({
  ...{ agentId, teamId: team, language: undefined, skills: [] },
  queuedAt: (day + came) * 1000,
  assignedAt: assignedAt === undefined ? undefined : (day + assignedAt) * 1000,
  closedAt: (day + closedAt) * 1000,
})
