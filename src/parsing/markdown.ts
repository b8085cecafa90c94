import { parse } from 'yaml'
import { titleOf } from './article.ts'
import { fileStem } from './file-name.ts'
import {
  checkFile,
  invalid,
  LIMITS,
  languageOf,
  optionalText,
  type ParsedDocument,
  type Place,
  requireText,
  textList,
} from './parsed-document.ts'
import { hasText } from './plain-words.ts'

const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/**
 * One article: front matter with title, and if wanted key, url, tags, language; then Markdown. Without front matter the
 * title is the first heading (a `#` before others), or the file's name. The key is the file's name without folder and ending.
 */
export function parseMarkdown(name: string, text: string): ParsedDocument[] {
  checkFile(name, text)
  const place = { file: name, line: 1 }
  const front = FRONT_MATTER.exec(text)
  const fields = front ? readFrontMatter(place, front[1]!) : {}
  const body = requireText(place, 'body', text.slice(front?.[0].length ?? 0).trim(), LIMITS.articleBody)
  if (!hasText(body))
    throw invalid(place, 'field_missing', 'the article has no text', body, 'Write something below its headings.')
  const stem = fileStem(name)
  const url = optionalText(place, 'url', fields.url, LIMITS.url)
  return [
    {
      kind: 'article',
      key: optionalText(place, 'key', fields.key, LIMITS.key) ?? stem,
      language: languageOf(place, fields.language, body),
      title: optionalText(place, 'title', fields.title, LIMITS.title) ?? titleOf(body) ?? stem,
      similar: textList(place, 'similar', fields.similar, LIMITS.similarQuestion, LIMITS.similar),
      body,
      ...(url === undefined ? {} : { url }),
      tags: textList(place, 'tags', fields.tags, LIMITS.tag, LIMITS.tags),
    },
  ]
}

function readFrontMatter(place: Place, yaml: string): Record<string, unknown> {
  let fields: unknown
  try {
    fields = parse(yaml)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw invalid(
      place,
      'front_matter_broken',
      `broken front matter (${why})`,
      yaml,
      'Write "title: …" on a line of its own.',
    )
  }
  if (fields === null || fields === undefined) return {}
  if (typeof fields !== 'object' || Array.isArray(fields)) {
    throw invalid(
      place,
      'front_matter_broken',
      'front matter must be fields',
      yaml,
      'Write "title: …" on a line of its own.',
    )
  }
  return fields as Record<string, unknown>
}
