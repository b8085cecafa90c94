#!/usr/bin/env node
/**
 * The whole check: format and lint, types, the web build where its sources changed; then all tests. Stops at the first
 * step that fails. Arguments go to vitest: `npm test -- test/db`. The last line counts the tests.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BIN = join(ROOT, 'node_modules/.bin')

process.chdir(ROOT)
if (!existsSync(join(BIN, 'vitest'))) {
  console.error('The packages are not installed. Run: npm ci')
  process.exit(1)
}
const services = await findServices()

// They know nothing of each other: begun at once, since each keeps one processor busy, and told in this order.
const steps = [
  begin('Format and lint', join(BIN, 'biome'), ['ci', '.', '--colors=off', '--max-diagnostics=50']),
  begin('Types', join(BIN, 'tsc'), ['--noEmit']),
  begin('Types of web', join(BIN, 'tsc'), ['--noEmit', '-p', 'web/tsconfig.json']),
  begin('Types of web/widget', join(BIN, 'tsc'), ['--noEmit', '-p', 'web/widget/tsconfig.json']),
  begin('Web build', process.execPath, ['scripts/build-web.mjs', '--if-stale']),
]
for (const step of steps) await tell(step)
process.exit(runTests())

async function findServices() {
  const { register } = await import('tsx/esm/api')
  register()
  const { findServices } = await import('../test/helpers/services.ts')
  return findServices().catch(error => fail('Services', 1, error.message))
}

function begin(name, command, args) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(chunk))
  const ended = new Promise(resolve => {
    child.on('error', error => resolve({ code: 1, message: error.message }))
    child.on('close', code => resolve({ code: code ?? 1 }))
  })
  return { name, child, output, ended }
}

/** Waits for it and shows what it has said. */
async function tell({ name, output, ended }) {
  heading(name)
  const { code, message } = await ended
  process.stdout.write(Buffer.concat(output))
  if (code === 0) return
  for (const { child } of steps) child.kill()
  fail(name, code, message)
}

function runTests() {
  heading('Tests')
  const folder = mkdtempSync(join(tmpdir(), 'yingda-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['run', ...reporters, ...process.argv.slice(2)]
  const { status } = spawnSync(join(BIN, 'vitest'), args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined
  rmSync(folder, { recursive: true })
  printSkipped(result)
  const { passed, failed, skipped } = count(result)
  const code = status === 0 && failed > 0 ? 1 : (status ?? 1)
  if (code !== 0) console.log('\nFailed step: Tests')
  // A run that broke outside any test counts as one failure, so that the line never says 0 failed.
  console.log(`${passed} passed, ${code !== 0 && failed === 0 ? 1 : failed} failed, ${skipped} skipped`)
  return code
}

/** A file that does not load has no tests in the report: it counts as one failed test. */
function count(result) {
  if (result === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const broken = result.testResults.filter(file => file.status === 'failed' && file.assertionResults.length === 0)
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + broken.length,
    skipped: result.numPendingTests + result.numTodoTests,
  }
}

function printSkipped(result) {
  heading('Skipped')
  const missing = Object.entries(services).filter(([, finding]) => !finding.found)
  for (const [name, { why }] of missing) console.log(`no ${name}: ${why}`)
  for (const file of result?.testResults ?? []) {
    const skipped = file.assertionResults.filter(one => ['pending', 'skipped', 'todo', 'disabled'].includes(one.status))
    if (skipped.length > 0) console.log(`${file.name.slice(ROOT.length)}: ${skipped.length} (${groupsOf(skipped)})`)
  }
  if (missing.length === 0 && !(result?.numPendingTests > 0)) console.log('nothing')
}

function groupsOf(tests) {
  return [...new Set(tests.map(test => test.ancestorTitles[0] ?? test.title))].join('; ')
}

function heading(name) {
  console.log(`\n== ${name}`)
}

function fail(name, code, message) {
  if (message !== undefined) console.error(message)
  console.log(`\nFailed step: ${name}\n0 passed, 1 failed`)
  process.exit(code)
}
