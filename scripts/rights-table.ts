/** Prints docs/rights.md: npx tsx scripts/rights-table.ts > docs/rights.md */
import { rightsTable } from '../src/http/rights-table.ts'

process.stdout.write(rightsTable())
