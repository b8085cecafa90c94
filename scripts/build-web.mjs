#!/usr/bin/env node
/**
 * Builds the pages and the widget into dist/web. With --if-stale only when their sources differ from those of the last
 * build (by hash, noted in dist/web/.stamp). Says so when it has built: src/main.ts passes that line on.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SOURCES = ['web', 'src/client', 'src/message.ts', 'src/protocol.ts', 'package-lock.json']
const CONFIGS = ['web/vite.config.ts', 'web/widget/vite.config.ts']
const STAMP = join(ROOT, 'dist/web/.stamp')
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js')

const hash = hashOf(SOURCES)
const fresh = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash
if (!(process.argv.includes('--if-stale') && fresh)) build()

function build() {
  const started = performance.now()
  if (!existsSync(VITE)) {
    console.error('The pages are not built, and Vite is not installed to build them. Run: npm ci')
    process.exit(1)
  }
  for (const config of CONFIGS) {
    const args = [VITE, 'build', '--logLevel', 'warn', '--config', config]
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) {
      console.error(`Building the pages failed: vite build --config ${config}`)
      process.exit(status ?? 1)
    }
  }
  mkdirSync(join(ROOT, 'dist/web'), { recursive: true })
  writeFileSync(STAMP, hash)
  console.log(`Built the pages in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}

function hashOf(paths) {
  const sum = createHash('sha256')
  for (const file of paths.flatMap(path => filesUnder(join(ROOT, path)))) sum.update(file).update(readFileSync(file))
  return sum.digest('hex')
}

function filesUnder(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesUnder(join(path, name)))
}
