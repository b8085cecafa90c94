/** What a parser read of a file that is one text -> an article. */
import { InvalidInput } from '../errors.ts'
import type { Language } from '../message.ts'
import { detectLanguage } from '../text/language.ts'
import { fileStem } from './file-name.ts'
import { markdownBlocks } from './markdown-blocks.ts'
import { LIMITS, type ParsedDocument } from './parsed-document.ts'
import { hasText, plainText } from './plain-words.ts'

const MARKER = /<!-- page \d+ -->/g
/** The language shows in so many pieces of so many characters, spread over the text: a licence in front may be English. */
const PIECES = 8
const PIECE_CHARS = 240

/**
 * An article named by its file. Its title is the document's own, the first heading, or the file's name.
 * @throws InvalidInput `text_missing` where there is none, `file_too_long` above 1,000,000 characters.
 */
export function toArticle(
  name: string,
  markdown: string,
  { title, url }: { title?: string | undefined; url?: string | undefined } = {},
): ParsedDocument {
  const body = markdown.trim()
  if (body.length > LIMITS.articleBody) {
    throw new InvalidInput(
      'file_too_long',
      `${name} has ${body.length} characters; ${LIMITS.articleBody} are allowed.`,
      {
        remedy: 'Split it into several files.',
        params: { characters: body.length, allowed: LIMITS.articleBody },
      },
    )
  }
  if (!hasText(body)) {
    throw new InvalidInput('text_missing', `${name} has no text.`, {
      remedy: 'If its pages are pictures, have their text recognised (OCR) first.',
    })
  }
  return {
    kind: 'article',
    key: fileStem(name),
    language: languageOfText(body),
    title: cut(oneLine(title ?? '')) || titleOf(body) || fileStem(name),
    similar: [],
    body,
    ...(url === undefined || url.length > LIMITS.url ? {} : { url }),
    tags: [],
  }
}

/** The language that most of a long text is in. */
export function languageOfText(text: string): Language {
  const words = text.replace(MARKER, ' ')
  const step = Math.max(PIECE_CHARS, Math.floor(words.length / PIECES))
  const pieces = Array.from({ length: PIECES }, (_, i) => plainText(words.slice(i * step, i * step + PIECE_CHARS)))
  return detectLanguage(pieces.join(' ')) === 'en' ? 'en' : 'zh'
}

/** The first `#` heading of a text, else its first of any level, at most 500 characters; no `#` in code is one. */
export function titleOf(markdown: string): string | undefined {
  const headings = markdownBlocks(markdown).filter(block => block.kind === 'heading')
  const first = headings.find(({ level }) => level === 1) ?? headings[0]
  return first && (cut(oneLine(plainText(first.text))) || undefined)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function cut(title: string): string {
  return title.length > LIMITS.title ? `${title.slice(0, LIMITS.title - 1)}…` : title
}
