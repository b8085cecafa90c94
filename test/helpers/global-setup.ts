/** Runs once before all test files, in vitest's main process: finds the services and clears what dead runs left. */
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { COPY_PREFIX, maintenanceUrl } from './copies.ts'
import { removePrepared } from './prepared-folder.ts'
import { findServices, type Services } from './services.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    services: Services
    runId: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const services = await findServices()
  refuseMissing(services, process.env.YINGDA_TEST_REQUIRE ?? '')
  project.provide('services', services)
  project.provide('runId', String(process.pid))
  const dropCopies = async (isOver: (pid: number) => boolean) => {
    if (services.postgres.found) await dropCopiesOf(isOver, services.postgres.value)
  }
  await dropCopies(pid => !isAlive(pid))
  return async () => {
    removePrepared(String(process.pid))
    await dropCopies(pid => pid === process.pid)
  }
}

/** YINGDA_TEST_REQUIRE=postgres,chromium names what must be there: then missing is a failure, not a skip. */
function refuseMissing(services: Services, required: string): void {
  for (const name of required.split(',').filter(name => name !== '')) {
    const finding = services[name as keyof Services]
    if (finding === undefined) throw new Error(`YINGDA_TEST_REQUIRE names ${name}, which the tests do not know`)
    if (!finding.found) throw new Error(`${name} is required here and missing: ${finding.why}`)
  }
}

/** A copy's name holds the process id of its run; where that run is over, nobody else will drop it. */
async function dropCopiesOf(isOver: (pid: number) => boolean, url: string): Promise<void> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)) return
  const client = new pg.Client({ connectionString: maintenanceUrl(url) })
  await client.connect()
  try {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database WHERE datname LIKE $1', [
      `${COPY_PREFIX.replaceAll('_', '\\_')}%`,
    ])
    for (const { datname } of rows) {
      if (isOver(Number(datname.slice(COPY_PREFIX.length).split('_')[0]))) {
        await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
      }
    }
  } finally {
    await client.end()
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
