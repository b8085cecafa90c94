/** A sentence model fetched from a model hub, or a mirror of it: goes on where it was cut off, and checks what came. */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { InvalidInput, Unavailable } from '../errors.ts'

export interface PullOptions {
  /** As `owner/model`. */
  name: string
  /** Address of the hub or of a mirror, without a slash at the end. */
  hub: string
  /** Where the model's files go. */
  folder: string
  /** Bytes that are there, and all of them, of all files whose size is known. */
  progress: (done: number, all: number, file: string) => void
}

/** What transformers.js needs, and what says how to use it. Files that a model may lack are marked. */
const FILES: { path: string; optional?: true }[] = [
  { path: 'config.json' },
  { path: 'tokenizer.json' },
  { path: 'tokenizer_config.json' },
  { path: 'special_tokens_map.json', optional: true },
  { path: '1_Pooling/config.json', optional: true },
  { path: 'LICENSE', optional: true },
  { path: 'README.md', optional: true },
  { path: 'onnx/model_quantized.onnx' },
]
const NAME = /^[\w.-]+\/[\w.-]+$/
const SHA256 = /^[0-9a-f]{64}$/
const NOT_FOUND = 404

interface Remote {
  path: string
  url: string
  bytes: number | undefined
  /** Known of large files: the hub names them by their content. */
  sha256: string | undefined
}

/**
 * Fetches the model's files into `folder`; files that are whole are left alone. Throws InvalidInput `model_name_invalid`
 * or `model_not_found`, Unavailable `hub_unreachable` or `download_damaged`.
 */
export async function pullModel({
  name,
  hub,
  folder,
  progress,
}: PullOptions): Promise<{ files: string[]; bytes: number }> {
  if (!NAME.test(name)) {
    throw new InvalidInput('model_name_invalid', `“${name}” is no name of a model.`, {
      remedy: 'Give it as owner/model, e.g. Xenova/bge-small-zh-v1.5.',
      value: name,
    })
  }
  const remotes: Remote[] = []
  for (const { path, optional } of FILES) {
    const remote = await look(`${hub}/${name}/resolve/main/${path}`, path)
    if (remote !== undefined) remotes.push(remote)
    else if (!optional) notFound(name, path, hub)
  }
  const all = remotes.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0)
  let before = 0
  for (const remote of remotes) {
    await fetchFile(remote, join(folder, remote.path), here => progress(Math.min(all, before + here), all, remote.path))
    before += statSync(join(folder, remote.path)).size
  }
  return { files: remotes.map(({ path }) => path), bytes: before }
}

/** What the hub says of a file; undefined where it has none. */
async function look(url: string, path: string): Promise<Remote | undefined> {
  // Large files are redirected to a store; only the hub's own answer names their content.
  const response = await reach(url, { method: 'HEAD', redirect: 'manual' })
  if (response.status === NOT_FOUND) return undefined
  if (response.status >= 400) refused(url, response.status)
  const header = (name: string) => response.headers.get(name) ?? undefined
  const size = Number(header('x-linked-size') ?? (response.status < 300 ? header('content-length') : undefined))
  const tag = (header('x-linked-etag') ?? '').replaceAll('"', '')
  return { path, url, bytes: Number.isFinite(size) ? size : undefined, sha256: SHA256.test(tag) ? tag : undefined }
}

async function fetchFile(remote: Remote, file: string, here: (bytes: number) => void): Promise<void> {
  if (existsSync(file) && (await isWhole(remote, file))) return
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.part`
  const from = existsSync(part) ? statSync(part).size : 0
  const response = await reach(remote.url, from > 0 ? { headers: { range: `bytes=${from}-` } } : {})
  // The part was whole already, or it is of another version: begin again.
  if (response.status === 416) {
    if (!(await isWhole(remote, part))) rmSync(part)
    return (await isWhole(remote, part)) ? renameSync(part, file) : fetchFile(remote, file, here)
  }
  if (!response.ok || response.body === null) refused(remote.url, response.status)
  const goesOn = response.status === 206
  let done = goesOn ? from : 0
  const counted = Readable.fromWeb(response.body as import('node:stream/web').ReadableStream).on(
    'data',
    (chunk: Buffer) => {
      done += chunk.length
      here(done)
    },
  )
  await pipeline(counted, createWriteStream(part, { flags: goesOn ? 'a' : 'w' })).catch(cause =>
    unreachable(remote.url, cause),
  )
  if (!(await isWhole(remote, part))) {
    rmSync(part)
    throw new Unavailable('download_damaged', `${remote.path} came damaged from ${remote.url}.`, {
      remedy: 'Try again; if it happens again, use another mirror.',
      value: remote.url,
    })
  }
  renameSync(part, file)
}

async function isWhole({ bytes, sha256 }: Remote, file: string): Promise<boolean> {
  if (!existsSync(file) || (bytes !== undefined && statSync(file).size !== bytes)) return false
  if (sha256 === undefined) return true
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex') === sha256
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init).catch((cause: unknown) => unreachable(url, cause))
}

function unreachable(url: string, cause: unknown): never {
  const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
  throw new Unavailable('hub_unreachable', `${new URL(url).origin} cannot be reached: ${why}.`, {
    remedy:
      'Name a mirror (--mirror https://hf-mirror.com), or copy the model’s folder here by other means. The built-in embedder goes on working; what has come is kept.',
    value: url,
    cause,
  })
}

function refused(url: string, status: number): never {
  throw new Unavailable('hub_unreachable', `${url} answered with status ${status}.`, {
    remedy: 'Try again later, or name a mirror: --mirror https://hf-mirror.com',
    value: url,
  })
}

function notFound(name: string, path: string, hub: string): never {
  throw new InvalidInput('model_not_found', `${hub} has no ${path} of ${name}.`, {
    remedy: 'Check the name; the model needs files for transformers.js (onnx/model_quantized.onnx).',
    value: name,
  })
}
