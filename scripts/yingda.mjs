#!/usr/bin/env node
/** The one command: lets Node run our TypeScript, then hands over to the command line. */
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 10)) {
  console.error(`Yingda needs Node.js 20.10 or newer; this is ${process.versions.node}. See https://nodejs.org/`)
  process.exit(1)
}
try {
  const { register } = await import('tsx/esm/api')
  register()
} catch {
  console.error('The packages are not installed. Run: npm ci')
  process.exit(1)
}
const { run } = await import('./cli.ts')
await run(process.argv.slice(2))
