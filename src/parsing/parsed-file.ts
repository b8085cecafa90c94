/** What comes out of a file of any kind: documents in Markdown, and what could not be read of it. */
import type { ParsedDocument } from './parsed-document.ts'

export interface ParsedFile {
  /** By content, not by name. */
  mediaType: string
  /**
   * Articles and FAQ entries. In an article's body a line `<!-- page 3 -->` (counted from 1) stands where a page begins,
   * if the file has pages.
   */
  documents: ParsedDocument[]
  /** Of a file that has pages. */
  pages?: number | undefined
  /** What was left out, and where: scanned pages without text, rows without an answer. */
  problems: Problem[]
}

export interface Problem {
  /** Stable, snake_case. */
  code: string
  message: string
  page?: number | undefined
  line?: number | undefined
}

/** Which column of a table says what, by its header's name. */
export interface ColumnMapping {
  question: string
  answer: string
  similar?: string | undefined
  id?: string | undefined
  tags?: string | undefined
  url?: string | undefined
  language?: string | undefined
}

export interface ParseOptions {
  /**
   * Of a table: which columns make FAQ entries; null: none, it is an article. Left out, they are guessed from the header,
   * and a table without them is an article.
   */
  columns?: ColumnMapping | null | undefined
  /** Where a page was fetched: its links are relative to it. */
  url?: string | undefined
}

/** The head of a table as it would be read, for a person to check the columns. */
export interface TablePreview {
  columns: string[]
  rows: string[][]
  /** Of all rows below the header. */
  total: number
  /** What the header suggests; undefined where it names no question and answer. */
  guess: ColumnMapping | undefined
}
