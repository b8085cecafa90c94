import { toArticle } from './article.ts'
import type { ParsedDocument } from './parsed-document.ts'

/** A line that is nothing but a name: short, alone, without the end of a sentence. */
const TITLE = /^[^\n]{1,60}(?<![。．.!！,，;；:：])$/

/** A text without marks is one article; a short first line with a blank one below it is its title. */
export function parsePlainText(name: string, text: string): ParsedDocument[] {
  const body = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .trim()
  const [first = '', second = ''] = body.split('\n', 2)
  const title = body.includes('\n') && second.trim() === '' && TITLE.test(first.trim()) ? first.trim() : undefined
  return [toArticle(name, escapeMarks(body), { title })]
}

/** What would be a comment or a page of ours in Markdown is text here. */
function escapeMarks(text: string): string {
  return text.replace(/<!--/g, '&lt;!--')
}
