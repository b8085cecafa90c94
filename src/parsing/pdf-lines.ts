/** Pieces of text on a page -> its lines, with the cells that wide gaps divide them into. */
import type { PdfPage, Piece } from './pdf-pages.ts'

export interface Cell {
  text: string
  x: number
  right: number
}

export interface Line extends Cell {
  page: number
  y: number
  size: number
  /** All of it. */
  bold: boolean
  /** How many characters at its begin are bold, where not all are: the name of a paragraph, run in. */
  lead: number
  cells: Cell[]
}

/** In the size of the type: how far pieces of one line may be off its baseline (small raised figures); the gap of a blank, of a cell. */
const SAME_BASELINE = 0.4
const BLANK_GAP = 0.18
const CELL_GAP = 1.6
const LIST_MARK = /^(?:[•●○◦▪■◆►➢➤‣⁃·*–—-]|[(（]?\d{1,3}[.)）、]|[①-⑳])$/
/** Ideographs and their punctuation stand without blanks. */
const CJK = /[\u2E80-\u30FF\u3400-\u9FFF\uF900-\uFAFF\uFF00-\uFFEF]/
/** What NFKC shall change: radicals that look like characters, ligatures, wide letters and figures. Chinese punctuation stays. */
const COMPATIBLE = /[\u2E80-\u2FDF\uF900-\uFAFF\uFB00-\uFB4F\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g
/** Bullets of symbol fonts lie where no character is. */
const PRIVATE_BULLET = /[\uF0B7\uF0A7\uF0D8\uF06C\uF0FC\uF076]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const UNPRINTABLE = /[\u0000-\u001F\u007F\u200B\u200E\u200F\uFEFF\uE000-\uF8FF]/g

/** In the order of drawing. */
export function linesOf({ number, pieces }: PdfPage): Line[] {
  const lines: Piece[][] = []
  for (const piece of pieces) {
    const last = lines.at(-1)
    if (last !== undefined && continues(last.at(-1)!, piece)) last.push(piece)
    else lines.push([piece])
  }
  return lines.map(line => toLine(number, line)).filter(line => line.text !== '')
}

function continues(before: Piece, piece: Piece): boolean {
  const size = Math.max(before.size, piece.size)
  return Math.abs(before.y - piece.y) < SAME_BASELINE * size && piece.x > before.right - size
}

function toLine(page: number, pieces: readonly Piece[]): Line {
  const cells: Cell[] = []
  const bold = isAllBold(pieces)
  let lead = 0
  for (const piece of pieces) {
    const text = cleanText(piece.text)
    const cell = cells.at(-1)
    const gap = cell === undefined ? 0 : piece.x - cell.right
    if (cell === undefined || (gap > CELL_GAP * piece.size && !LIST_MARK.test(cell.text.trim())))
      cells.push({ text, x: piece.x, right: piece.right })
    else {
      cell.text += (gap > BLANK_GAP * piece.size && !(isCjk(cell.text.at(-1)) && isCjk(text[0])) ? ' ' : '') + text
      cell.right = Math.max(cell.right, piece.right)
    }
    if (!bold && cells.length === 1 && leads(pieces, piece)) lead = cells[0]!.text.trim().length
  }
  const tidy = cells
    .map(cell => ({
      ...cell,
      text: cell.text
        .replace(/\s+/g, ' ')
        .replace(/”(?=[A-Za-z0-9])/g, '” ')
        .trim(),
    }))
    .filter(({ text }) => text !== '')
  const biggest = pieces.reduce((best, piece) => (piece.text.length > best.text.length ? piece : best))
  return {
    page,
    text: tidy.map(({ text }) => text).join(' '),
    x: tidy[0]?.x ?? 0,
    right: Math.max(0, ...tidy.map(({ right }) => right)),
    y: biggest.y,
    size: biggest.size,
    bold,
    lead,
    cells: tidy,
  }
}

function isAllBold(pieces: readonly Piece[]): boolean {
  return pieces.every(piece => piece.bold || !/[\p{L}\p{N}]/u.test(piece.text)) && pieces.some(({ bold }) => bold)
}

function leads(pieces: readonly Piece[], last: Piece): boolean {
  return last.bold && isAllBold(pieces.slice(0, pieces.indexOf(last) + 1))
}

export function isCjk(character: string | undefined): boolean {
  return character !== undefined && CJK.test(character)
}

function cleanText(text: string): string {
  return text
    .replace(PRIVATE_BULLET, '•')
    .replace(UNPRINTABLE, '')
    .replace(COMPATIBLE, character => character.normalize('NFKC'))
    .replace(/[\u00A0\u2000-\u200A\u202F\u205F]/g, ' ')
    .replace(/[\u2010\u2011]/g, '-')
    .replaceAll('<!--', '&lt;!--')
}
