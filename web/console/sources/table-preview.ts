import { failureOf, parseJson, type TenantApi, unreachable } from '../../shared/api.ts'
import type { ColumnMapping } from './sources.ts'
import { formOf } from './uploads.ts'

/** The head of a table, and what its columns seem to say. */
export interface TablePreview {
  columns: string[]
  rows: string[][]
  /** Of all rows below the header. */
  total: number
  guess?: ColumnMapping | null
}

/** Nothing is stored. @throws ApiError. */
export async function fetchPreview(api: TenantApi, file: File): Promise<TablePreview> {
  const body = formOf(file, undefined)
  const response = await fetch(`${api.base}/sources/preview`, { method: 'POST', body }).catch(() => {
    throw unreachable()
  })
  const parsed = parseJson(await response.text())
  if (!response.ok) throw failureOf(response.status, parsed)
  return (parsed as { preview: TablePreview }).preview
}

/** What a column may be; the first two are needed. */
export const ROLES = ['question', 'answer', 'similar', 'tags', 'url', 'id', 'language'] as const

/** A column has one meaning: what it was before goes. `undefined` takes the role from every column. */
export function assign(
  mapping: Partial<ColumnMapping>,
  role: keyof ColumnMapping,
  column: string | undefined,
): Partial<ColumnMapping> {
  const kept = Object.entries(mapping).filter(([other, name]) => other !== role && name !== column)
  return { ...Object.fromEntries(kept), ...(column === undefined ? {} : { [role]: column }) }
}

/** It can be sent: questions and answers have their columns. */
export const canUse = (mapping: Partial<ColumnMapping>): boolean =>
  mapping.question !== undefined && mapping.answer !== undefined
