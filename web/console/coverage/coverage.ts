import type { PassagePlace } from '../../../src/retrieval/passage-place.store.ts'
import type { TenantApi } from '../../shared/api.ts'

export type Outcome = 'answered' | 'asked_back' | 'person' | 'unanswered'
export const OUTCOMES: readonly Outcome[] = ['unanswered', 'asked_back', 'person', 'answered']

/** What the bot would do with one question as the first of a conversation. */
export interface Covered {
  question: string
  outcome: Outcome
  /** The rule of the dialog that decided. */
  rule: string
  confidence?: number
  /** What answers: the FAQ's question, the article's title with its heading; or the intent's name. */
  title?: string
  intent?: string
  documentId?: string
  /** Where the answer stands. */
  place?: PassagePlace
  /** What it would offer when it asks back. */
  choices?: string[]
}

/** The server takes so many questions a request; the page takes so many in all. */
export const A_REQUEST = 25
export const MOST_QUESTIONS = 500

export async function fetchCoverage(api: TenantApi, questions: string[], signal: AbortSignal): Promise<Covered[]> {
  const { results } = await api.post<{ results: Covered[] }>('/coverage', { questions }, signal)
  return results
}

/** How often each outcome came. */
export function countOutcomes(results: readonly Covered[]): Record<Outcome, number> {
  const counts = { answered: 0, asked_back: 0, person: 0, unanswered: 0 }
  for (const { outcome } of results) counts[outcome]++
  return counts
}

export interface Change {
  before: Covered
  now: Covered
  /** From worse to better: it is answered now. */
  better: boolean
}

/** What another run made of the same questions: another outcome, or an answer from elsewhere. */
export function changesOf(before: readonly Covered[], now: readonly Covered[]): Map<string, Change> {
  const old = new Map(before.map(each => [each.question, each]))
  const changes = new Map<string, Change>()
  for (const each of now) {
    const was = old.get(each.question)
    if (was === undefined || (was.outcome === each.outcome && was.title === each.title)) continue
    const better = each.outcome === 'answered' && was.outcome !== 'answered'
    changes.set(each.question, { before: was, now: each, better })
  }
  return changes
}

/** One question a line; of a line with commas and quotes, as a table has them, the first cell. Each question once. */
export function readQuestions(text: string, table: boolean): string[] {
  const cells = table ? firstColumn(text) : text.split(/\r?\n/)
  const questions = cells.map(cell => cell.replace(/^\uFEFF/, '').trim()).filter(cell => cell !== '')
  const unheaded = table && HEADER.test(questions[0] ?? '') ? questions.slice(1) : questions
  return [...new Set(unheaded)]
}

const HEADER = /^(questions?|text|query|问题|标准问题?|提问|内容)$/i

/** The first cell of each row; a quoted one may hold commas, line breaks and "" for a quote. */
function firstColumn(text: string): string[] {
  const cells: string[] = []
  for (let at = 0; at < text.length; ) {
    const quoted = text[at] === '"' ? /"((?:[^"]|"")*)"?/y : /([^,;\t\r\n]*)/y
    quoted.lastIndex = at
    const cell = quoted.exec(text)!
    cells.push(cell[1]!.replaceAll('""', '"'))
    at = endOfRow(text, at + cell[0].length)
  }
  return cells
}

/** The place behind the row's line break; quoted cells on the way are stepped over. */
function endOfRow(text: string, from: number): number {
  let inside = false
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') inside = !inside
    else if (text[at] === '\n' && !inside) return at + 1
  }
  return text.length
}
