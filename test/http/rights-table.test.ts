import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rightsTable } from '../../src/http/rights-table.ts'

test('docs/rights.md says what the guard does', () => {
  const page = readFileSync(new URL('../../docs/rights.md', import.meta.url), 'utf8')
  expect(page, 'run: npx tsx scripts/rights-table.ts > docs/rights.md').toBe(rightsTable())
})
