import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Language } from '../../src/message.ts'
import { sharedEn } from './words.en.ts'
import { sharedZh } from './words.zh.ts'

/** The key as it is asked for: `x_one` and `x_other` are the two forms of `x`. */
export type AskedKey<K extends string> = K extends `${infer B}_one` ? B : K extends `${infer B}_other` ? B : K

export type SharedKey = AskedKey<keyof typeof sharedZh & string>
export type WordParams = Record<string, string | number>
export type Words<K extends string> = (key: AskedKey<K> | SharedKey, params?: WordParams) => string

export interface Catalogue {
  zh: Record<string, string>
  en: Record<string, string>
}

const STORED = 'yingda.language'

/** Starts the page's language with the app's own words beside the shared ones. */
export function startI18n(app: Catalogue): void {
  void i18next.use(initReactI18next).init({
    lng: chosenLanguage(localStorage.getItem(STORED), navigator.languages),
    fallbackLng: 'en',
    resources: {
      zh: { translation: { ...sharedZh, ...app.zh } },
      en: { translation: { ...sharedEn, ...app.en } },
    },
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  showLanguage(currentLanguage())
}

/** The words in the page's language; typed by the app's catalogue. */
export function useWords<K extends string = never>(): { t: Words<K>; language: Language } {
  const { t: translate, i18n } = useTranslation()
  const t = useCallback<Words<K>>((key, params) => translate(key, params ?? {}) as string, [translate])
  return { t, language: toLanguage(i18n.language) }
}

export function currentLanguage(): Language {
  return toLanguage(i18next.language)
}

/** Switches the page and remembers it in this browser. */
export function switchLanguage(language: Language): void {
  localStorage.setItem(STORED, language)
  void i18next.changeLanguage(language)
  showLanguage(language)
}

/** What was chosen before, or the first of the browser's languages that we speak, or English. */
export function chosenLanguage(stored: string | null, browser: readonly string[]): Language {
  if (stored === 'zh' || stored === 'en') return stored
  for (const tag of browser) if (/^(zh|en)\b/i.test(tag)) return toLanguage(tag)
  return 'en'
}

function toLanguage(tag: string | undefined): Language {
  return /^zh/i.test(tag ?? '') ? 'zh' : 'en'
}

function showLanguage(language: Language): void {
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
}
