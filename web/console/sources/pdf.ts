/** PDF pages in the browser. Loaded only when a page is looked at; all of it comes from our own server. */
import {
  GlobalWorkerOptions,
  getDocument,
  type PDFDocumentProxy,
  type PDFPageProxy,
  Util,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import { findPassage } from './highlight.ts'

GlobalWorkerOptions.workerSrc = worker

export type Pdf = PDFDocumentProxy

/** A mark on a drawn page, in CSS pixels from its upper left corner. */
export interface Mark {
  left: number
  top: number
  width: number
  height: number
}

/** Where web/vite.config.ts puts the files that come with pdf.js. */
const FILES = '/pdfjs'

/** `url` is asked with the page's cookie. `stop` ends its worker. */
export function openPdf(url: string): { ready: Promise<Pdf>; stop(): void } {
  const task = getDocument({
    url,
    disableRange: true,
    disableStream: true,
    cMapUrl: `${FILES}/cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${FILES}/standard_fonts/`,
    wasmUrl: `${FILES}/wasm/`,
    // The Content-Security-Policy allows no WebAssembly: pictures of rare kinds are read by its JavaScript twin.
    useWasm: false,
    isEvalSupported: false,
  })
  return { ready: task.promise, stop: () => void task.destroy() }
}

/** Draws page `number` (from 1) as wide as asked, and tells where the passage stands on it. */
export async function drawPage(
  pdf: Pdf,
  number: number,
  { canvas, width, passage }: { canvas: HTMLCanvasElement; width: number; passage: string },
): Promise<{ height: number; marks: Mark[] }> {
  const page = await pdf.getPage(number)
  const scale = width / page.getViewport({ scale: 1 }).width
  const density = Math.min(3, window.devicePixelRatio || 1)
  const viewport = page.getViewport({ scale: scale * density })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  await page.render({ canvas, viewport }).promise
  return { height: viewport.height / density, marks: await marksOf(page, scale, passage) }
}

async function marksOf(page: PDFPageProxy, scale: number, passage: string): Promise<Mark[]> {
  const { items } = await page.getTextContent()
  const texts = items.flatMap(item => ('str' in item ? [item] : []))
  const found = findPassage(
    texts.map(item => item.str),
    passage,
  )
  const viewport = page.getViewport({ scale })
  return texts.flatMap((item, index) => {
    if (!found.has(index) || item.str.trim() === '') return []
    const [, , c = 0, d = 0, left = 0, bottom = 0] = Util.transform(viewport.transform, item.transform) as number[]
    const height = Math.hypot(c, d)
    return [{ left, top: bottom - 0.85 * height, width: item.width * scale, height: 1.1 * height }]
  })
}
