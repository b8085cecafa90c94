import { createServer } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGuardedFetch, type Fetched, type FetchLimits } from '../../src/fetching/guarded-fetch.ts'
import { type Answer, type LocalServer, openServer, pages } from './local-server.ts'

const MAX_BYTES = 100_000
const TEXT = '<h1>退货说明 Returns</h1>'

let answers: Record<string, Answer | string>
let server: LocalServer
/** Where the outside must not get: listens on the same port of another local address. */
let inside: LocalServer

beforeEach(async () => {
  answers = { '/': TEXT }
  server = await openServer((response, request) => pages(answers)(response, request))
  inside = await openServer(response => response.end('inside'), '127.0.0.2', server.port)
})
afterEach(() => Promise.all([server.close(), inside.close()]))

/** Names ending in example.com lead to the server as if it were public; the address beside it is inside. */
function fetchOf(limits: FetchLimits = {}) {
  return createGuardedFetch({
    allowPrivate: ['127.0.0.1/32'],
    resolve: async () => ['127.0.0.1'],
    maxBytes: MAX_BYTES,
    timeoutMs: 3_000,
    ...limits,
  })
}
const at = (path: string) => `http://help.example.com:${server.port}${path}`
const textOf = (page: Fetched | { kind: 'unchanged' }) =>
  page.kind === 'fetched' ? Buffer.from(page.bytes).toString() : page.kind
const redirect =
  (location: string, status = 302): Answer =>
  response =>
    response.writeHead(status, { location }).end('moved')

test('a page comes with its bytes, type and where it was, and we say who asks', async () => {
  let agent: string | undefined
  answers['/page'] = (response, { headers }) => {
    agent = headers['user-agent']
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', etag: '"1"', 'x-robots-tag': 'noindex' })
    response.end(TEXT)
  }
  const page = await fetchOf()(at('/page#part'))
  expect(page).toMatchObject({ kind: 'fetched', status: 200, contentType: 'text/html; charset=utf-8', etag: '"1"' })
  expect(page).toMatchObject({ robots: 'noindex', url: at('/page#part') })
  expect(textOf(page)).toBe(TEXT)
  expect(agent).toMatch(/^Yingda\/\d+\.\d+\.\d+ \(\+knowledge import\)$/)
})

test('a page that did not change is not sent again', async () => {
  answers['/page'] = (response, { headers }) =>
    response.writeHead(headers['if-none-match'] === '"1"' && headers['if-modified-since'] ? 304 : 200).end()
  const fetch = fetchOf()
  expect(await fetch(at('/page'), { etag: '"1"', lastModified: 'Thu, 01 Jan 2026 00:00:00 GMT' })).toEqual({
    kind: 'unchanged',
  })
  answers['/page'] = response => response.writeHead(304).end()
  await expect(fetch(at('/page'))).rejects.toMatchObject({ code: 'fetch_status', params: { status: 304 } })
})

test('redirects are followed to where the page is, also relative ones', async () => {
  Object.assign(answers, { '/a': redirect('/b', 301), '/b': redirect('c', 308), '/c': TEXT })
  const page = await fetchOf()(at('/a'))
  expect(page).toMatchObject({ kind: 'fetched', url: at('/c') })
})

test('a redirect without end, and one too many, is an error', async () => {
  answers['/loop'] = redirect('/loop')
  await expect(fetchOf({ maxRedirects: 3 })(at('/loop'))).rejects.toMatchObject({
    code: 'fetch_failed',
    params: { reason: 'redirects' },
  })
  expect(server.paths).toHaveLength(4)
})

