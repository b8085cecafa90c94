/** What a site asks robots to leave alone: robots.txt as RFC 9309 reads it. */
import robotsParser from 'robots-parser'
import { YingdaError } from '../errors.ts'
import type { GuardedFetch } from './guarded-fetch.ts'
import { PRODUCT } from './user-agent.ts'

export interface Robots {
  allows(url: URL): boolean
  /** The pause the site wants between requests, ms; 0 when it says nothing. */
  delayMs: number
}

/** RFC 9309 asks for at least so much; what is behind is not read. */
const MAX_BYTES = 500 * 1024
/** A site that wants longer pauses gets these: an import must come to an end. */
const MAX_DELAY_MS = 10_000

interface Parsed {
  isAllowed(url: string, agent: string): boolean | undefined
  getCrawlDelay(agent: string): number | undefined
}
/** The package is CommonJS, its types claim a default export. */
const parse = robotsParser as unknown as (url: string, text: string) => Parsed

/** The rules of the origin of `url`. No robots.txt allows all; where it cannot be read nothing is allowed, so it throws. */
export async function fetchRobots(url: URL, fetch: GuardedFetch, signal?: AbortSignal): Promise<Robots> {
  const address = new URL('/robots.txt', url).href
  try {
    const answer = await fetch(address, { signal, accept: 'text/plain' })
    if (answer.kind === 'unchanged') return EVERYTHING
    return rulesOf(address, new TextDecoder().decode(answer.bytes.subarray(0, MAX_BYTES)))
  } catch (error) {
    const status = error instanceof YingdaError ? Number(error.params.status) : 0
    if (status >= 400 && status < 500) return EVERYTHING
    throw error
  }
}

/** The rules for us, or for a robot by the name `*`. */
export function rulesOf(address: string, text: string): Robots {
  const parsed = parse(address, text)
  return {
    allows: url => parsed.isAllowed(url.href, PRODUCT) ?? false,
    delayMs: Math.min(MAX_DELAY_MS, Math.max(0, (parsed.getCrawlDelay(PRODUCT) ?? 0) * 1000)),
  }
}

const EVERYTHING: Robots = { allows: () => true, delayMs: 0 }
