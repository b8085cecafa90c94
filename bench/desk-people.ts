/** Agents on raw desk sockets, each with a session that no password was needed for. */
import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import WebSocket from 'ws'
import { newId } from '../src/id.ts'

/** Sessions for these agents; returns their cookies in order. */
export async function openSessions(
  client: pg.Client,
  tenantId: string,
  agentIds: readonly string[],
): Promise<string[]> {
  const tokens = agentIds.map(() => randomBytes(32).toString('base64url'))
  await client.query(
    `INSERT INTO agent_session (tenant_id, id, agent_id, token_hash, expires_at, user_agent)
     SELECT $1, x.id, x.agent, x.hash, now() + interval '2 hours', 'bench' FROM unnest($2::uuid[], $3::uuid[], $4::text[]) AS x(id, agent, hash)`,
    [
      tenantId,
      agentIds.map(() => newId()),
      agentIds,
      tokens.map(token => createHash('sha256').update(token).digest('hex')),
    ],
  )
  return tokens.map(token => `yingda_session=${token}`)
}

export interface LoadAgent {
  socket: WebSocket
  /** Bytes that came, lists included. */
  bytes(): number
}

/** A frame that may tell of a message; lists are many and long, and nobody reads them here. */
const EVENT = Buffer.from('"type":"event"')

/** A desk that follows these conversations and answers each visitor's message at once, naming it. */
export async function openAgent(
  url: string,
  tenantId: string,
  cookie: string,
  follows: readonly string[],
  onMessage: (text: string) => void,
): Promise<LoadAgent> {
  let bytes = 0
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/v1/tenants/${tenantId}/socket`, {
    perMessageDeflate: false,
    headers: { cookie },
  })
  socket.on('message', (data: Buffer) => {
    bytes += data.length
    if (!data.subarray(0, 40).includes(EVENT)) return
    const { event } = JSON.parse(data.toString('utf8')) as {
      event: { conversationId: string; sender: { kind: string }; body: { kind: string; content?: { text: string } } }
    }
    const { sender, body, conversationId } = event
    if (sender.kind !== 'visitor' || body.kind !== 'message' || body.content === undefined) return
    onMessage(body.content.text)
    const text = `re ${body.content.text}`
    socket.send(JSON.stringify({ type: 'send', conversationId, clientMessageId: newId(), epoch: 1, text }))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', protocol: 1 })))
    socket.once('message', () => resolve())
  })
  for (const conversationId of follows) socket.send(JSON.stringify({ type: 'follow', conversationId, lastSeq: 0 }))
  return { socket, bytes: () => bytes }
}
