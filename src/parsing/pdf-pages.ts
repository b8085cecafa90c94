/** The pages of a PDF -> pieces of text with place, size and font. The only file that knows pdf.js. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { getDocument, OPS, type PDFDocumentProxy, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { InvalidInput } from '../errors.ts'
import { digitCodes, type Glyph } from './pdf-digits.ts'

/** A run of characters of one font on one baseline; x to the right and y down, in points. */
export interface Piece {
  text: string
  x: number
  right: number
  y: number
  size: number
  bold: boolean
}

export interface PdfPage {
  /** From 1. */
  number: number
  width: number
  height: number
  /** In the order in which they are drawn, which is that of reading in nearly all files. */
  pieces: Piece[]
}

export interface PdfPages {
  title: string | undefined
  pages: PdfPage[]
}

export const MAX_PAGES = 2000

const ROOT = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
/** As fonts call their weight, of LaTeX too (`CMBX12`). */
const BOLD = /bold|black|heavy|demi|cmbx|bx\d|w[6-9]$|[-_]b$/i
/** The mark of a glyph that has no character. */
const NUL = '\0'

type FontInfo = { name: string; bold: boolean }
type TextItem = { str: string; transform: number[]; width: number; fontName: string }

/**
 * Text of all pages, JavaScript and pictures left alone.
 * @throws InvalidInput `file_encrypted`, `pdf_broken`, `pdf_too_long`.
 */
export async function readPdf(
  name: string,
  bytes: Uint8Array,
  progress?: (page: number, pages: number) => void,
): Promise<PdfPages> {
  const task = getDocument({
    // pdf.js takes the bytes away from who gave them.
    data: new Uint8Array(bytes),
    // Absolute, or Chinese text without an embedded font disappears silently (STACK trap 7).
    cMapUrl: `${join(ROOT, 'cmaps')}/`,
    cMapPacked: true,
    standardFontDataUrl: `${join(ROOT, 'standard_fonts')}/`,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: false,
    useWasm: false,
    // Pictures are not decoded: nobody looks at them, and a huge one would fill the memory.
    maxImageSize: 1,
    verbosity: 0,
  })
  try {
    const document = await task.promise
    if (document.numPages > MAX_PAGES) throw tooLong(name, document.numPages)
    return await readPages(document, progress)
  } catch (error) {
    throw error instanceof InvalidInput ? error : broken(name, error)
  } finally {
    await task.destroy()
  }
}

async function readPages(
  document: PDFDocumentProxy,
  progress: ((page: number, pages: number) => void) | undefined,
): Promise<PdfPages> {
  const info = (await document.getMetadata()).info as { Title?: unknown }
  const fonts = new Map<string, FontInfo>()
  const unread: { piece: Piece; codes: number[]; font: string }[] = []
  const pages: PdfPage[] = []
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number)
    pages.push(await readPage(page, number, fonts, unread))
    page.cleanup()
    progress?.(number, document.numPages)
  }
  repairDigits(unread)
  return { title: typeof info.Title === 'string' ? info.Title : undefined, pages }
}

async function readPage(
  page: PDFPageProxy,
  number: number,
  fonts: Map<string, FontInfo>,
  unread: { piece: Piece; codes: number[]; font: string }[],
): Promise<PdfPage> {
  const viewport = page.getViewport({ scale: 1 })
  const content = await page.getTextContent()
  const items = content.items.filter((item): item is typeof item & TextItem => 'str' in item && item.str.trim() !== '')
  const glyphs = items.some(item => !fonts.has(item.fontName) || item.str.includes(NUL))
    ? await readFonts(page, fonts)
    : new Map<string, Glyph[]>()
  const pieces = items.flatMap(item => {
    const place = placeOf(item.transform, viewport.transform)
    if (place === undefined) return []
    const { name, bold } = fonts.get(item.fontName) ?? { name: '', bold: false }
    const piece = { text: item.str, ...place, right: place.x + item.width, bold }
    const nuls = item.str.split(NUL).length - 1
    if (nuls > 0) {
      const codes = (glyphs.get(item.fontName) ?? []).splice(0, nuls).map(glyph => glyph.code)
      unread.push({ piece, codes, font: name })
    }
    return [piece]
  })
  return { number, width: viewport.width, height: viewport.height, pieces }
}

