/**
 * A small contact centre on the real store: three agents, a team, two processes with a desk and a routing each, and
 * time that passes by moving every stored time back. After each command it says what is wrong.
 */
import { setAvailability } from '../src/admin/agent.store.ts'
import { lock, setStatus } from '../src/conversation/conversation.store.ts'
import { sayFromDesk } from '../src/conversation/say.ts'
import type { Db } from '../src/db.ts'
import { YingdaError } from '../src/errors.ts'
import { createDesk } from '../src/handoff/desk.ts'
import { HANDOFF_ROWS } from '../src/handoff/handoff.store.ts'
import { findDue } from '../src/handoff/parking.store.ts'
import { connectPresence, heartbeat, leavePresence, sweepPresence } from '../src/handoff/presence.store.ts'
import { createRouting } from '../src/handoff/routing/offer.ts'
import { readWanted, writeRouting } from '../src/handoff/routing/routing.store.ts'
import { DEFAULT_ROUTING, type RoutingSettings } from '../src/handoff/routing/settings.ts'
import { sweepShifts } from '../src/handoff/shifts.ts'
import { newId } from '../src/id.ts'
import { CONVERSATIONS, type Command, PROCESSES, type Sequence, type Single } from './routing-commands.ts'
import type { Faults } from './routing-faults.ts'
import { createInspector } from './routing-inspector.ts'
import { closeWorld, moveTime, openConversation, openWorld, setShift } from './routing-rows.ts'

const TICK_SECONDS = 5
const HEARTBEAT_SECONDS = 15

/** Runs one sequence in a tenant of its own; what is wrong, or undefined. */
export async function runSequence(db: Db, sequence: Sequence, faults: Faults = {}): Promise<string | undefined> {
  const world = await createWorld(db, sequence, faults)
  try {
    for (const [i, command] of sequence.commands.entries()) {
      const wrong = await world.step(command)
      if (wrong !== undefined) return `after command ${i + 1} (${command.kind}): ${wrong}`
    }
    return undefined
  } finally {
    await world.end()
  }
}

