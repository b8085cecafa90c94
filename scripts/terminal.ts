/** What commands print: results on standard output, progress on standard error, colours only on a terminal. */
import colours from 'picocolors'

const wanted = process.env.NO_COLOR === undefined
export const outputColours = colours.createColors(wanted && process.stdout.isTTY === true)
export const errorColours = colours.createColors(wanted && process.stderr.isTTY === true)

/** A line of progress. */
export const say = (line: string): void => void process.stderr.write(`${errorColours.dim(line)}\n`)

/** The result: one JSON object with --json, otherwise the lines. */
export function conclude(options: Record<string, unknown>, value: object, lines: () => readonly string[]): void {
  console.log(options.json === true ? JSON.stringify(value) : lines().join('\n'))
}

/** Columns under their heads; the ones in `right` are numbers. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string[] {
  const widths = head.map((name, i) => Math.max(...[name, ...rows.map(row => row[i] ?? '')].map(widthOf)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => {
        const space = ' '.repeat(widths[i]! - widthOf(cell))
        return right.includes(i) ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd()
  return [outputColours.dim(line(head)), ...rows.map(line)]
}

/** Columns of a terminal that a text takes: Chinese characters and full-width marks take two (Unicode TR 11). */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text) width += WIDE.test(character) ? 2 : 1
  return width
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u

export interface Progress {
  /** The share done, 0 to 1, and what is being done. */
  show(share: number, what: string): void
  end(): void
}

const BAR_WIDTH = 24
/** Without a terminal, a log gets a line for each of so many parts. */
const LOG_PARTS = 4

/** A bar with the time left on a terminal, a few lines in a log. */
export function createProgress(now: () => number = () => performance.now()): Progress {
  const begun = now()
  const bar = process.stderr.isTTY === true
  let logged = -1
  return {
    show(share, what) {
      if (bar) {
        const filled = Math.round(BAR_WIDTH * share)
        const drawn = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`
        process.stderr.write(`\r\x1b[K${drawn} ${percent(share)}  ${what}${timeLeft(now() - begun, share)}`)
        return
      }
      const part = Math.floor(share * LOG_PARTS)
      if (part <= logged) return
      logged = part
      process.stderr.write(`${percent(share)}  ${what}${timeLeft(now() - begun, share)}\n`)
    },
    end() {
      if (bar) process.stderr.write('\r\x1b[K')
    },
  }
}

/** Nothing in the first second, when a guess would be wild. */
function timeLeft(elapsedMs: number, share: number): string {
  if (elapsedMs < 1000 || share < 0.05 || share >= 1) return ''
  return `, about ${Math.ceil(((elapsedMs / share) * (1 - share)) / 1000)} s left`
}

const percent = (share: number): string => `${Math.round(100 * share)} %`.padStart(5)
