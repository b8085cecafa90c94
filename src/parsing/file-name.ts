/** What a name from outside is good for: a key and a hint. It is never a path. */
import { LIMITS } from './parsed-document.ts'

/** The endings that say a kind; any other dot belongs to the name. */
const ENDING = /\.(pdf|docx?|xlsx?|html?|xhtml|csv|tsv|txt|text|jsonl|ndjson|md|markdown)$/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out, with the marks that turn text round.
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF]|\p{Cs}/gu

/** A file's name without folders, and without characters that nobody sees; may be empty. */
export const bareName = (name: string): string => name.replace(UNPRINTABLE, '').split(/[/\\]/).at(-1)!.trim()

/** A file's name as a key may hold it: bare, cut to a key's length; `file` where nothing is left. */
export function cleanFileName(name: string): string {
  const last = bareName(name)
  const ending = ENDING.exec(last)?.[0] ?? ''
  const stem = last.slice(0, last.length - ending.length).replace(/^\.+$/, '')
  return `${
    [...stem]
      .slice(0, LIMITS.key - ending.length)
      .join('')
      .trim() || 'file'
  }${ending}`
}

/** The key of an article: its file's name without folders and ending. */
export function fileStem(name: string): string {
  const clean = cleanFileName(name)
  return clean.replace(ENDING, '') || clean
}

/** In lower case, with its dot; empty where the name has none that says a kind. */
export function fileEnding(name: string): string {
  return ENDING.exec(name)?.[0].toLowerCase() ?? ''
}
