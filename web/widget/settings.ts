/** What a page may say about the widget: `window.YingdaSettings`, or the argument of `boot`. docs/embed.md explains. */
export interface Settings {
  inboxId: string
  /** `auto`: the page's language, then the browser's. */
  locale?: 'auto' | 'zh' | 'en'
  /** `auto`: as the visitor's system. */
  theme?: 'auto' | 'light' | 'dark'
  /** #rrggbb; default: the inbox's, once known, or its last known one. */
  colour?: string
  position?: 'right' | 'left'
  /** Distance from the corner, CSS pixels. */
  offset?: { x?: number; y?: number }
  /** False: no button of ours; the page calls `open` itself. */
  launcher?: boolean
  /** Where the server is; default: where widget.js came from. */
  baseUrl?: string
}

export type Locale = 'zh' | 'en'

export interface Events {
  ready: undefined
  open: undefined
  close: undefined
  /** Somebody else than the visitor said something. */
  message: { from: 'bot' | 'agent'; name?: string; text: string }
  unread: { count: number }
  handoff: { holder: 'bot' | 'queue' | 'agent'; agentName?: string }
  error: { code: string }
}

export type Emit = <K extends keyof Events>(event: K, detail: Events[K]) => void

/** What GET …/widget answers. */
export interface InboxConfig {
  inbox: {
    id: string
    colour?: string
    position?: 'right' | 'left'
    botName?: Partial<Record<Locale, string>>
    greeting?: Partial<Record<Locale, string>>
    suggestions?: Partial<Record<Locale, string[]>>
  }
  limits?: { maxText?: number }
}

export const DEFAULT_COLOUR = '#1f7a5c'
const COLOUR = /^#[0-9a-f]{6}$/i

export function isColour(value: unknown): value is string {
  return typeof value === 'string' && COLOUR.test(value)
}

/** The visitor's language: setting, page, browser. */
export function chooseLocale(setting: Settings['locale']): Locale {
  if (setting === 'zh' || setting === 'en') return setting
  const wanted = document.documentElement.lang || navigator.language || 'en'
  return /^zh/i.test(wanted) ? 'zh' : 'en'
}
