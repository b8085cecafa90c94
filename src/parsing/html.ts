import { Readability } from '@mozilla/readability'
import type { CheerioAPI } from 'cheerio'
import { parseHTML } from 'linkedom'
import { toArticle } from './article.ts'
import { htmlToMarkdown } from './html-markdown.ts'
import { loadHtml } from './html-tree.ts'
import type { ParsedDocument } from './parsed-document.ts'

/** What stands around the text of a page. */
const AROUND =
  'nav, header:not(:has(h1)), footer, aside, [role="navigation"], [role="banner"], [role="contentinfo"], [role="search"], .breadcrumb, .breadcrumbs'
/** Pandoc's and Kramdown's attributes after a heading, as generators leave them: `{#section_1 .section}`. */
const ATTRIBUTES = /\s*\{[#.][^{}]*\}\s*$/
const ATTRIBUTED_LINE = /^(?:#{1,6} |```).*$/gm
/** What Readability calls the article must hold this share of the page's words: in a list of questions it likes one best. */
const ARTICLE_SHARE = 0.5
/** Of a page that Readability is asked about. */
const MAX_ELEMENTS = 20_000
const MAX_CHARS = 2_000_000

/**
 * A page: its article without what stands around it. Links are relative to `url`, where it was fetched.
 * @throws InvalidInput `html_too_deep`, `text_missing`.
 */
export function parseHtml(name: string, html: string, { url }: { url?: string | undefined } = {}): ParsedDocument[] {
  const $ = loadHtml(name, html.replace(/^\uFEFF/, ''))
  const named = $('head title, title').first().text().trim()
  $('title').remove()
  const markdown = htmlToMarkdown(contentOf(name, $), url)
  const heading = $('h1').length === 1 ? $('h1').text().replace(ATTRIBUTES, '').trim() : ''
  const body = markdown.replace(ATTRIBUTED_LINE, line => line.replace(ATTRIBUTES, ''))
  return [toArticle(name, body, { title: heading || named, url })]
}

/** The page's own `main` or only `article`, else what Readability finds, else all of it. */
function contentOf(name: string, $: CheerioAPI): CheerioAPI {
  $(AROUND).remove()
  for (const own of ['main, [role="main"]', 'article']) {
    const found = $(own)
    if (found.length === 1 && sizeOf(found.text()) >= ARTICLE_SHARE * sizeOf($.root().text()))
      return loadHtml(name, $.html(found))
  }
  const whole = $.html()
  // A look at a huge page takes minutes.
  const article = $('*').length > MAX_ELEMENTS || whole.length > MAX_CHARS ? undefined : readable(whole)
  if (article === undefined || sizeOf(article.text) < ARTICLE_SHARE * sizeOf($.root().text())) return $
  return loadHtml(name, article.html)
}

function readable(html: string): { html: string; text: string } | undefined {
  const { document } = parseHTML(/<body[\s>]/i.test(html) ? html : `<html><body>${html}</body></html>`)
  const article = new Readability(document as unknown as Document, { keepClasses: false }).parse()
  return article?.content ? { html: article.content, text: article.textContent ?? '' } : undefined
}

function sizeOf(text: string): number {
  return text.replace(/\s+/g, '').length
}
