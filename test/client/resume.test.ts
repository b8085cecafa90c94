import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDeskClient } from '../../src/client/desk-client.ts'
import { memoryStorage } from '../../src/client/outbox.ts'
import type { Item } from '../../src/client/timeline.ts'
import { createVisitorClient, type VisitorClient } from '../../src/client/visitor-client.ts'
import { createModelServer, FakeSocket } from './model-server.ts'

const RUNS = 5000
const INBOX = 'inbox'
/** Two tabs of one visitor, and the agent. */
const TABS = [0, 1] as const
const AGENT = 2

type Who = 0 | 1 | 2
type Op =
  | { kind: 'write'; who: Who; mark: '' | '!' | '~' }
  | { kind: 'up' | 'down'; who: Who; frames: number }
  | { kind: 'twice' | 'lose'; who: Who }
  | { kind: 'cut'; who: Who; noticed: boolean }
  | { kind: 'wait'; ms: number }
  | { kind: 'reload'; who: 0 | 1 }
  | { kind: 'retry'; who: Who }
  | { kind: 'bot' }
  | { kind: 'close' }

const who = fc.constantFrom<Who>(0, 1, 2)
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('write'), who, mark: fc.constantFrom('', '', '', '', '!', '~') }),
  },
  {
    weight: 9,
    arbitrary: fc.record({ kind: fc.constantFrom('up', 'down'), who, frames: fc.integer({ min: 1, max: 6 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('twice', 'lose'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('cut'), who, noticed: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(10, 400, 3000, 16_000, 40_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reload'), who: fc.constantFrom(...TABS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retry'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bot') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close') }) },
) as fc.Arbitrary<Op>

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('two tabs and an agent', () => {
  it(`converge to the server's list in ${RUNS} interleavings of cuts, losses, duplicates and delays`, {
    timeout: 300_000,
  }, () => {
    fc.assert(
      fc.property(fc.array(op, { minLength: 5, maxLength: 60 }), ops => {
        const world = createWorld()
        for (const one of ops) world.act(one)
        world.heal()
        world.check()
        world.end()
      }),
      { numRuns: RUNS },
    )
  })
})

function createWorld() {
  const server = createModelServer()
  const storage = memoryStorage()
  storage.setItem(`yingda:${INBOX}:token`, 'token')
  const lines: (FakeSocket | undefined)[] = [undefined, undefined, undefined]
  /** What each wrote, in order; a retried one counts as written anew. */
  const written: string[][] = [[], [], []]
  const moved = new Set<string>()
  const screens: string[][] = [[], [], []]
  /** The conversations that each was told events of. Of others it may know an own message, by its acknowledgement. */
  const heard = [new Set<string>(), new Set<string>(), new Set<string>()]
  let count = 0

  const lineOf = (index: Who) =>
    class extends FakeSocket {
      constructor(url: string) {
        super(url)
        lines[index] = this
        server.sockets.push(this)
      }
    }
  const openTab = (index: 0 | 1): VisitorClient => {
    const tab = createVisitorClient({ baseUrl: 'http://x', inboxId: INBOX, storage, WebSocket: lineOf(index) })
    tab.start()
    return tab
  }
  const tabs = [openTab(0), openTab(1)]
  const desk = createDeskClient({ baseUrl: 'http://x', tenantId: 't', WebSocket: lineOf(AGENT) })
  desk.start()

  const latest = () => server.conversations[server.conversations.length - 1]
  const itemsOf = (index: Who): readonly Item[] =>
    index === AGENT
      ? server.conversations.flatMap(({ id }) => desk.state().followed[id]?.items ?? [])
      : tabs[index]!.state().items

  const up = (index: Who, frames: number) => {
    const line = lines[index]
    if (!line?.alive) return
    if (!line.opened) {
      line.opened = true
      line.onopen?.()
    }
    for (const frame of line.up.splice(0, frames)) server.receive(line, frame)
    for (const { id } of server.conversations) desk.follow(id)
  }
  const down = (index: Who, frames: number) => {
    const line = lines[index]
    for (const frame of line?.down.splice(0, frames) ?? []) {
      if (frame.event) heard[index]!.add(frame.event.conversationId)
      line?.onmessage?.({ data: JSON.stringify(frame) })
    }
  }

  const act = (one: Op) => {
    switch (one.kind) {
      case 'write': {
        const text = `${one.mark}${one.who}-${count++}`
        if (one.who !== AGENT) tabs[one.who]!.send(text)
        else if (latest()) desk.send(latest()!.id, text, 1)
        else break
        written[one.who]!.push(text)
        break
      }
      case 'up':
        up(one.who, one.frames)
        break
      case 'down':
        down(one.who, one.frames)
        break
      case 'twice': {
        const queue = lines[one.who]?.down
        const last = queue?.[queue.length - 1]
        if (last?.type === 'event' || last?.type === 'ack') queue!.push(last)
        break
      }
      case 'lose': {
        // One that another follows: a line that lives loses nothing, and the server makes up for the last one (patrol.ts).
        const queue = lines[one.who]?.down ?? []
        const lost = queue[0]?.event?.conversationId
        if (lost && queue.slice(1).some(frame => frame.event?.conversationId === lost)) queue.shift()
        break
      }
      case 'cut': {
        const line = lines[one.who]
        if (!line) break
        line.alive = false
        line.up = []
        line.down = []
        if (one.noticed) line.onclose?.({ code: 1006 })
        break
      }
      case 'wait':
        vi.advanceTimersByTime(one.ms)
        break
      case 'reload':
        tabs[one.who]!.stop()
        tabs[one.who] = openTab(one.who)
        // It shows what the other tab has not sent yet; which of the two is first, the server will say.
        for (const item of itemsOf(one.who)) if (written[1 - one.who]!.includes(textOfItem(item))) moved.add(item.key)
        screens[one.who] = []
        heard[one.who]!.clear()
        break
      case 'retry':
        retryFirst(one.who)
        break
      case 'bot':
        if (latest() && !latest()!.resolved) server.say({ kind: 'bot' }, `bot-${count++}`)
        break
      case 'close':
        server.close()
        break
    }
    for (const index of [0, 1, 2] as const) watch(index)
  }

  const retryFirst = (index: Who) => {
    const failed = itemsOf(index).find(item => item.kind === 'message' && item.status === 'failed')
    if (failed?.kind !== 'message') return
    for (const list of written) {
      const at = list.indexOf(failed.content.text)
      if (at >= 0) list.push(...list.splice(at, 1))
    }
    moved.add(failed.key)
    if (index !== AGENT) tabs[index]!.retry(failed.key)
    else for (const { id } of server.conversations) desk.retry(id, failed.key, 1)
  }

  /** Sent, cut off, and stored in a conversation that was over when this client came back: it belongs above all it saw. */
  const isUnheard = (index: Who, item: Item) =>
    !!item.seq && !heard[index]!.has(item.conversationId!) && [...heard[index]!].some(id => id > item.conversationId!)

  /** Two items that were on the screen before stand in the same order now, but for what had failed or was unheard. */
  const watch = (index: Who) => {
    const now = itemsOf(index).map(item => item.key)
    for (const item of itemsOf(index)) if (failedText(item).length || isUnheard(index, item)) moved.add(item.key)
    const here = new Set(now)
    const before = screens[index]!.filter(key => here.has(key) && !moved.has(key))
    const old = new Set(before)
    const still = now.filter(key => old.has(key))
    // Compared by hand first: this runs a million times.
    if (still.join() !== before.join()) expect(still).toEqual(before)
    screens[index] = now
  }

  const settled = () =>
    [...tabs, desk].every(client => client.state().connection === 'online') &&
    lines.every(line => line!.alive && line!.up.length + line!.down.length === 0) &&
    ([0, 1, 2] as const).every(index =>
      itemsOf(index).every(item => item.kind !== 'message' || item.status !== 'sending'),
    ) &&
    TABS.every(index => tabs[index]!.state().caughtUp || server.conversations.length === 0)

  const heal = () => {
    for (let i = 0; i < 400; i++) {
      for (const index of [0, 1, 2] as const) {
        up(index, 1000)
        down(index, 1000)
      }
      for (const index of [0, 1, 2] as const) watch(index)
      if (settled()) return
      vi.advanceTimersByTime(i < 20 ? 300 : 3000)
    }
    throw new Error('never settled')
  }

  const check = () => {
    const truth = latest()
    for (const index of [0, 1, 2] as const) {
      const here = itemsOf(index).filter(item => item.seq && !isUnheard(index, item))
      // From the first conversation that this client saw to the newest: everything, once, in order.
      const from = server.conversations.findIndex(({ id }) => id === here[0]?.conversationId)
      const expected = truth ? server.conversations.slice(from).flatMap(({ events }) => events) : []
      expect(here.map(keyOf)).toEqual(expected.map(event => `${event.seq} ${textOf(event.body)}`))
      const seqs = itemsOf(index).flatMap(item => (item.seq ? [`${item.conversationId}:${item.seq}`] : []))
      expect(new Set(seqs).size).toBe(seqs.length)
      expect([...seqs].sort(bySeq)).toEqual(seqs)
    }
    const all = server.conversations.flatMap(({ events }) => events.map(event => textOf(event.body)))
    const failed = new Set([0, 1, 2].flatMap(index => itemsOf(index as Who)).flatMap(failedText))
    for (const index of [0, 1, 2] as const) {
      // What was refused once in one tab may be taken from another one, later.
      const inOrder = written[index]!.filter(text => all.includes(text) && !text.startsWith('!'))
      expect(all.filter(text => inOrder.includes(text))).toEqual(inOrder)
      for (const text of written[index]!) if (!all.includes(text)) expect(failed).toContain(text)
    }
    for (const times of server.stored.values()) expect(times).toBe(1)
  }

  const end = () => {
    for (const client of [...tabs, desk]) client.stop()
    vi.clearAllTimers()
  }
  return { act, heal, check, end }
}

function keyOf(item: Item): string {
  return `${item.seq} ${textOfItem(item)}`
}

function textOfItem(item: Item): string {
  return item.kind === 'message' ? item.content.text : textOf(item.body)
}

function textOf(body: { kind: string; content?: { text: string } }): string {
  return body.content?.text ?? body.kind
}

function failedText(item: Item): string[] {
  return item.kind === 'message' && item.status === 'failed' ? [item.content.text] : []
}

function bySeq(a: string, b: string): number {
  const [idA, seqA] = a.split(':') as [string, string]
  const [idB, seqB] = b.split(':') as [string, string]
  return idA === idB ? Number(seqA) - Number(seqB) : idA < idB ? -1 : 1
}
