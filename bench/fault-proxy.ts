/** A TCP proxy that stands between clients and servers and breaks connections the ways networks do. */
import { createServer, connect as dial, type Socket } from 'node:net'

/**
 * `reset`: both sides see it at once. `stall`: nothing passes for a while, then all of it. `half-open`: the client is
 * cut off, and the server is not told. `dead`: neither is told.
 */
export type Fault = 'reset' | 'stall' | 'half-open' | 'dead'
export const FAULTS: readonly Fault[] = ['reset', 'stall', 'half-open', 'dead']

export interface FaultProxy {
  url: string
  /** Breaks one connection that is whole, chosen at random; false when there is none. */
  cut(fault: Fault): boolean
  /** Breaks all of them. */
  cutAll(fault: Fault): void
  close(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  whole: boolean
}

const STALL_MS = { least: 1_000, most: 20_000 }

/** Each connection goes to one of `ports()` that takes it, at random: what a load balancer does. */
export async function createFaultProxy(ports: () => readonly number[]): Promise<FaultProxy> {
  const pairs = new Set<Pair>()
  const listener = createServer({ allowHalfOpen: false, pauseOnConnect: true }, client => {
    client.on('error', () => {})
    connectAny(client, shuffled(ports()), server => join(pairs, client, server))
  })
  await new Promise<void>(resolve => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const whole = () => [...pairs].filter(pair => pair.whole)
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    cut(fault) {
      const pair = shuffled(whole())[0]
      if (pair !== undefined) breakPair(pair, fault)
      return pair !== undefined
    },
    cutAll(fault) {
      for (const pair of whole()) breakPair(pair, fault)
    },
    close() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      return new Promise(resolve => listener.close(() => resolve()))
    },
  }
}

function connectAny(client: Socket, ports: readonly number[], then: (server: Socket) => void): void {
  const [port, ...others] = ports
  if (port === undefined) return void client.resetAndDestroy()
  const server = dial({ port, host: '127.0.0.1' })
  const onError = () => connectAny(client, others, then)
  server.once('error', onError)
  server.once('connect', () => {
    server.off('error', onError)
    server.on('error', () => {})
    then(server)
  })
}

function join(pairs: Set<Pair>, client: Socket, server: Socket): void {
  const pair: Pair = { client, server, whole: true }
  pairs.add(pair)
  const closed = (other: Socket) => () => {
    // Of a broken one each side finds out for itself.
    if (pair.whole) other.destroy()
    pair.whole = false
    if (client.destroyed && server.destroyed) pairs.delete(pair)
  }
  client.on('close', closed(server))
  server.on('close', closed(client))
  client.pipe(server)
  server.pipe(client)
}

function breakPair(pair: Pair, fault: Fault): void {
  const { client, server } = pair
  if (fault === 'reset') {
    client.resetAndDestroy()
    server.resetAndDestroy()
    return
  }
  client.unpipe(server)
  server.unpipe(client)
  if (fault === 'stall') {
    setTimeout(
      () => {
        if (!pair.whole) return
        client.pipe(server)
        server.pipe(client)
      },
      STALL_MS.least + Math.random() * (STALL_MS.most - STALL_MS.least),
    )
    return
  }
  pair.whole = false
  // What still comes is read and thrown away: otherwise a close would never be seen.
  server.resume()
  if (fault === 'half-open') client.resetAndDestroy()
  else client.resume()
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map(one => ({ one, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
