/** The JSON API from the browser: typed answers, and failures as `ApiError` with the server's stable code. */

/** A request that did not succeed. `code` is the server's, or `network` when no answer came. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly remedy: string | undefined
  readonly params: Readonly<Record<string, string | number | boolean>>
  readonly value: unknown

  constructor(status: number, body: ErrorBody) {
    super(body.message)
    this.name = 'ApiError'
    this.status = status
    this.code = body.code
    this.remedy = body.remedy
    this.params = body.params ?? {}
    this.value = body.value
  }
}

interface ErrorBody {
  code: string
  message: string
  remedy?: string
  params?: Record<string, string | number | boolean>
  value?: unknown
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
export type Query = Record<string, string | number | undefined>

/** One request of the JSON API; throws `ApiError`. An empty answer (204) comes as undefined. */
export async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, path, body, signal)
  const text = await response.text()
  const parsed = parseJson(text)
  if (response.ok) return parsed as T
  throw failureOf(response.status, parsed)
}

/** The failure that an answer tells of; whoever listens hears that nobody is signed in any more. */
export function failureOf(status: number, parsed: unknown): ApiError {
  const failure = new ApiError(status, errorBody(parsed, status))
  if (status === 401 && !OF_SIGNING_IN.includes(failure.code)) for (const listener of signedOutListeners) listener()
  return failure
}

/** Refusals of a sign-in: nobody was signed in before. */
const OF_SIGNING_IN = ['bad_credentials', 'second_factor_needed', 'second_factor_wrong']

/** No answer came. */
export const unreachable = (): ApiError =>
  new ApiError(0, { code: 'network', message: 'The server cannot be reached.' })

const signedOutListeners = new Set<() => void>()

/** Called whenever a request shows that nobody is signed in any more. Returns the function that stops it. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener)
  return () => signedOutListeners.delete(listener)
}

/** The requests under one tenant's path. */
export interface TenantApi {
  readonly base: string
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T>
  post<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T>
  put<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  remove(path: string): Promise<void>
}

export function createTenantApi(tenantId: string): TenantApi {
  const base = `/api/v1/tenants/${encodeURIComponent(tenantId)}`
  return {
    base,
    get: (path, query, signal) => request('GET', base + path + queryString(query), undefined, signal),
    post: (path, body = {}, signal) => request('POST', base + path, body, signal),
    put: (path, body) => request('PUT', base + path, body),
    patch: (path, body) => request('PATCH', base + path, body),
    remove: path => request('DELETE', base + path),
  }
}

/** `{a: 1, b: undefined}` -> `?a=1`; empty texts are left out too. */
export function queryString(query: Query = {}): string {
  const pairs = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') pairs.set(key, String(value))
  const text = pairs.toString()
  return text === '' ? '' : `?${text}`
}

/** The thrown thing as an `ApiError`, so that every failure can be put into words. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new ApiError(0, { code: 'unexpected', message })
}

async function send(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit = { method, credentials: 'same-origin', headers: { accept: 'application/json' } }
  if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { ...init.headers, 'content-type': 'application/json' }
  }
  if (signal) init.signal = signal
  try {
    return await fetch(path, init)
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreachable()
  }
}

/** undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function errorBody(parsed: unknown, status: number): ErrorBody {
  const error = (parsed as { error?: ErrorBody } | undefined)?.error
  if (error && typeof error.code === 'string') return error
  return { code: `http_${status}`, message: `The server answered ${status}.` }
}
