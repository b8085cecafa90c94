import mammoth from 'mammoth'
import { InvalidInput } from '../errors.ts'
import { toArticle } from './article.ts'
import { htmlToMarkdown } from './html-markdown.ts'
import { loadHtml } from './html-tree.ts'
import type { ParsedDocument } from './parsed-document.ts'

/** Word's own names of the title's style, and lines of a table of contents: a title and its page. */
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='TOC Heading'] => !", "p[style-name^='toc '] => !"]
/** A paragraph all in bold that is no sentence: how headings are made by who knows no styles. */
const BOLD_LINE = /^\*{2,3}([^*\n]{1,80}[^*\n.。;；,，!！])\*{2,3}$/gm

/**
 * A Word document that `checkZip` has let through; pictures are left out.
 * @throws InvalidInput `docx_broken`, `text_missing`.
 */
export async function parseDocx(name: string, bytes: Uint8Array): Promise<ParsedDocument[]> {
  const html = await toHtml(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return [toArticle(name, withHeadings(htmlToMarkdown(loadHtml(name, html))))]
}

/** Where no paragraph is a heading by its style, the bold ones are: the first the document's, the rest its sections'. */
function withHeadings(markdown: string): string {
  if (/^#{1,6} /m.test(markdown)) return markdown
  let first = true
  return markdown.replace(BOLD_LINE, (_, text: string) => {
    const mark = first ? '#' : '##'
    first = false
    return `${mark} ${text.trim()}`
  })
}

async function toHtml(name: string, buffer: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      { styleMap: STYLES, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    return value
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidInput('docx_broken', `${name} is a broken Word document (${why}).`, {
      remedy: 'Open it in Word and save it again.',
      cause,
    })
  }
}
