/** A web server on 127.0.0.1 that counts the connections made to it, and what was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LocalServer {
  port: number
  connections: number
  paths: string[]
  close(): Promise<void>
}

export type Answer = (response: ServerResponse, request: IncomingMessage) => void

export async function openServer(answer: Answer, host = '127.0.0.1', port = 0): Promise<LocalServer> {
  const server = createServer((request, response) => {
    opened.paths.push(request.url ?? '')
    answer(response, request)
  })
  server.on('connection', () => opened.connections++)
  await new Promise<void>(resolve => server.listen(port, host, resolve))
  const opened: LocalServer = {
    port: (server.address() as AddressInfo).port,
    connections: 0,
    paths: [],
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return opened
}

/** Answers by path; 404 for all others. */
export function pages(byPath: Record<string, Answer | string>): Answer {
  return (response, request) => {
    const page = byPath[request.url ?? '']
    if (page === undefined) response.writeHead(404).end()
    else if (typeof page === 'string') response.writeHead(200, { 'content-type': 'text/html' }).end(page)
    else page(response, request)
  }
}
