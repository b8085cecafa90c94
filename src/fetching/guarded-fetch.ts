/**
 * The one door for requests that the server makes where somebody else says where to: import of pages, webhooks. It must
 * not become a way into the network the server stands in (SSRF). So every name is resolved once, every address of it is
 * checked, and the connection goes to exactly those addresses (a second lookup could answer something else: DNS
 * rebinding); every redirect goes through the same.
 */
import { lookup } from 'node:dns/promises'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { YingdaError } from '../errors.ts'
import { type AllowedHosts, allowedHosts, hostOf } from './allowed-hosts.ts'
import { badStatus, failed, refused, timedOut } from './fetch-error.ts'
import { ACCEPT_ENCODING, readBody } from './response-body.ts'
import { USER_AGENT } from './user-agent.ts'
import { webUrl } from './web-url.ts'

export interface FetchLimits {
  /** Host names and CIDR blocks inside that may be reached. Default: none. */
  allowPrivate?: readonly string[]
  /** All addresses of a name; rejects, or gives none, when nobody knows it. Default: the system's resolver. */
  resolve?: (host: string) => Promise<readonly string[]>
  /** Of the body, as sent and as unpacked. */
  maxBytes?: number
  /** For all of it: names, redirects, body. */
  timeoutMs?: number
  maxRedirects?: number
}

export interface FetchRequest {
  signal?: AbortSignal | undefined
  /** The Accept header. */
  accept?: string
  /** What the last answer said of itself: when the page is still that, the answer is `unchanged`. */
  etag?: string | undefined
  lastModified?: string | undefined
}

export interface Fetched {
  kind: 'fetched'
  /** Where the page was in the end. */
  url: string
  /** 200 to 299. */
  status: number
  /** The header as sent, with its charset; '' when there is none. */
  contentType: string
  bytes: Uint8Array
  etag?: string
  lastModified?: string
  /** The X-Robots-Tag header, for files that have no meta tags. */
  robots?: string
}

/** Throws `url_refused`, `fetch_failed`, `fetch_too_large`, `fetch_timeout`, `fetch_status`, or the signal's reason. */
export type GuardedFetch = (url: string, request?: FetchRequest) => Promise<Fetched | { kind: 'unchanged' }>

const DEFAULTS = { maxBytes: 20 * 1024 ** 2, timeoutMs: 20_000, maxRedirects: 5 }
const REDIRECTS = [301, 302, 303, 307, 308]
const NOT_MODIFIED = 304

type Door = Required<Omit<FetchLimits, 'allowPrivate'>> & { hosts: AllowedHosts }

export function createGuardedFetch(limits: FetchLimits = {}): GuardedFetch {
  const hosts = allowedHosts(limits.allowPrivate ?? [])
  const door: Door = { ...DEFAULTS, resolve: resolveName, ...limits, hosts }
  return async (text, request = {}) => {
    const deadline = AbortSignal.timeout(door.timeoutMs)
    const signal = request.signal ? AbortSignal.any([request.signal, deadline]) : deadline
    try {
      signal.throwIfAborted()
      return await follow(door, text, { ...request, signal })
    } catch (error) {
      // An aborted socket says many things; only the signals know why.
      request.signal?.throwIfAborted()
      if (deadline.aborted) throw timedOut(text, door.timeoutMs)
      throw error
    }
  }
}

type Running = FetchRequest & { signal: AbortSignal }

async function follow(door: Door, text: string, request: Running): Promise<Fetched | { kind: 'unchanged' }> {
  let url = webUrl(text, door.hosts)
  for (let hops = 0; hops <= door.maxRedirects; hops++) {
    const response = await open(url, await checkedAddresses(door, url, request.signal), request)
    try {
      const next = redirectOf(response, url, door.hosts)
      if (next === undefined) return await read(response, url, request, door.maxBytes)
      url = next
    } finally {
      // No body of a redirect or an error page is read, and no connection is kept for a later check to miss.
      response.destroy()
    }
  }
  throw failed(text, 'redirects')
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage, from: URL, hosts: AllowedHosts): URL | undefined {
  if (!REDIRECTS.includes(statusCode) || headers.location === undefined) return undefined
  const next = webUrl(headers.location, hosts, from)
  if (from.protocol === 'https:' && next.protocol === 'http:') throw refused(next.href, 'downgrade')
  return next
}

async function read(response: IncomingMessage, url: URL, request: FetchRequest, maxBytes: number) {
  const { statusCode: status = 0, headers } = response
  const conditional = request.etag !== undefined || request.lastModified !== undefined
  if (status === NOT_MODIFIED && conditional) return { kind: 'unchanged' as const }
  if (status < 200 || status > 299) throw badStatus(url.href, status)
  const robots = headers['x-robots-tag']
  return {
    kind: 'fetched' as const,
    url: url.href,
    status,
    contentType: headers['content-type'] ?? '',
    bytes: await readBody(response, url.href, maxBytes),
    ...(headers.etag !== undefined && { etag: headers.etag }),
    ...(headers['last-modified'] !== undefined && { lastModified: headers['last-modified'] }),
    ...(robots !== undefined && { robots: String(robots) }),
  }
}

/** Of an address itself, too: `webUrl` has checked it. One bad address condemns the name. */
async function checkedAddresses(door: Door, url: URL, signal: AbortSignal): Promise<readonly string[]> {
  const host = hostOf(url)
  if (isIP(host)) return [host]
  const addresses = await aborted(door.resolve(host), signal).catch(cause => {
    throw failed(url.href, 'name', cause)
  })
  if (addresses.length === 0) throw failed(url.href, 'name')
  if (!addresses.every(address => door.hosts.address(address, host))) throw refused(url.href, 'address')
  return addresses
}

/** The answer, whatever its status, before its body. */
function open(url: URL, addresses: readonly string[], request: Running): Promise<IncomingMessage> {
  const client = url.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    client
      // No agent: a kept connection would be one that this request has not checked.
      .request(url, { agent: false, signal: request.signal, lookup: answering(addresses), headers: headersOf(request) })
      .on('response', response => {
        // An abort between two listeners would otherwise end the process.
        response.on('error', () => {})
        resolve(response)
      })
      .on('upgrade', (_, socket) => {
        socket.destroy()
        reject(failed(url.href, 'connection'))
      })
      .on('error', error => reject(asFailure(url, error)))
      .end()
  })
}

/** A lookup that knows one answer. Node asks for all addresses when it tries one after the other. */
function answering(addresses: readonly string[]): LookupFunction {
  const known = addresses.map(address => ({ address, family: isIP(address) }))
  return (_host, options, done) => {
    if (options.all) done(null, known)
    else done(null, known[0]!.address, known[0]!.family)
  }
}

function headersOf({ accept, etag, lastModified }: FetchRequest): Record<string, string> {
  return {
    'user-agent': USER_AGENT,
    accept: accept ?? '*/*',
    'accept-encoding': ACCEPT_ENCODING,
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  }
}

function asFailure(url: URL, error: NodeJS.ErrnoException): YingdaError {
  if (error instanceof YingdaError) return error
  const tls = /CERT|TLS|SSL|SELF_SIGNED|ISSUER|UNABLE_TO/.test(error.code ?? '')
  return failed(url.href, tls ? 'tls' : 'connection', error)
}

async function resolveName(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true, verbatim: true })
  return found.map(({ address }) => address)
}

/** The system's resolver cannot be stopped, but it need not be waited for. */
function aborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