test.each([
  ['http://127.0.0.2:PORT/', 'address'],
  ['//127.0.0.2:PORT/', 'address'],
  ['http://0x7f.0.0.2:PORT/', 'address'],
  ['http://[::ffff:127.0.0.2]:PORT/', 'address'],
  ['http://inside.example.com:PORT/', 'address'],
  ['http://localhost:PORT/', 'host'],
  ['http://user@127.0.0.2:PORT/', 'credentials'],
  ['http://help.example.com:22/', 'port'],
  ['file:///etc/passwd', 'scheme'],
  ['http://[', 'url'],
])('a redirect to %s is refused, and nobody inside hears of it', async (location, reason) => {
  answers['/out'] = redirect(location.replace('PORT', String(server.port)))
  const fetch = fetchOf({ resolve: async host => [host.startsWith('inside') ? '127.0.0.2' : '127.0.0.1'] })
  await expect(fetch(at('/out'))).rejects.toMatchObject({ code: 'url_refused', params: { reason } })
  expect(server.paths).toEqual(['/out'])
  expect(inside.connections).toBe(0)
})

test('a name that changes its address after the check gains nothing: it is asked for once a request', async () => {
  let asked = 0
  const fetch = fetchOf({ resolve: async () => [asked++ === 0 ? '127.0.0.1' : '127.0.0.2'] })
  expect(textOf(await fetch(at('/')))).toBe(TEXT)
  expect(asked).toBe(1)
  await expect(fetch(at('/'))).rejects.toMatchObject({ code: 'url_refused', params: { reason: 'address' } })
  asked = 0
  answers['/again'] = redirect('/')
  await expect(fetch(at('/again'))).rejects.toMatchObject({ code: 'url_refused' })
  expect(inside.connections).toBe(0)
})

test('of several addresses the next is tried when one does not answer', async () => {
  const fetch = fetchOf({ allowPrivate: ['127.0.0.0/8'], resolve: async () => ['127.0.0.3', '127.0.0.1'] })
  expect(textOf(await fetch(at('/')))).toBe(TEXT)
})

test('a name that nobody knows, and a server that is not there, are told apart', async () => {
  const unknown = fetchOf({ resolve: async () => Promise.reject(new Error('ENOTFOUND')) })
  await expect(unknown(at('/'))).rejects.toMatchObject({ code: 'fetch_failed', params: { reason: 'name' } })
  await expect(fetchOf({ resolve: async () => [] })(at('/'))).rejects.toMatchObject({ params: { reason: 'name' } })
  const port = server.port
  await server.close()
  const error = await fetchOf()(`http://help.example.com:${port}/`).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'fetch_failed', params: { reason: 'connection' } })
  expect((error as Error).message).not.toContain('127.0.0.1')
  server = await openServer(pages(answers))
})

test('https to a server that speaks no TLS, or with a certificate of its own, fails', async () => {
  await expect(fetchOf()(at('/').replace('http:', 'https:'))).rejects.toMatchObject({ code: 'fetch_failed' })
})

test.each([404, 403, 500])('status %i is an error that names it', async status => {
  answers['/gone'] = response => response.writeHead(status).end('no')
  await expect(fetchOf()(at('/gone'))).rejects.toMatchObject({ code: 'fetch_status', params: { status } })
})

test('gzip and brotli are unpacked, other and doubled packings refused', async () => {
  const packed: [string, Buffer][] = [
    ['gzip', gzipSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
  ]
  for (const [encoding, bytes] of packed) {
    answers['/packed'] = response => response.writeHead(200, { 'content-encoding': encoding }).end(bytes)
    expect(textOf(await fetchOf()(at('/packed')))).toBe(TEXT)
  }
  for (const encoding of ['zstd', 'gzip, gzip', 'constructor']) {
    answers['/packed'] = response => response.writeHead(200, { 'content-encoding': encoding }).end(TEXT)
    await expect(fetchOf()(at('/packed'))).rejects.toMatchObject({ params: { reason: 'encoding' } })
  }
})

test.each([
  ['gzip', gzipSync(Buffer.alloc(200 * 1024 ** 2), { level: 9 })],
  ['br', brotliCompressSync(Buffer.alloc(50 * 1024 ** 2))],
])('a %s bomb stops at the limit, in time and memory', async (encoding, bomb) => {
  answers['/bomb'] = response => response.writeHead(200, { 'content-encoding': encoding }).end(bomb)
  const before = process.memoryUsage().rss
  await expect(fetchOf()(at('/bomb'))).rejects.toMatchObject({
    code: 'fetch_too_large',
    params: { maxBytes: MAX_BYTES },
  })
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6)
})

