/** Writes docs/dialog.md from the dialog's own rules: `npx tsx scripts/dialog-diagram.ts`. A test keeps it up to date. */
import { writeFileSync } from 'node:fs'
import { dialogDocument } from '../src/dialog/diagram.ts'

writeFileSync(new URL('../docs/dialog.md', import.meta.url), dialogDocument())
