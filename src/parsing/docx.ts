import mammoth from 'mammoth'
import { InvalidInput } from '../errors.ts'
import { toArticle } from './article.ts'
import { htmlToMarkdown, loadHtml } from './html-markdown.ts'
import type { ParsedDocument } from './parsed-document.ts'

/** Styles that Word gives a document's title, in both languages. */
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='标题'] => h1:fresh",
  "p[style-name='TOC Heading'] => !",
]
/** Lines of a table of contents: a title and its page, linked to a place in the document. */
const CONTENTS = "p[style-name^='toc '] => !"

/**
 * A Word document that `checkZip` has let through; pictures are left out.
 * @throws InvalidInput `docx_broken`, `text_missing`.
 */
export async function parseDocx(name: string, bytes: Uint8Array): Promise<ParsedDocument[]> {
  const html = await toHtml(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  return [toArticle(name, htmlToMarkdown(loadHtml(name, html)))]
}

async function toHtml(name: string, buffer: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer },
      { styleMap: [...STYLES, CONTENTS], convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
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
