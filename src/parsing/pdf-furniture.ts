/** What stands on every page and belongs to none: running heads, page numbers; and the table of contents. */
import type { Line } from './pdf-lines.ts'
import type { PdfPage } from './pdf-pages.ts'

/** Of the page's height, at the top and at the bottom. */
const MARGIN = 0.12
/** A head on so many pages, or this share of them, is a running one. */
const MIN_PAGES = 3
const MIN_SHARE = 0.25
const PAGE_NUMBER = /^(?:page\s*)?[-–—|\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*(?:\/|of|共)\s*\d{1,4}\s*页?)?[-–—|\s]*$/i
/** A title, dots, a page. */
const LEADERS = /(?:\.\s?|·\s?|…\s?|_){4,}\s*\d{0,4}$/
/** A page where so many lines have leaders, or end in a number, is a table of contents: those without leaders go too. */
const CONTENTS_SHARE = 0.4

/** The lines of each page without its furniture. */
export function withoutFurniture(pages: readonly PdfPage[], lines: readonly Line[][]): Line[][] {
  const seen = new Map<string, Set<number>>()
  lines.forEach((page, i) => {
    for (const line of page)
      if (inMargin(line, pages[i]!)) seen.set(keyOf(line), (seen.get(keyOf(line)) ?? new Set()).add(i))
  })
  const most = Math.max(MIN_PAGES, Math.min(pages.length * MIN_SHARE, 8))
  return lines.map((page, i) => {
    const isContents = page.filter(isContentsLine).length > CONTENTS_SHARE * page.length && page.some(hasLeaders)
    return page.filter(line => {
      if (hasLeaders(line) || (isContents && isContentsLine(line))) return false
      if (!inMargin(line, pages[i]!)) return true
      return !(line.text.length < 60 && PAGE_NUMBER.test(line.text)) && (seen.get(keyOf(line))?.size ?? 0) < most
    })
  })
}

function inMargin({ y }: Line, { height }: PdfPage): boolean {
  return y < MARGIN * height || y > (1 - MARGIN) * height
}

/** Numbers differ from page to page; the place does not. */
function keyOf({ text, y }: Line): string {
  return `${Math.round(y / 4)} ${text.replace(/\d+/g, '#')}`
}

function hasLeaders({ text }: Line): boolean {
  return LEADERS.test(text.slice(-200))
}

function isContentsLine(line: Line): boolean {
  return hasLeaders(line) || (line.cells.length > 1 && /^\d{1,4}$/.test(line.cells.at(-1)!.text))
}
