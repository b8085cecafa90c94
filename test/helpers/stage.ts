/** What a journey plays on: a server of its own, whose database is empty, and Chromium before it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { inject } from 'vitest'
import { type ServerProcess, startServer } from '../../bench/server-process.ts'

export interface Stage {
  server: ServerProcess
  browser: Browser
  /** Also for files of the journey. */
  folder: string
  close(): Promise<void>
}

const ARGS = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update']

/** Takes a minute on a busy machine: the server imports and trains. */
export async function openStage(name: string): Promise<Stage> {
  const { chromium: found } = inject('services')
  const folder = mkdtempSync(join(tmpdir(), `yingda-${name}-`))
  const server = await startServer({ YINGDA_DATA: folder, DATABASE_URL: '', LOG_LEVEL: 'error' })
  const browser = await chromium.launch({ executablePath: found.found ? found.value : '', args: ARGS })
  return {
    server,
    browser,
    folder,
    async close() {
      await browser.close()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Fills in the sign-in that the page shows. */
export async function signInOn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.locator('input[type=email]').fill(email)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
}