async function createWorld(db: Db, sequence: Sequence, faults: Faults) {
  const place = await openWorld(db, sequence.capacities)
  const { tenantId, agents, teamId } = place
  const tenant = db.tenant(tenantId)
  const settings: RoutingSettings = {
    ...DEFAULT_ROUTING,
    strategy: sequence.strategy,
    lastAgentFirst: sequence.lastAgentFirst,
    rules: [
      { when: { reason: 'sensitive' }, priority: 1 },
      { when: { reason: 'missed_twice' }, teamId },
    ],
  }
  await writeRouting(tenant, settings)
  const conversations: string[] = []
  /** Open sockets: whose, in which process, and whether the process still hears it. */
  const sockets: { id: string; agent: number; process: number }[] = []
  let sinceHeartbeat = 0
  const processes = Array.from({ length: PROCESSES }, () => startProcess(db, faults))
  const inspector = createInspector(db, place, settings, sequence.capacities)

  /** Both processes hear of every change, as over the bus. */
  const route = () => Promise.all(processes.map(one => one.routing.route(tenantId)))

  async function perform(one: Single, { desk, routing, turnShifts }: Process): Promise<void> {
    const who = 'agent' in one ? agents[one.agent]! : agents[0]!
    const mine = async (nth: number) => (await inspector.heldBy(who.id))[nth]
    switch (one.kind) {
      case 'arrive': {
        if (conversations.length >= CONVERSATIONS) return
        const id = newId()
        conversations.push(id)
        const reason = one.urgent ? 'sensitive' : one.forTeam ? 'missed_twice' : 'asked'
        await openConversation(tenant, place, id)
        await tenant.transaction(async tx => {
          await lock(tx, id)
          await desk.open(tx, id, reason, { reason, language: 'zh', visitorWords: [], passages: [] })
        })
        break
      }
      case 'connect': {
        const id = newId()
        sockets.push({ id, agent: one.agent, process: one.process })
        await connectPresence(tenant, id, who.id)
        break
      }
      case 'cut':
        for (let i = sockets.length - 1; i >= 0; i--) if (sockets[i]!.agent === one.agent) sockets.splice(i, 1)
        break
      case 'leave': {
        const at = sockets.findIndex(socket => socket.agent === one.agent)
        const [socket] = at < 0 ? [] : sockets.splice(at, 1)
        if (socket !== undefined) await leavePresence(tenant, socket.id)
        break
      }
      case 'become':
        await setAvailability(tenant, who.id, one.availability, undefined)
        if (one.availability === 'offline') await desk.releaseAll(tenant, who.id)
        else if (one.availability !== 'online') await desk.releaseOffers(tenant, who.id)
        break
      case 'shift':
        await setShift(tenant, who.id, one.begins)
        await turnShifts()
        break
      case 'accept': {
        const id = await inspector.toAccept(who.id, one.nth)
        if (id === undefined) return
        const before = inspector.holderOf(id)
        const { epoch } = await desk.accept(tenant, id, who)
        inspector.accepted(id, who.id, epoch, before)
        break
      }
      case 'decline': {
        const offer = await inspector.offeredTo(who.id)
        if (offer !== undefined) await desk.decline(tenant, offer.id, who, offer.epoch)
        break
      }
      case 'toQueue': {
        const held = await mine(one.nth)
        if (held !== undefined) await desk.returnToQueue(tenant, held.id, who, held.epoch)
        break
      }
      case 'toBot': {
        const held = await mine(one.nth)
        if (held !== undefined) await desk.returnToBot(tenant, held.id, who, held.epoch)
        break
      }
      case 'close': {
        const held = await mine(one.nth)
        if (held !== undefined) await desk.close(tenant, held.id, who, held.epoch)
        break
      }
      case 'transfer': {
        const held = await mine(0)
        const to = one.team
          ? { kind: 'team' as const, id: teamId, name: 'Team' }
          : { kind: 'agent' as const, ...agents[one.to]! }
        if (held !== undefined) await desk.transfer(tenant, held.id, who, held.epoch, to, 'please')
        break
      }
      case 'takeOver': {
        const id = conversations[one.conversation]
        if (id !== undefined) await desk.takeOver(tenant, id, who)
        break
      }
      case 'snooze': {
        const held = await mine(one.nth)
        if (held !== undefined) await desk.snooze(tenant, held.id, who, held.epoch, later(one.seconds))
        break
      }
      case 'leave_message': {
        const id = conversations[one.conversation]
        if (id === undefined) return
        await tenant.transaction(async tx => {
          await lock(tx, id)
          await desk.parkForVisitor(tx, id, 'left_message', later(one.seconds))
        })
        break
      }
      case 'write': {
        const id = conversations[one.conversation]
        if (id !== undefined) await desk.wake(tenant, id, 'visitor_wrote')
        break
      }
      case 'takeParked': {
        const id = await inspector.parked(one.nth)
        if (id === undefined) return
        const before = inspector.holderOf(id)
        const { epoch } = await desk.accept(tenant, id, who)
        inspector.accepted(id, who.id, epoch, before)
        break
      }
      case 'cancel': {
        const id = conversations[one.conversation]
        if (id === undefined) return
        await tenant.transaction(async tx => {
          await lock(tx, id)
          await desk.cancel(tx, id)
        })
        break
      }
      default:
        one satisfies never
    }
    await routing.route(tenantId)
  }

  /** Being refused is fine; a fault of the database or of ours is not. */
  async function allow(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      if (!(error instanceof YingdaError) || error.code === 'query_failed') throw error
    }
  }

  async function pass(seconds: number): Promise<void> {
    for (let left = seconds; left > 0; left -= TICK_SECONDS) {
      const tick = Math.min(left, TICK_SECONDS)
      await moveTime(db, tenantId, tick)
      inspector.moved(tick)
      sinceHeartbeat += tick
      if (sinceHeartbeat >= HEARTBEAT_SECONDS) {
        sinceHeartbeat = 0
        if (sockets.length > 0) {
          await heartbeat(
            db,
            sockets.map(socket => ({ id: socket.id, silentMs: 0 })),
          )
        }
      }
      await Promise.all(processes.map(one => one.sweep()))
    }
  }

  async function step(command: Command): Promise<string | undefined> {
    await inspector.before()
    if (command.kind === 'pass') await pass(command.seconds)
    else if (command.kind === 'restart') {
      processes[command.process] = startProcess(db, faults)
      for (let i = sockets.length - 1; i >= 0; i--) if (sockets[i]!.process === command.process) sockets.splice(i, 1)
    } else if (command.kind === 'both') {
      await Promise.all([allow(perform(command.first, processes[0]!)), allow(perform(command.second, processes[1]!))])
    } else await allow(perform(command, processes[0]!))
    await route()
    return inspector.after(command)
  }

  return { step, end: () => closeWorld(db, tenantId) }
}

const later = (seconds: number) => new Date(Date.now() + seconds * 1000)

type Process = ReturnType<typeof startProcess>

/** A desk and a routing as `app.ts` builds them; the dialog has nothing to say here. */
function startProcess(db: Db, faults: Faults) {
  const desk = createDesk(
    {
      prepare: async () => {},
      wanted: readWanted,
      lock,
      hasNewer: async () => false,
      say: sayFromDesk,
      moveDialog: async () => {},
      oweAnswer: async () => undefined,
      answer() {},
      setStatus,
      findSame: async () => undefined,
      suggestionSent: async () => {},
      askAfterClosing: async () => {},
      packetFor: async (_tx, _id, reason) => ({ reason, language: 'zh', visitorWords: [], passages: [] }),
      announce: () => {},
    },
    { ...HANDOFF_ROWS, ...faults.rows },
  )
  const routing = createRouting({
    db,
    lapse: faults.lapseOffer ?? desk.lapse,
    announce: () => {},
    onError: error => {
      throw error
    },
    ...(faults.offer === undefined ? {} : { offer: faults.offer }),
  })
  const lapse = faults.lapseLease ?? desk.lapse
  const turnShifts =
    faults.turnShifts ?? (() => sweepShifts({ db, releaseOffers: desk.releaseOffers, announce: () => {} }))
  const wake = faults.wake ?? desk.wake

  /** What `jobs/sweepers.ts` does every few seconds. */
  async function sweep(): Promise<void> {
    for (const lease of await sweepPresence(db)) {
      await lapse(db.tenant(lease.tenantId), lease.conversationId, lease.agentId, lease.epoch)
    }
    for (const due of await findDue(db)) await wake(db.tenant(due.tenantId), due.conversationId, 'due')
    await turnShifts()
    await routing.sweep()
  }

  return { desk, routing, sweep, turnShifts }
}
