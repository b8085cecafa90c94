/** Agents who do what agents do, at random, with the desk's client library: each behind a proxy of his own. */
import WebSocket from 'ws'
import { createDeskClient, type DeskClient } from '../src/client/desk-client.ts'
import type { ConversationSummary } from '../src/protocol.ts'
import type { FaultProxy } from './fault-proxy.ts'
import { messagesOf, noteSent } from './tracked-visitors.ts'

export interface Account {
  id: string
  tenantId: string
  cookie: string
}

export interface WorkingAgent {
  id: string
  proxy: FaultProxy
  client: DeskClient
  /** He is there, as the world sees it: his page says it is connected. */
  present(): boolean
  /** One thing, or nothing. */
  act(): Promise<void>
  /** His machine dies: nobody is told. He comes back when it has started again. */
  die(forMs: number): void
  noteAcknowledged(acknowledged: Map<string, number>): void
  stop(): void
}

/** A hanging request must not keep him from working. */
const PATIENCE_MS = 10_000
const FINE = new Set([200, 204, 409, 404])

export function createWorkingAgent({ id, tenantId, cookie }: Account, proxy: FaultProxy): WorkingAgent {
  const base = `${proxy.url}/api/v1/tenants/${tenantId}`
  const client = createDeskClient({ baseUrl: proxy.url, tenantId, WebSocket: withCookie(cookie) })
  const counts = new Map<string, number>()
  let dead = false
  let busy = false

  /** What fails because a server died is tried again by the next act. */
  async function call(method: string, path: string, body: object = {}): Promise<void> {
    const init = { method, headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(base + path, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
      () => undefined,
    )
    if (response === undefined) return
    const said = await response.text().catch(() => '')
    if (!FINE.has(response.status)) console.error(`agent: ${method} ${path}: ${response.status} ${said.slice(0, 200)}`)
  }

  const mine = (): ConversationSummary[] =>
    Object.values(client.state().conversations).filter(
      ({ status, handoff }) => status !== 'resolved' && handoff?.state === 'assigned' && handoff.agent?.id === id,
    )

  function reply(conversationId: string, epoch: number): void {
    const count = counts.get(conversationId) ?? 0
    counts.set(conversationId, count + 1)
    client.follow(conversationId)
    client.send(conversationId, `一句 word #${count}`, epoch)
  }

  async function work({ id: conversationId, handoff }: ConversationSummary): Promise<void> {
    const epoch = handoff?.epoch ?? 0
    const at = `/conversations/${conversationId}`
    const dice = Math.random()
    if (dice < 0.8) return reply(conversationId, epoch)
    if (dice < 0.88) return call('POST', `${at}/close`, { epoch })
    if (dice < 0.94) return call('POST', `${at}/return-to-queue`, { epoch })
    if (dice < 0.98) return call('POST', `${at}/return-to-bot`, { epoch })
    await call('PUT', '/me/availability', { availability: Math.random() < 0.5 ? 'away' : 'busy' })
    await call('PUT', '/me/availability', { availability: 'online' })
  }

  async function oneThing(): Promise<void> {
    const { offers, conversations } = client.state()
    const offer = offers.find(({ until }) => until > Date.now())
    if (offer !== undefined && Math.random() < 0.7) {
      const at = `/conversations/${offer.conversationId}`
      return Math.random() < 0.85 ? call('POST', `${at}/accept`) : call('POST', `${at}/decline`, { epoch: offer.epoch })
    }
    const held = mine()
    const waiting = Object.values(conversations).filter(one => one.handoff?.state === 'waiting')
    if (waiting.length > 0 && Math.random() < 0.1) return call('POST', `/conversations/${pick(waiting).id}/accept`)
    if (held.length > 0) return work(pick(held))
  }

  return {
    id,
    proxy,
    client,
    present: () => !dead && client.state().connection === 'online',
    async act() {
      if (busy || dead || client.state().connection !== 'online') return
      busy = true
      await oneThing().finally(() => {
        busy = false
      })
    },
    die(forMs) {
      if (dead) return
      dead = true
      proxy.cutAll('dead')
      client.stop()
      setTimeout(() => {
        dead = false
        client.start()
      }, forMs).unref()
    },
    noteAcknowledged(acknowledged) {
      for (const { items } of Object.values(client.state().followed)) noteSent(messagesOf(items, 'agent'), acknowledged)
    },
    stop: () => client.stop(),
  }
}

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!

function withCookie(cookie: string) {
  class SignedIn extends WebSocket {
    constructor(url: string) {
      super(url, { headers: { cookie }, perMessageDeflate: false })
    }
  }
  return SignedIn as never
}
