/** Canned texts name what is known only when they are used: `{{visitor.name}}`. Pure. */
export const VARIABLES = ['visitor.name', 'visitor.email', 'visitor.phone', 'agent.name', 'order', 'date'] as const
export type Variable = (typeof VARIABLES)[number]
export type Values = Partial<Record<Variable, string | undefined>>

const PLACE = /\{\{\s*([\w.]+)\s*\}\}/g

/** Fills in what is known; what is unknown or empty stays as it is written, so that it is seen. */
export function fillCanned(text: string, values: Values): string {
  return text.replace(PLACE, (place, name: string) => values[name as Variable] || place)
}

/** The places that are still open, each once. */
export function openPlaces(text: string): string[] {
  return [...new Set([...text.matchAll(PLACE)].map(([place]) => place))]
}

/** Where the slash of a search begins, and what was typed after it; undefined when the cursor is not in one. */
export function slashAt(text: string, cursor: number): { from: number; asked: string } | undefined {
  const before = text.slice(0, cursor)
  const from = before.lastIndexOf('/')
  if (from < 0 || (from > 0 && !/\s/.test(before[from - 1] ?? ''))) return undefined
  const asked = before.slice(from + 1)
  return /\s/.test(asked) || asked.length > 40 ? undefined : { from, asked }
}

export interface Searched {
  shortcut: string
  title: string
  zh: string
  en: string
  initials: string
}

const AT_MOST = 8

/** By shortcut first, then title and initials, then text; in the order given within each. */
export function searchCanned<T extends Searched>(all: readonly T[], asked: string): T[] {
  const wanted = asked.toLowerCase()
  const rank = (one: T): number => {
    if (one.shortcut.toLowerCase().startsWith(wanted)) return 0
    if (one.title.toLowerCase().includes(wanted) || one.initials.startsWith(wanted)) return 1
    if (one.shortcut.toLowerCase().includes(wanted) || one.initials.includes(wanted)) return 2
    return `${one.zh} ${one.en}`.toLowerCase().includes(wanted) ? 3 : 4
  }
  return all
    .map(one => ({ one, at: rank(one) }))
    .filter(({ at }) => at < 4)
    .sort((a, b) => a.at - b.at)
    .slice(0, AT_MOST)
    .map(({ one }) => one)
}

/** In the visitor's language where it is written, else in the other. */
export function textOf({ zh, en }: Pick<Searched, 'zh' | 'en'>, language: string | undefined): string {
  return (language === 'en' ? en || zh : zh || en).trim()
}
