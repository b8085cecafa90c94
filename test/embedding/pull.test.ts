import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pullModel } from '../../src/embedding/pull.ts'

const WEIGHTS = Buffer.from(Array.from({ length: 50_000 }, (_, i) => i % 251))
const SMALL = ['config.json', 'tokenizer.json', 'tokenizer_config.json']

let folder: string
let server: Server
let hub: string
let asked: { path: string; range: string | undefined }[]
let spoil: boolean

/** A hub in small: large files redirect to a store, and are named by their content. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pull-'))
  asked = []
  spoil = false
  server = createServer((request, response) => {
    const path = request.url!.replace('/owner/model/resolve/main/', '')
    if (request.method === 'GET') asked.push({ path, range: request.headers.range })
    if (SMALL.includes(path)) return response.end(`{"of":"${path}"}`)
    if (path === 'onnx/model_quantized.onnx') {
      const sha256 = createHash('sha256').update(WEIGHTS).digest('hex')
      response.writeHead(302, { location: '/store', 'x-linked-etag': `"${sha256}"`, 'x-linked-size': WEIGHTS.length })
      return response.end()
    }
    if (path !== '/store') return response.writeHead(404).end()
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from >= WEIGHTS.length) return response.writeHead(416).end()
    const bytes = WEIGHTS.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length })
    response.end(spoil ? Buffer.alloc(bytes.length) : bytes)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  hub = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.close()
  rmSync(folder, { recursive: true })
})

const pull = (progress = (_done: number, _all: number) => {}) =>
  pullModel({ name: 'owner/model', hub, folder, progress })
const weights = () => readFileSync(join(folder, 'onnx/model_quantized.onnx'))

describe('a model of the hub', () => {
  test('comes whole, with progress; a second time nothing is fetched', async () => {
    const shares: number[] = []
    const { bytes } = await pull((done, all) => shares.push(done / all))
    expect(weights()).toEqual(WEIGHTS)
    expect(bytes).toBeGreaterThan(WEIGHTS.length)
    expect(Math.max(...shares)).toBeLessThanOrEqual(1)
    asked = []
    await pull()
    expect(asked.filter(({ path }) => path === '/store')).toEqual([])
  })

  test.each([20_000, WEIGHTS.length])('goes on after %i bytes', async length => {
    mkdirSync(join(folder, 'onnx'))
    writeFileSync(join(folder, 'onnx/model_quantized.onnx.part'), WEIGHTS.subarray(0, length))
    await pull()
    expect(weights()).toEqual(WEIGHTS)
    expect(asked.find(({ path }) => path === '/store')?.range).toBe(`bytes=${length}-`)
  })

  test('begins again when what was there is of another version', async () => {
    mkdirSync(join(folder, 'onnx'))
    writeFileSync(join(folder, 'onnx/model_quantized.onnx.part'), Buffer.alloc(WEIGHTS.length + 5))
    await pull()
    expect(weights()).toEqual(WEIGHTS)
  })

  test('is refused when it came damaged, and nothing of it stays', async () => {
    spoil = true
    await expect(pull()).rejects.toMatchObject({ code: 'download_damaged' })
    expect(existsSync(join(folder, 'onnx/model_quantized.onnx'))).toBe(false)
    expect(existsSync(join(folder, 'onnx/model_quantized.onnx.part'))).toBe(false)
  })

  test('that is not there, and a hub that cannot be reached, are said with the way out', async () => {
    const of = (name: string, at = hub) => pullModel({ name, hub: at, folder, progress: () => {} })
    await expect(of('owner/other')).rejects.toMatchObject({ code: 'model_not_found' })
    await expect(of('../../etc')).rejects.toMatchObject({ code: 'model_name_invalid' })
    await expect(of('owner/model', 'http://127.0.0.1:1')).rejects.toMatchObject({
      code: 'hub_unreachable',
      remedy: expect.stringContaining('--mirror'),
    })
  })
})