/** The names of a page's fonts, which come with its drawing only; and by font its glyphs without a character, in order. */
async function readFonts(page: PDFPageProxy, fonts: Map<string, FontInfo>): Promise<Map<string, Glyph[]>> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const glyphs = new Map<string, Glyph[]>()
  let font = ''
  fnArray.forEach((operator, i) => {
    if (operator === OPS.setFont) {
      font = String(argsArray[i][0])
      if (!fonts.has(font) && page.commonObjs.has(font)) fonts.set(font, fontInfo(page.commonObjs.get(font)))
    } else if (operator === OPS.showText) {
      const list = glyphs.get(font) ?? []
      glyphs.set(font, list)
      for (const glyph of argsArray[i][0] as unknown[]) if (isUnread(glyph)) list.push({ code: glyph.originalCharCode })
    }
  })
  return glyphs
}

function isUnread(glyph: unknown): glyph is { originalCharCode: number } {
  return typeof glyph === 'object' && glyph !== null && 'unicode' in glyph && glyph.unicode === NUL
}

function fontInfo(font: { name?: string; bold?: boolean; black?: boolean }): FontInfo {
  const name = font.name ?? ''
  return { name, bold: font.bold === true || font.black === true || BOLD.test(name) }
}

/** Where a text begins on the page as it is seen; undefined for text that runs askew, as watermarks do. */
function placeOf(text: readonly number[], view: readonly number[]): { x: number; y: number; size: number } | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = text
  const [va = 1, vb = 0, vc = 0, vd = 1, ve = 0, vf = 0] = view
  const along = { x: va * a + vc * b, y: vb * a + vd * b }
  const size = Math.hypot(va * c + vc * d, vb * c + vd * d)
  if (size < 1 || Math.abs(along.y) > 0.1 * Math.abs(along.x) || along.x <= 0) return undefined
  return { x: va * e + vc * f + ve, y: vb * e + vd * f + vf, size }
}

/** By font name: one font of a document may come in several parts. */
function repairDigits(unread: readonly { piece: Piece; codes: number[]; font: string }[]): void {
  const byFont = new Map<string, number[]>()
  const family = (font: string) => font.replace(/^[A-Z]{6}\+/, '').replace(/[-_].*$/, '')
  for (const { codes, font } of unread) byFont.set(family(font), [...(byFont.get(family(font)) ?? []), ...codes])
  const digits = new Map([...byFont].map(([font, codes]) => [font, digitCodes(codes)]))
  for (const { piece, codes, font } of unread) {
    let next = 0
    piece.text = piece.text.replaceAll(NUL, () => digits.get(family(font))?.get(codes[next++] ?? -1) ?? '')
  }
}

function tooLong(name: string, pages: number): InvalidInput {
  return new InvalidInput('pdf_too_long', `${name} has ${pages} pages; ${MAX_PAGES} are allowed.`, {
    remedy: 'Split it into several files.',
    params: { pages, allowed: MAX_PAGES },
  })
}

function broken(name: string, cause: unknown): InvalidInput {
  if (cause instanceof Error && cause.name === 'PasswordException')
    return new InvalidInput('file_encrypted', `${name} is protected by a password.`, {
      remedy: 'Save it without a password.',
      cause,
    })
  const why = cause instanceof Error ? cause.message : String(cause)
  return new InvalidInput('pdf_broken', `${name} is a broken PDF (${why}).`, {
    remedy: 'Open it in a PDF reader and print it as a new PDF.',
    cause,
  })
}
