/** Programs in WebAssembly are what their sources say: nobody can slip another one in. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import wabt from 'wabt'

const SOURCES = join(import.meta.dirname, '../src')
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.wat'))

test.each(files)('%s is what its module holds (npm run build:wasm)', async file => {
  const { parseWat } = await wabt()
  const source = readFileSync(join(SOURCES, file), 'utf8')
  const built = Buffer.from(parseWat(file, source, { simd: true }).toBinary({}).buffer)
  const { PROGRAM } = (await import(join(SOURCES, file.replace(/\.wat$/, '.wasm.ts')))) as { PROGRAM: string }
  expect(PROGRAM).toBe(built.toString('base64'))
})

test('there are some', () => {
  expect(files.length).toBeGreaterThan(1)
})
