/**
 * Whatever happens around the queue, in whatever order and in two processes: nobody is without an owner, over capacity,
 * overtaken or out of his place. The same simulation as `npm run sim:routing`, in short; and it finds planted faults.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Command, describeSequence, type Sequence, sequences } from '../../bench/routing-commands.ts'
import { FAULTS } from '../../bench/routing-faults.ts'
import { shorten } from '../../bench/routing-shorten.ts'
import { runSequence } from '../../bench/routing-world.ts'
import { describeOnEachDatabase } from '../helpers/databases.ts'

const RUNS = Number(process.env.YINGDA_TEST_RUNS ?? 200)

const arrive: Command = { kind: 'arrive', urgent: false, forTeam: false }
const connect = (agent: number): Command => ({ kind: 'connect', agent, process: 0 })
const accept = (agent: number): Command => ({ kind: 'accept', agent, nth: 0 })

/** For each planted fault that needs no luck: what it takes to see it. */
const SEEN_BY: Record<string, Command[]> = {
  'a lost lease': [connect(0), arrive, accept(0), { kind: 'cut', agent: 0 }, { kind: 'pass', seconds: 50 }],
  'a double accept': [arrive, accept(1), accept(2)],
  'a forgotten sweep': [connect(0), arrive, { kind: 'pass', seconds: 50 }],
  'a forgotten shift': [connect(0), arrive, { kind: 'shift', agent: 0, begins: false }],
  'a forgotten promise': [
    arrive,
    connect(0),
    accept(0),
    { kind: 'snooze', agent: 0, nth: 0, seconds: 20 },
    { kind: 'pass', seconds: 50 },
  ],
  'a lost place': [connect(0), arrive, { kind: 'decline', agent: 0 }],
}

const withCommands = (commands: Command[]): Sequence => ({
  strategy: 'longest_idle',
  lastAgentFirst: false,
  capacities: [1, 1, 1],
  commands,
})

describeOnEachDatabase('routing', (open, kind) => {
  // PostgreSQL costs three times as much a statement: it gets a share, for what only real concurrency shows.
  const runs = kind === 'embedded' ? RUNS : Math.ceil(RUNS / 4)

  test(`keeps its promises in ${runs} random sequences`, async () => {
    const property = fc.asyncProperty(sequences(), async sequence => {
      const wrong = await runSequence(open(), sequence)
      if (wrong !== undefined) throw new Error(wrong)
    })
    const result = await fc.check(property, { numRuns: runs, endOnFailure: true })
    if (!result.failed) return
    const [sequence] = result.counterexample ?? []
    if (sequence === undefined) throw result.errorInstance
    const broken = await shorten(sequence, one => runSequence(open(), one))
    expect.fail(`seed ${result.seed}: ${broken.wrong}\n${describeSequence(broken.sequence)}`)
  }, 240_000)

  test.each(Object.entries(SEEN_BY))('and the simulation sees %s', async (name, commands) => {
    expect(await runSequence(open(), withCommands(commands))).toBeUndefined()
    expect(await runSequence(open(), withCommands(commands), FAULTS[name]!(open()))).toBeTypeOf('string')
  })
})
