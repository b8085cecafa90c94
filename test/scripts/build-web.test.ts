import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { buildStalePages } from '../../src/main.ts'

/** A checkout of its own, whose Vite does nothing. */
const root = mkdtempSync(join(tmpdir(), 'yingda-build-'))
afterAll(() => rmSync(root, { recursive: true }))
const vite = join(root, 'node_modules/vite/bin/vite.js')
const page = join(root, 'web/page.html')
const script = join(root, 'scripts/build-web.mjs')
for (const file of [vite, page, script]) mkdirSync(join(file, '..'), { recursive: true })
copyFileSync(fileURLToPath(new URL('../../scripts/build-web.mjs', import.meta.url)), script)
writeFileSync(vite, '')

async function said(by = script): Promise<string[]> {
  const lines: string[] = []
  await buildStalePages(line => void lines.push(line), by)
  return lines
}

test('the start says that it built the pages when it did, however long the look at them took', async () => {
  writeFileSync(page, 'one')
  expect(await said()).toEqual([expect.stringMatching(/^Built the pages in \d+\.\d s\.$/)])
  expect(await said()).toEqual([])
  const slow = join(root, 'scripts/slow.mjs')
  const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100)\n'
  writeFileSync(slow, readFileSync(script, 'utf8').replace(/^#!.*\n/, wait))
  expect(await said(slow)).toEqual([])
  writeFileSync(page, 'two')
  expect(await said()).toHaveLength(1)
})

test('a build that fails says why, and what to run', async () => {
  writeFileSync(page, 'three')
  writeFileSync(vite, "console.error('no such plugin'); process.exit(1)")
  const failed = said()
  await expect(failed).rejects.toMatchObject({ code: 'pages_not_built', remedy: 'Run: npm ci' })
  await expect(failed).rejects.toThrow('no such plugin')
})
