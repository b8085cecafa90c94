import { type AskedKey, useWords, type Words } from '../shared/i18n.ts'
import type { consoleZh } from './words.zh.ts'

export type ConsoleKey = AskedKey<keyof typeof consoleZh & string>
export type ConsoleWords = Words<ConsoleKey>

/** The console's words in the page's language. */
export const useConsoleWords = () => useWords<ConsoleKey>()
