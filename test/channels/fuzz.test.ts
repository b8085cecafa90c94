/** Ten thousand frames that nobody should send: the process lives, and serves whoever comes next. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../src/id.ts'
import { AgentFrame, VisitorFrame } from '../../src/protocol.ts'
import { createRandom } from '../../src/random.ts'
import { buildApp, type SignedIn, type TestApp, type TestSocket, type Visitor } from '../helpers/app.ts'
import { fill, type Schema } from '../helpers/fill-schema.ts'
import { plainBot } from '../helpers/plain-bot.ts'

const FRAMES = 10_000
/** Of one socket; half of the sockets have said hello. */
const A_SOCKET = 100

let shop: TestApp
let agent: SignedIn
let visitor: Visitor
const unhandled: unknown[] = []
const note = (error: unknown) => void unhandled.push(error)

beforeAll(async () => {
  shop = await buildApp({ loadBot: async () => plainBot() })
  agent = await shop.signIn('agent')
  visitor = await shop.newVisitor()
  process.on('unhandledRejection', note)
}, 60_000)
afterAll(async () => {
  process.off('unhandledRejection', note)
  await shop.close()
})

const random = createRandom(20_261_126)
const below = (n: number) => Math.floor(random() * n)
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!

const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -0,
  2 ** 31,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '𝕊',
  '你好',
  'x'.repeat(5000),
  '__proto__',
  '../../etc/passwd',
  "'; DROP TABLE event; --",
  '%s%n',
  '{{7*7}}',
  [],
  {},
  [[[]]],
  { type: 'send' },
  newId(),
  'NaN',
]

const shapes = [VisitorFrame, AgentFrame].flatMap(frame => (frame as unknown as { anyOf: Schema[] }).anyOf)

/** A frame as it should be, with something wrong in it; or something else altogether. */
function oddFrame(): string | Buffer {
  const valid = fill(pick(shapes), { text: () => undefined }) as Record<string, unknown>
  const fields = Object.keys(valid)
  switch (below(9)) {
    case 0:
      return Buffer.from(Array.from({ length: below(200) }, () => below(256)))
    case 1:
      return JSON.stringify(pick(ODD))
    case 2:
      return JSON.stringify(valid).slice(0, below(60))
    case 3:
      return '['.repeat(below(20_000))
    case 4:
      return `{"type":"${pick(['hello', 'send', 'read', 'follow'])}","__proto__":{"a":1},"constructor":{"prototype":{}}}`
    case 5:
      return JSON.stringify({ ...valid, [pick(fields)]: undefined })
    case 6:
      return JSON.stringify({ ...valid, type: pick(ODD) })
    default:
      return JSON.stringify({ ...valid, [pick(fields)]: pick(ODD), [String(pick(ODD)).slice(0, 20)]: pick(ODD) })
  }
}

async function open(kind: number): Promise<TestSocket> {
  const path = `/public/api/v1/inboxes/${visitor.inboxId}/socket`
  if (kind === 0) return shop.socket(path)
  if (kind === 1) return shop.visitorSocket(visitor)
  if (kind === 2) return shop.socket(`/api/v1/tenants/${agent.tenantId}/socket`, { cookie: agent.cookie })
  return shop.deskSocket(agent)
}

test('10,000 fuzzed frames end no process, and no error is left unhandled', async () => {
  let sent = 0
  for (let round = 0; sent < FRAMES; round++) {
    const socket = await open(round % 4)
    // Who has not said hello is cut after his first wrong frame: the rest goes nowhere, as it would in the wild.
    const count = round % 2 === 0 ? 1 + below(5) : A_SOCKET
    for (let frame = 0; frame < count; frame++, sent++) {
      const odd = oddFrame()
      socket.sendRaw(odd, Buffer.isBuffer(odd) && below(2) === 0)
    }
    if (round % 2 === 1) await answered(socket)
    socket.close()
  }
  await shop.app.turns.idle()
  expect(sent).toBeGreaterThanOrEqual(FRAMES)
  expect(unhandled).toEqual([])
  const next = await shop.newVisitor()
  const socket = await shop.visitorSocket(next)
  await socket.wait('welcome')
  expect((await socket.say('still there?')).seq).toBe(1)
}, 120_000)

/** It is still read: a ping comes back, unless a frame had it closed. */
async function answered(socket: TestSocket): Promise<void> {
  socket.send({ type: 'ping', n: 4711 })
  await Promise.race([socket.wait('pong', frame => frame.n === 4711), socket.closed])
}
