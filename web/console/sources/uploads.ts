/**
 * Files on their way up. They live outside of the pages, so that an upload goes on when its page is left; each tells
 * how far it is.
 */
import { ApiError, failureOf, parseJson, unreachable } from '../../shared/api.ts'
import { type ColumnMapping, MAX_UPLOAD, type Source } from './sources.ts'

export interface Upload {
  id: number
  name: string
  size: number
  state: 'waiting' | 'sending' | 'sent' | 'failed'
  /** 0 to 1. */
  share: number
  error: unknown
  /** What it became. */
  source: Source | undefined
}

export interface UploadList {
  /** Newest last; the same array until something changes. */
  list(): readonly Upload[]
  subscribe(listener: () => void): () => void
  /** `columns` null: a table that is an article; undefined: as its header says. */
  add(file: File, columns?: ColumnMapping | null): void
  retry(id: number): void
  /** Stops it when it runs, and takes it from the list. */
  remove(id: number): void
}

/** Sends one file; `progress` is told the share that has gone up. The promise is rejected with an ApiError. */
export type SendFile = (
  file: File,
  columns: ColumnMapping | null | undefined,
  progress: (share: number) => void,
  signal: AbortSignal,
) => Promise<Source>

/** The server takes them in one after the other anyway; more at once would only make each slower. */
const AT_ONCE = 3

export function createUploads(send: SendFile, onSent: (source: Source) => void): UploadList {
  const listeners = new Set<() => void>()
  const files = new Map<number, { file: File; columns: ColumnMapping | null | undefined; stop?: AbortController }>()
  let uploads: readonly Upload[] = []
  let nextId = 1

  function show(next: readonly Upload[]): void {
    uploads = next
    for (const listener of listeners) listener()
  }
  const change = (id: number, what: Partial<Upload>) =>
    show(uploads.map(upload => (upload.id === id ? { ...upload, ...what } : upload)))

  function startNext(): void {
    const running = uploads.filter(upload => upload.state === 'sending').length
    const next = running < AT_ONCE ? uploads.find(upload => upload.state === 'waiting') : undefined
    if (next === undefined) return
    void run(next.id)
    startNext()
  }
  async function run(id: number): Promise<void> {
    const entry = files.get(id)
    if (entry === undefined) return
    entry.stop = new AbortController()
    change(id, { state: 'sending', share: 0, error: undefined })
    try {
      const source = await send(entry.file, entry.columns, share => change(id, { share }), entry.stop.signal)
      files.delete(id)
      change(id, { state: 'sent', share: 1, source })
      onSent(source)
    } catch (error) {
      change(id, { state: 'failed', error })
    }
    startNext()
  }

  return {
    list: () => uploads,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(file, columns) {
      const id = nextId++
      const error = refusal(file)
      files.set(id, { file, columns })
      const state = error === undefined ? 'waiting' : 'failed'
      show([...uploads, { id, name: file.name, size: file.size, state, share: 0, error, source: undefined }])
      startNext()
    },
    retry(id) {
      const entry = files.get(id)
      if (entry === undefined || refusal(entry.file) !== undefined) return
      change(id, { state: 'waiting', error: undefined })
      startNext()
    },
    remove(id) {
      files.get(id)?.stop?.abort()
      files.delete(id)
      show(uploads.filter(upload => upload.id !== id))
    },
  }
}

/** What the server would say of it, before 200 MB have gone up; undefined when it may be sent. */
export function refusal(file: { name: string; size: number }): ApiError | undefined {
  const params = { most: MAX_UPLOAD }
  if (file.size === 0) return new ApiError(400, { code: 'file_empty', message: `${file.name} is empty.` })
  if (file.size <= MAX_UPLOAD) return undefined
  return new ApiError(413, { code: 'file_too_large', message: `${file.name} is too large.`, params })
}

/** XMLHttpRequest, since fetch tells nothing of what has gone up. */
export const sendTo =
  (base: string): SendFile =>
  (file, columns, progress, signal) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest()
      request.open('POST', `${base}/sources`)
      request.setRequestHeader('accept', 'application/json')
      request.upload.onprogress = event => progress(event.total === 0 ? 0 : event.loaded / event.total)
      request.onload = () => {
        const parsed = parseJson(request.responseText)
        if (request.status < 300) resolve((parsed as { source: Source }).source)
        else reject(failureOf(request.status, parsed))
      }
      request.onerror = () => reject(unreachable())
      signal.addEventListener('abort', () => request.abort())
      request.onabort = () => reject(unreachable())
      request.send(formOf(file, columns))
    })

/** The options come before the file, which is how the server reads them. */
export function formOf(file: File, columns: ColumnMapping | null | undefined): FormData {
  const form = new FormData()
  if (columns !== undefined) form.append('options', JSON.stringify({ columns }))
  form.append('file', file, file.name)
  return form
}
