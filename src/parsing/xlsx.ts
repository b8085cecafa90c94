import readXlsxFile from 'read-excel-file/node'
import { InvalidInput } from '../errors.ts'
import type { Rows } from './rows.ts'

export interface Sheet extends Rows {
  name: string
}

/**
 * The sheets of a workbook that `checkZip` has let through. Of a formula its last value is read, never the formula; what
 * looks like one in a text is a text.
 * @throws InvalidInput `xlsx_broken`.
 */
export async function readXlsx(name: string, bytes: Uint8Array): Promise<Sheet[]> {
  try {
    const sheets = await readXlsxFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    return sheets.map(({ sheet, data }) => ({
      name: sheet,
      rows: data.map(cells => cells.map(cellText)),
      lines: data.map((_, i) => i + 1),
    }))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidInput('xlsx_broken', `${name} is a broken workbook (${why}).`, {
      remedy: 'Open it in Excel and save it again.',
      cause,
    })
  }
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return dateText(value)
  // 0.1 + 0.2 is stored as 0.30000000000000004 and shown as 0.3.
  if (typeof value === 'number') return String(Number(value.toPrecision(15)))
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  return String(value)
}

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  const [day = '', time = ''] = date.toISOString().split(/[T.]/)
  return time === '00:00:00' ? day : `${day} ${time.slice(0, 5)}`
}
