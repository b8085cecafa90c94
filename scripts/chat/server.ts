/** What the terminal chat must know of the server before it says hello. */
import { InvalidInput, NotFound, Unavailable } from '../../src/errors.ts'
import type { Language } from '../../src/message.ts'

export interface ChatInbox {
  baseUrl: string
  id: string
  botName: Record<Language, string>
  greeting: Record<Language, string>
  suggestions: Record<Language, string[]>
}

const ANSWER_WITHIN_MS = 10_000

/** @throws InvalidInput `option_invalid`; Unavailable `server_silent`; NotFound `inbox_not_found`. */
export async function findInbox(url: string, inboxId: unknown): Promise<ChatInbox> {
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url)) {
    throw new InvalidInput('option_invalid', `${url} is no address of a server.`, {
      remedy: 'Write it like http://127.0.0.1:3000.',
      value: url,
    })
  }
  const baseUrl = url.replace(/\/+$/, '')
  const id = inboxId === undefined ? (await read<{ inboxId: string }>(baseUrl, '/site.json')).inboxId : String(inboxId)
  const path = `/public/api/v1/inboxes/${encodeURIComponent(id)}/widget`
  const { inbox } = await read<{ inbox: Omit<ChatInbox, 'baseUrl'> }>(baseUrl, path)
  return { ...inbox, baseUrl }
}

async function read<T>(baseUrl: string, path: string): Promise<T> {
  const response = await fetch(baseUrl + path, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(cause => {
    throw silent(baseUrl, cause)
  })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) return body as T
  const told = (body as { error?: { code?: string; message?: string; remedy?: string } } | undefined)?.error
  if (response.status >= 500 || told?.code === undefined) throw silent(baseUrl, `status ${response.status}`)
  throw new NotFound(told.code, told.message ?? `The server refused ${path}.`, {
    remedy: told.remedy ?? 'Leave --inbox out to take the first one.',
  })
}

function silent(baseUrl: string, cause: unknown): Unavailable {
  return new Unavailable('server_silent', `No Yingda answers at ${baseUrl}.`, {
    remedy: 'Start it (npm start), or name another one with --url.',
    value: baseUrl,
    cause,
  })
}
