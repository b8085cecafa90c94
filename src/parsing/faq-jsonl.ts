import {
  checkFile,
  invalid,
  LIMITS,
  languageOf,
  optionalText,
  type ParsedDocument,
  type Place,
  refuseTwice,
  requireText,
  textList,
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
    const document = toDocument(place, parseLine(place, line))
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

function toDocument(place: Place, fields: Record<string, unknown>): ParsedDocument {
  const title = requireText(place, 'question', fields.question, LIMITS.title)
  const url = optionalText(place, 'url', fields.url, LIMITS.url)
  return {
    kind: fields.kind === 'article' ? 'article' : 'faq',
    key: requireText(place, 'id', fields.id, LIMITS.key),
    language: languageOf(place, fields.language, title),
    title,
    similar: textList(place, 'similar', fields.similar, LIMITS.similarQuestion, LIMITS.similar),
    body: requireText(place, 'answer', fields.answer, fields.kind === 'article' ? LIMITS.articleBody : LIMITS.body),
    ...(url === undefined ? {} : { url }),
    tags: textList(place, 'tags', fields.tags, LIMITS.tag, LIMITS.tags),
  }
}
