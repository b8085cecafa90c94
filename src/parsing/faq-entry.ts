/** One FAQ entry (or article) from its fields, as a line of JSON or a row of a table has them. */
import {
  LIMITS,
  languageOf,
  optionalText,
  type ParsedDocument,
  type Place,
  requireText,
  textList,
} from './parsed-document.ts'

export interface EntryFields {
  question: unknown
  answer: unknown
  similar: unknown
  tags: unknown
  url: unknown
  language: unknown
}

/** `keyOf` gives the key, from the question where there is no other. @throws InvalidInput naming the place and the field. */
export function toEntry(
  place: Place,
  fields: EntryFields,
  keyOf: (title: string) => string,
  kind: ParsedDocument['kind'] = 'faq',
): ParsedDocument {
  const title = requireText(place, 'question', fields.question, LIMITS.title)
  const url = optionalText(place, 'url', fields.url, LIMITS.url)
  return {
    kind,
    key: keyOf(title),
    language: languageOf(place, fields.language, title),
    title,
    similar: textList(place, 'similar', fields.similar, LIMITS.similarQuestion, LIMITS.similar),
    body: requireText(place, 'answer', fields.answer, kind === 'article' ? LIMITS.articleBody : LIMITS.body),
    ...(url === undefined ? {} : { url }),
    tags: textList(place, 'tags', fields.tags, LIMITS.tag, LIMITS.tags),
  }
}
