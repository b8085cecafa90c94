/**
 * The errors of a fetch. They name what the caller or the site wrote, never the address a name resolves to: whoever may
 * start an import must not learn from its errors how the network inside looks.
 */
import { InvalidInput, TooLarge, Unavailable, type YingdaError } from '../errors.ts'

export type Refusal =
  | 'url'
  | 'scheme'
  | 'credentials'
  | 'port'
  | 'host'
  | 'address'
  /** A redirect from https to http. */
  | 'downgrade'

export type Failure = 'name' | 'connection' | 'tls' | 'redirects' | 'encoding' | 'body'

const REFUSALS: Record<Refusal, [cause: string, remedy: string]> = {
  url: ['is not a URL', 'Write a whole one, like https://example.com/help.'],
  scheme: ['is neither http nor https', 'Give an address that begins with https:// or http://.'],
  credentials: ['has a user name or password in it', 'Take them out; pages that need a login are not fetched.'],
  port: ['names a port that is not for web pages', 'Leave the port out, or use that of the web server.'],
  host: ['names a host inside a network', 'Use a public site, or ask the operator to allow this host.'],
  address: ['does not lead to a public address', 'Use a public site, or ask the operator to allow this host.'],
  downgrade: ['is a redirect from https to http', 'Give the address that the site means, if you trust it.'],
}

const FAILURES: Record<Failure, [cause: string, remedy: string]> = {
  name: ['has a host name that nobody knows', 'Check the spelling.'],
  connection: ['does not answer', 'Check that the page opens in a browser, and try again later.'],
  tls: ['has no valid certificate', 'The site must renew or mend its certificate.'],
  redirects: ['redirects too often', 'Give the address that the page has in the end.'],
  encoding: ['comes in a compression that was not asked for', 'The site must answer with gzip, br or none.'],
  body: ['broke off', 'Try again later.'],
}

/** `url_refused`: we do not go there. `params.reason` is the refusal. */
export function refused(url: string, reason: Refusal): YingdaError {
  const [cause, remedy] = REFUSALS[reason]
  return new InvalidInput('url_refused', `"${url}" ${cause}`, { remedy, value: url, params: { reason } })
}

/** `fetch_failed`: we went, and nothing useful came. `params.reason` is the failure. */
export function failed(url: string, reason: Failure, cause?: unknown): YingdaError {
  const [why, remedy] = FAILURES[reason]
  return new Unavailable('fetch_failed', `"${url}" ${why}`, { remedy, value: url, params: { reason }, cause })
}

/** `fetch_status`: the server answered with something else than the page. */
export function badStatus(url: string, status: number): YingdaError {
  return new Unavailable('fetch_status', `"${url}" answers with status ${status}`, {
    remedy: 'Check that the page opens in a browser without a login.',
    value: url,
    params: { status },
  })
}

/** `fetch_too_large`: more bytes than the limit, as sent or as unpacked. */
export function tooLarge(url: string, maxBytes: number): YingdaError {
  return new TooLarge('fetch_too_large', `"${url}" has more than ${maxBytes} bytes`, {
    remedy: 'Split the document, or upload a smaller one.',
    value: url,
    params: { maxBytes },
  })
}

/** `fetch_timeout`: not done in the whole time there is, redirects and body included. */
export function timedOut(url: string, timeoutMs: number): YingdaError {
  return new Unavailable('fetch_timeout', `"${url}" took longer than ${timeoutMs} ms`, {
    remedy: 'Try again later.',
    value: url,
    params: { timeoutMs },
  })
}
