/** Tables for spreadsheets. */
import Papa from 'papaparse'

/** Papa's own looks only at cells of one line. */
const FORMULA = /^[=+\-@\t\r]/
/** Without it spreadsheets take UTF-8 for something else. */
const BOM = '\uFEFF'

/** The first line of a file. */
export const csvHead = (columns: readonly string[]): string => `${BOM}${columns.join(',')}\r\n`

/** A cell that begins like a formula gets an apostrophe: a spreadsheet must not run what a visitor or website wrote. */
export const csvRows = (rows: readonly (readonly string[])[]): string =>
  `${Papa.unparse(rows as string[][], { escapeFormulae: FORMULA, newline: '\r\n' })}\r\n`
