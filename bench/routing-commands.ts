/** What may happen around the queue, as fast-check draws and shrinks it. */
import fc from 'fast-check'

export const AGENTS = 3
export const CONVERSATIONS = 5
export const PROCESSES = 2

const AVAILABILITIES = ['online', 'busy', 'away', 'offline'] as const

/** One thing that happens. Numbers name agents, conversations in the order of their arrival, and processes. */
export type Single =
  | { kind: 'arrive'; urgent: boolean; forTeam: boolean }
  | { kind: 'connect'; agent: number; process: number }
  /** The socket dies and nobody notices. */
  | { kind: 'cut'; agent: number }
  /** The page is closed. */
  | { kind: 'leave'; agent: number }
  /** His working hours end, or begin. */
  | { kind: 'shift'; agent: number; begins: boolean }
  | { kind: 'become'; agent: number; availability: (typeof AVAILABILITIES)[number] }
  /** Of what is offered to him; of what waits, when nothing is. */
  | { kind: 'accept'; agent: number; nth: number }
  | { kind: 'decline'; agent: number }
  | { kind: 'toQueue'; agent: number; nth: number }
  | { kind: 'toBot'; agent: number; nth: number }
  | { kind: 'close'; agent: number; nth: number }
  | { kind: 'transfer'; agent: number; to: number; team: boolean }
  | { kind: 'takeOver'; agent: number; conversation: number }
  /** Put off by who holds it; it is due in so many seconds. */
  | { kind: 'snooze'; agent: number; nth: number; seconds: number }
  /** The visitor would rather be answered later. */
  | { kind: 'leave_message'; conversation: number; seconds: number }
  /** The visitor writes. */
  | { kind: 'write'; conversation: number }
  /** What is parked, whoever put it off. */
  | { kind: 'takeParked'; agent: number; nth: number }
  /** The visitor goes on with the bot. */
  | { kind: 'cancel'; conversation: number }

export type Command =
  | Single
  /** Two things at once, in two processes. */
  | { kind: 'both'; first: Single; second: Single }
  /** Time passes; heartbeats and sweepers run meanwhile. */
  | { kind: 'pass'; seconds: number }
  /** A process is killed and starts anew: its sockets are gone without a word. */
  | { kind: 'restart'; process: number }

export interface Sequence {
  strategy: 'least_loaded' | 'longest_idle' | 'round_robin' | 'manual'
  lastAgentFirst: boolean
  /** Of each agent. */
  capacities: number[]
  commands: Command[]
}

const agent = fc.nat(AGENTS - 1)
const process = fc.nat(PROCESSES - 1)
const nth = fc.nat(2)
const conversation = fc.nat(CONVERSATIONS - 1)
const seconds = fc.constantFrom(3, 20, 60)
const is = <K extends string>(kind: K) => fc.constant(kind)

const single: fc.Arbitrary<Single> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: is('arrive'), urgent: rarely(), forTeam: rarely() }) },
  { weight: 5, arbitrary: fc.record({ kind: is('connect'), agent, process }) },
  { weight: 5, arbitrary: fc.record({ kind: is('accept'), agent, nth }) },
  { weight: 3, arbitrary: fc.record({ kind: is('decline'), agent }) },
  { weight: 2, arbitrary: fc.record({ kind: is('cut'), agent }) },
  { weight: 1, arbitrary: fc.record({ kind: is('leave'), agent }) },
  { weight: 2, arbitrary: fc.record({ kind: is('become'), agent, availability: fc.constantFrom(...AVAILABILITIES) }) },
  { weight: 3, arbitrary: fc.record({ kind: is('shift'), agent, begins: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: is('toQueue'), agent, nth }) },
  { weight: 1, arbitrary: fc.record({ kind: is('toBot'), agent, nth }) },
  { weight: 2, arbitrary: fc.record({ kind: is('close'), agent, nth }) },
  { weight: 2, arbitrary: fc.record({ kind: is('transfer'), agent, to: agent, team: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: is('takeOver'), agent, conversation }) },
  { weight: 1, arbitrary: fc.record({ kind: is('cancel'), conversation }) },
  { weight: 3, arbitrary: fc.record({ kind: is('snooze'), agent, nth, seconds }) },
  { weight: 1, arbitrary: fc.record({ kind: is('leave_message'), conversation, seconds }) },
  { weight: 2, arbitrary: fc.record({ kind: is('write'), conversation }) },
  { weight: 2, arbitrary: fc.record({ kind: is('takeParked'), agent, nth }) },
)

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: single },
  { weight: 3, arbitrary: fc.record({ kind: is('both'), first: single, second: single }) },
  { weight: 2, arbitrary: fc.record({ kind: is('pass'), seconds: fc.constantFrom(1, 6, 21, 50) }) },
  { weight: 1, arbitrary: fc.record({ kind: is('restart'), process }) },
)

/** Sequences of up to so many commands. */
export const sequences = (atMost = 24): fc.Arbitrary<Sequence> =>
  fc.record({
    strategy: fc.constantFrom('least_loaded', 'longest_idle', 'round_robin', 'manual'),
    lastAgentFirst: fc.boolean(),
    capacities: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: AGENTS, maxLength: AGENTS }),
    commands: fc.array(command, { minLength: 1, maxLength: atMost, size: 'max' }),
  })

function rarely(): fc.Arbitrary<boolean> {
  return fc.nat(4).map(n => n === 4)
}

/** A sequence in a few lines that a person can follow. */
export function describeSequence({ commands, ...set }: Sequence): string {
  const words = (one: Single): string =>
    Object.entries(one)
      .map(([key, value]) => (key === 'kind' ? String(value) : `${key} ${value}`))
      .join(', ')
  const line = (one: Command): string =>
    one.kind === 'both'
      ? `at once: (${words(one.first)}) and (${words(one.second)})`
      : Object.entries(one)
          .map(([key, value]) => (key === 'kind' ? String(value) : `${key} ${value}`))
          .join(', ')
  return [JSON.stringify(set), ...commands.map((one, i) => `  ${i + 1}. ${line(one)}`)].join('\n')
}
