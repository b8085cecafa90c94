import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openEmbedder } from '../../src/embedding/open.ts'
import { createVectorCache } from '../../src/embedding/vector-cache.ts'

/** Not in the repository: where it is absent the test is skipped. */
const MODEL = process.env.YINGDA_TEST_EMBEDDER ?? '../shared/models/bge-small-zh-v1.5'

test('without a path there is no embedder', async () => {
  expect(await openEmbedder([])).toBeUndefined()
})

test('a directory that does not exist is named, with the way out', async () => {
  await expect(openEmbedder(['/nowhere/model'])).rejects.toMatchObject({
    code: 'embedder_directory_invalid',
    message: expect.stringContaining('/nowhere/model'),
    remedy: expect.stringContaining('leave it out'),
  })
})

test('a directory that lacks a file says which', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'yingda-embedder-'))
  await writeFile(join(directory, 'config.json'), '{}')
  await expect(openEmbedder([directory])).rejects.toThrow('tokenizer.json')
  await rm(directory, { recursive: true })
})

test.skipIf(!existsSync(MODEL))(
  'vectors have length 1, do not depend on their company, and are nearer for the same meaning',
  async () => {
    const embedder = (await openEmbedder([MODEL]))!
    const [alone] = await embedder.embed(['怎么退货'], 'passage')
    const [other, same, far] = await embedder.embed(['WiFi密码是多少', '怎么退货', '如何办理退货'], 'passage')
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    expect(alone!.length).toBe(embedder.dims)
    expect(dot(alone!, alone!)).toBeCloseTo(1, 4)
    expect(same).toEqual(alone)
    expect(dot(alone!, far!)).toBeGreaterThan(dot(alone!, other!))
    expect(embedder.identity).toMatch(/^[0-9a-f]{64}$/)
    await embedder.close()
  },
)

test('the cache drops what was not used for longest', () => {
  const cache = createVectorCache(2)
  cache.set('a', Float32Array.of(1))
  cache.set('b', Float32Array.of(2))
  cache.get('a')
  cache.set('c', Float32Array.of(3))
  expect([cache.get('a')?.[0], cache.get('b'), cache.get('c')?.[0]]).toEqual([1, undefined, 3])
})
