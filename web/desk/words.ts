import { useWords, type Words } from '../shared/i18n.ts'
import type { deskZh } from './words.zh.ts'

export type DeskKey = keyof typeof deskZh & string
export type DeskWords = Words<DeskKey>

/** The desk's words in the page's language. */
export const useDeskWords = () => useWords<DeskKey>()
