/** `npm run build:wasm`: every src/**.wat into a module beside it, `X.wat` -> `X.wasm.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import wabt from 'wabt'

const SOURCES = resolve(import.meta.dirname, '../src')
const { parseWat } = await wabt()

for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.wat')) continue
  const source = join(SOURCES, file)
  const program = parseWat(file, readFileSync(source, 'utf8'), { simd: true })
  const base64 = Buffer.from(program.toBinary({}).buffer).toString('base64')
  writeFileSync(
    source.replace(/\.wat$/, '.wasm.ts'),
    `/** Made of the .wat beside it by \`npm run build:wasm\`. */\nexport const PROGRAM =\n  '${base64}'\n`,
  )
}
