import { ApiError } from '../../shared/api.ts'
import { type ErrorWords, errorWords } from '../../shared/error-words.ts'
import type { ConsoleKey, ConsoleWords } from '../words.ts'
import { type Failure, formatBytes, type Problem } from './sources.ts'

/** Codes of failed readings and uploads that have words of their own: `failure.CODE` and `failure.CODE.remedy`. */
export const FAILURES = [
  'file_empty',
  'file_too_large',
  'file_kind_unknown',
  'file_encrypted',
  'file_too_long',
  'file_name_invalid',
  'nothing_to_index',
  'text_missing',
  'text_broken',
  'pdf_broken',
  'pdf_too_long',
  'docx_broken',
  'xlsx_broken',
  'csv_broken',
  'column_missing',
  'zip_bomb',
  'zip_broken',
  'xml_doctype',
  'html_too_deep',
  'fetch_failed',
  'fetch_status',
  'fetch_timeout',
  'fetch_too_large',
  'url_refused',
  'robots_disallowed',
  'ingestion_running',
  'ingestion_crashed',
  'ingestion_broken',
] as const

/** A failure in the page's language, or in the server's own words where it is not one that we know. */
export function failureWords(failure: unknown, t: ConsoleWords): ErrorWords {
  const { code, params } = failure as Partial<Failure>
  if (!(FAILURES as readonly unknown[]).includes(code)) return errorWords(asError(failure), t)
  const most = typeof params?.most === 'number' ? formatBytes(params.most) : ''
  const filled = { ...params, most, status: params?.status === undefined ? '' : ` (${params.status})` }
  return {
    title: t(`failure.${code}` as ConsoleKey, filled),
    remedy: t(`failure.${code}.remedy` as ConsoleKey, filled),
  }
}

const asError = (failure: unknown): unknown => {
  if (failure instanceof Error) return failure
  const { code = 'unexpected', message = '', remedy } = failure as Partial<Failure>
  return new ApiError(400, { code, message, ...(remedy === undefined ? {} : { remedy }) })
}

/** Problems of one kind, with the pages or lines where they are. */
export interface ProblemGroup {
  code: string
  message: string
  count: number
  /** Ascending; ranges are joined: `3-5, 9`. */
  pages: string
  lines: string
}

/** Many pages with the same trouble are one line, not a hundred. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) groups.set(problem.code, [...(groups.get(problem.code) ?? []), problem])
  return [...groups].map(([code, list]) => ({
    code,
    message: list[0]!.message,
    count: list.length,
    pages: ranges(list.flatMap(({ page }) => (page == null ? [] : [page]))),
    lines: ranges(list.flatMap(({ line }) => (line == null ? [] : [line]))),
  }))
}

/** `[1, 2, 3, 7]` -> `1-3, 7`. */
export function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = []
  for (const n of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else found.push([n, n])
  }
  return found.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}

/** Words of a problem where we have them, else the server's. */
export function problemWords({ code, message }: Pick<ProblemGroup, 'code' | 'message'>, t: ConsoleWords): string {
  return PROBLEMS.includes(code) ? t(`problem.${code}` as ConsoleKey) : message
}

/** Codes of problems that have words of their own: `problem.CODE`. */
export const PROBLEMS: readonly string[] = ['page_without_text', 'field_missing', 'field_too_long', 'key_twice']

/** The same failure with its words in the page's language, for what shows any error. */
export function asKnownError(failure: unknown, t: ConsoleWords): unknown {
  const { code, status } = failure as Partial<ApiError>
  if (!(FAILURES as readonly unknown[]).includes(code)) return failure
  const { title, remedy } = failureWords(failure, t)
  return new ApiError(status === 409 ? 409 : 400, { code: `told_${code}`, message: title, remedy })
}