test('a body that says it is too large is not read, one that does not end is cut', async () => {
  answers['/large'] = response => response.writeHead(200, { 'content-length': String(MAX_BYTES + 1) }).flushHeaders()
  await expect(fetchOf()(at('/large'))).rejects.toMatchObject({ code: 'fetch_too_large' })
  let closed = false
  answers['/endless'] = response => {
    const write = (): void => {
      while (!closed && response.write(Buffer.alloc(8_000))) {}
    }
    response.on('drain', write).on('close', () => {
      closed = true
    })
    write()
  }
  await expect(fetchOf()(at('/endless'))).rejects.toMatchObject({ code: 'fetch_too_large' })
  await expect.poll(() => closed).toBe(true)
})

test('a body shorter than its length, or cut in its packing, broke off', async () => {
  answers['/short'] = response => {
    response.writeHead(200, { 'content-length': '1000' })
    response.write(TEXT)
    setTimeout(() => response.destroy(), 50)
  }
  await expect(fetchOf()(at('/short'))).rejects.toMatchObject({ code: 'fetch_failed', params: { reason: 'body' } })
  answers['/cut'] = response =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(TEXT.repeat(100)).subarray(0, 40))
  await expect(fetchOf()(at('/cut'))).rejects.toMatchObject({ code: 'fetch_failed', params: { reason: 'body' } })
})

test('a body longer than its length is cut there, and what is behind read by nobody', async () => {
  const raw = createServer(socket => {
    socket
      .on('error', () => {})
      .on('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n'))
  })
  await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve))
  const { port } = raw.address() as { port: number }
  expect(textOf(await fetchOf()(`http://help.example.com:${port}/`))).toBe('hello')
  raw.close()
})

test('what is no HTTP at all, or heads without end, fails', async () => {
  for (const reply of [
    'SSH-2.0-OpenSSH\r\n',
    `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`,
    'HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  ]) {
    const raw = createServer(socket => {
      socket.on('error', () => {}).on('data', () => socket.end(reply))
    })
    await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve))
    const { port } = raw.address() as { port: number }
    await expect(fetchOf()(`http://help.example.com:${port}/`)).rejects.toMatchObject({ code: 'fetch_failed' })
    raw.close()
  }
})

test.each<[string, Answer]>([
  ['an answer that never comes', () => {}],
  ['a body that drips', response => drip(response.writeHead(200))],
  [
    'redirects that take their time',
    response => setTimeout(() => redirect('/slow')(response, undefined as never), 120),
  ],
])('%s ends with the time limit for the whole', async (_, answer) => {
  answers['/slow'] = answer
  const begun = performance.now()
  await expect(fetchOf({ timeoutMs: 300 })(at('/slow'))).rejects.toMatchObject({ code: 'fetch_timeout' })
  expect(performance.now() - begun).toBeLessThan(1_500)
})

test('a resolver that hangs is not waited for', async () => {
  const fetch = fetchOf({ timeoutMs: 200, resolve: () => new Promise(() => {}) })
  await expect(fetch(at('/'))).rejects.toMatchObject({ code: 'fetch_timeout' })
})

test('the caller may stop it, and hears his own reason', async () => {
  answers['/slow'] = response => drip(response.writeHead(200))
  const stop = new AbortController()
  const fetched = fetchOf()(at('/slow'), { signal: stop.signal })
  setTimeout(() => stop.abort(new Error('cancelled by a person')), 100)
  await expect(fetched).rejects.toThrow('cancelled by a person')
  await expect(fetchOf()(at('/'), { signal: stop.signal })).rejects.toThrow('cancelled by a person')
})

function drip(response: Parameters<Answer>[0]): void {
  const timer = setInterval(() => response.write('.'), 20)
  response.on('close', () => clearInterval(timer))
}
