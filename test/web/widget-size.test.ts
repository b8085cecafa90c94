import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** kB gzipped. What is fetched before the first picture, the rest, and the protocol's client alone. */
const FIRST_VIEW = 15_000
const EVERYTHING = 23_500
/** What is fetched only by those who are asked to rate. */
const ON_DEMAND = 2500
const LOADER = 3500
const CLIENT = 4350

let out = ''
const gzipped = (...files: string[]) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(out, file)), { level: 9 }).length, 0)

beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'yingda-widget-'))
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/widget/vite.config.ts'], {
    env: { ...process.env, YINGDA_WEB_OUT: out },
    stdio: 'pipe',
  })
}, 60_000)
afterAll(() => rmSync(out, { recursive: true, force: true }))

it('paints its first view from less than 15 kB', () => {
  const chunks = readdirSync(join(out, 'widget')).map(file => `widget/${file}`)
  const talk = chunks.filter(file => file.startsWith('widget/talk-'))
  const later = chunks.filter(file => file.startsWith('widget/rating-'))
  const first = chunks.filter(file => !talk.includes(file) && !later.includes(file))
  expect(talk).toHaveLength(1)
  expect(gzipped('widget.js')).toBeLessThan(LOADER)
  expect(gzipped('widget.js', ...first)).toBeLessThan(FIRST_VIEW)
  expect(gzipped('widget.js', ...first, ...talk)).toBeLessThan(EVERYTHING)
  expect(later).toHaveLength(1)
  expect(gzipped(...later)).toBeLessThan(ON_DEMAND)
})

it('is a classic script that names its chunks and leaves no name at the top', () => {
  const loader = readFileSync(join(out, 'widget.js'), 'utf8')
  expect(loader).toMatch(/^\(function\(\)\{[\s\S]*\}\)\(\);?\s*$/)
  for (const name of ['panel', 'talk']) expect(loader).toMatch(new RegExp(`widget/${name}-[\\w-]{8}\\.js`))
})

it('speaks the protocol in about 4 kB', async () => {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input: 'src/client/visitor-client.ts', preserveEntrySignatures: 'strict' },
    },
  })
  const [first] = Array.isArray(result) ? result : [result]
  const code = first && 'output' in first ? first.output[0].code : ''
  expect(code).toContain('hello')
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(CLIENT)
})
