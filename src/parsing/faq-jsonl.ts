import { toEntry } from './faq-entry.ts'
import {
  checkFile,
  invalid,
  LIMITS,
  type ParsedDocument,
  type Place,
  refuseTwice,
  requireText,
} from './parsed-document.ts'

/**
 * One FAQ entry a line: {"id", "question", "similar"?, "answer", "tags"?, "url"?, "language"?}; with "kind": "article", as
 * an export has it, an article of that title and text. Blank lines are skipped; the first fault throws InvalidInput with
 * file, line and value.
 */
export function parseFaqJsonl(name: string, text: string): ParsedDocument[] {
  checkFile(name, text)
  const seen = new Set<string>()
  return text.split(/\r?\n/).flatMap((line, i) => {
    if (line.trim() === '') return []
    const place = { file: name, line: i + 1 }
    const { question, answer, similar, tags, url, language, id, kind } = parseLine(place, line)
    const document = toEntry(
      place,
      { question, answer, similar, tags, url, language },
      () => requireText(place, 'id', id, LIMITS.key),
      kind === 'article' ? 'article' : 'faq',
    )
    refuseTwice(seen, place, document)
    return [document]
  })
}

function parseLine(place: Place, line: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw invalid(place, 'json_broken', `broken JSON (${why})`, line, 'Write one JSON object on each line.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(
      place,
      'field_type',
      'a line must be a JSON object',
      value,
      'Write {"id": …, "question": …, "answer": …}.',
    )
  }
  return value as Record<string, unknown>
}
