/** What we call ourselves before other people's servers. */
import { readFileSync } from 'node:fs'

/** The name that robots.txt and meta tags address us by. */
export const PRODUCT = 'Yingda'
/** The header of every request: who asks, which version, and what for. */
export const USER_AGENT = `${PRODUCT}/${version()} (+knowledge import)`

function version(): string {
  const file = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(file) as { version: string }).version
}
