/**
 * widget.js: the button, the calls that were made before it came, and nothing else. The chat itself is fetched at the
 * first click, or at once when a conversation is going on. docs/embed.md is its manual.
 */
import type { Panel, PanelOptions, Talk } from './panel.ts'
import type { Events, Settings } from './settings.ts'

/** Filled in by the build: the files with their hashes. */
declare const __PANEL__: string
declare const __TALK__: string

type Listener = (detail: unknown, from: { inboxId: string }) => void
type Method = 'open' | 'close' | 'toggle' | 'identify' | 'reset' | 'setLocale' | 'on' | 'shutdown' | 'boot'

/** What `Yingda('boot', settings)` returns, and `Yingda.open()` and the like act on for the first one. */
interface Handle {
  open(): void
  close(): void
  toggle(): void
  identify(identity: Parameters<Panel['identify']>[0]): void
  reset(): void
  setLocale(locale: Settings['locale']): void
  on(event: keyof Events, listener: Listener): () => void
  shutdown(): void
}

interface Instance extends Handle {
  inboxId: string
}

type Command = (method: Method, ...values: unknown[]) => unknown
type Page = typeof globalThis & {
  Yingda?: Partial<Command> & { q?: ArrayLike<unknown>[]; ready?: boolean }
  YingdaSettings?: Settings
}

const page = window as unknown as Page
const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="/widget.js"]')
const home = script ? new URL('.', script.src).href.slice(0, -1) : location.origin

const instances: Instance[] = []
const everywhere: [string, Listener][] = []
const unread = new Map<string, number>()

const WORDS = {
  en: ['Open chat', 'Open chat, {n} unread', 'Close chat'],
  zh: ['打开聊天', '打开聊天，{n} 条未读', '关闭聊天'],
}
/** What belongs to the one who was here, beside the look of the widget. */
const KEPT_OF_VISITOR = ['token', 'outbox', 'live', 'draft']
const OPEN_PATH = 'M20 11.5a7.5 7.5 0 0 1-7.8 7.5c-1 0-2-.2-3-.5L4.5 20l1.3-3.8A7.5 7.5 0 1 1 20 11.5z'
const CLOSE_PATH = 'M6 9.5l6 6 6-6'
const STYLE = `:host{all:initial!important;position:fixed!important;z-index:2147483000!important;bottom:calc(var(--y,20px) + env(safe-area-inset-bottom,0px))!important;right:var(--x,20px)!important;width:56px!important;height:56px!important;display:block!important}
:host(.left){right:auto!important;left:var(--x,20px)!important}
:host(.bare){width:0!important;height:0!important}:host(.bare) .l{display:none}
@media print{:host{display:none!important}}
.l{all:unset;box-sizing:border-box;position:relative;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;cursor:pointer;background:var(--accent,#1f7a5c);color:var(--on,#fff);box-shadow:0 1px 2px rgba(0,0,0,.12),0 8px 24px -4px rgba(0,0,0,.28);transition:transform .16s cubic-bezier(.2,.8,.2,1);-webkit-tap-highlight-color:transparent}
.l:hover{transform:translateY(-2px) scale(1.03)}.l:active{transform:scale(.96)}
.l:focus-visible{outline:3px solid var(--accent,#1f7a5c);outline-offset:3px}
.l[data-busy] svg{animation:b 1s infinite}@keyframes b{50%{opacity:.35}}
.b{position:absolute;top:-3px;right:-3px;min-width:21px;height:21px;padding:0 6px;box-sizing:border-box;border-radius:11px;background:#c62828;color:#fff;font:700 12px/21px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px #fff}
.b:empty{display:none}
@media (max-width:480px),(max-height:480px){:host(.open) .l{display:none}}
@media (prefers-reduced-motion:reduce){.l,.l svg{transition:none!important;animation:none!important}}`

function boot(given?: Settings): Handle | undefined {
  const settings = given ?? page.YingdaSettings
  if (!settings?.inboxId) {
    console.error('Yingda: settings.inboxId is missing. See docs/embed.md.')
    return undefined
  }
  const known = instances.find(one => one.inboxId === settings.inboxId)
  if (known) return known
  const made = createInstance(settings)
  instances.push(made)
  return made
}

function createInstance(settings: Settings): Instance {
  const { inboxId } = settings
  const baseUrl = (settings.baseUrl ?? home).replace(/\/$/, '')
  const listeners: [string, Listener][] = []
  const host = document.createElement('yingda-widget')
  const root = host.attachShadow({ mode: 'open' })
  const button = document.createElement('button')
  const badge = document.createElement('span')
  let panel: Promise<Panel> | undefined
  let isOpen = false
  let gone = false
  let locale = settings.locale
  let identity: Parameters<Panel['identify']>[0] | undefined

  const emit = (event: string, detail?: unknown) => {
    for (const [name, listener] of [...listeners, ...everywhere]) if (name === event) listener(detail, { inboxId })
  }

  const draw = () => {
    host.classList.toggle('open', isOpen)
    button.querySelector('path')!.setAttribute('d', isOpen ? CLOSE_PATH : OPEN_PATH)
    const count = unread.get(inboxId) ?? 0
    badge.textContent = isOpen || !count ? '' : count > 9 ? '9+' : String(count)
    const words = WORDS[language(locale)]
    const word = isOpen ? words[2]! : count ? words[1]!.replace('{n}', String(count)) : words[0]!
    button.setAttribute('aria-label', word)
    button.setAttribute('aria-expanded', String(isOpen))
  }

  const load = () => {
    panel ??= fetchPanel()
    return panel
  }

  const fetchPanel = async (): Promise<Panel> => {
    const fetched = (file: string): Promise<unknown> => import(/* @vite-ignore */ `${baseUrl}/${file}`)
    const talk = fetched(__TALK__) as Promise<Talk>
    // Handled by the panel; here it must not count as unhandled when the panel itself fails.
    talk.catch(() => {})
    const { mountPanel } = (await fetched(__PANEL__)) as { mountPanel(options: PanelOptions): Panel }
    if (gone) throw new Error('shut down')
    const made = mountPanel({
      root,
      settings: locale === undefined ? settings : { ...settings, locale },
      baseUrl,
      mode: 'panel',
      talk,
      emit,
      onClose: close,
      onUnread: count => {
        if ((unread.get(inboxId) ?? 0) === count) return
        unread.set(inboxId, count)
        showTitle()
        emit('unread', { count })
        draw()
      },
      onLook: look => {
        dress(look.colour, look.on, look.position)
        remember(look)
      },
    })
    if (identity) made.identify(identity)
    return made
  }

  const dress = (colour: string, on: string, position: string) => {
    host.style.setProperty('--accent', colour)
    host.style.setProperty('--on', on)
    host.classList.toggle('left', position === 'left')
  }

  const remember = (look: unknown) => {
    try {
      localStorage.setItem(`yingda:${inboxId}:look`, JSON.stringify(look))
    } catch {
      // Forbidden: the colour comes with the first click, each time.
    }
  }

  const open = () => {
    if (isOpen || gone) return
    isOpen = true
    button.toggleAttribute('data-busy', true)
    draw()
    load().then(
      ready => {
        button.removeAttribute('data-busy')
        if (isOpen) ready.open()
        emit('open')
      },
      () => {
        // No network: the next click tries again.
        panel = undefined
        isOpen = false
        button.removeAttribute('data-busy')
        draw()
        emit('error', { code: 'panel_unavailable' })
      },
    )
  }

  const close = () => {
    if (!isOpen) return
    isOpen = false
    draw()
    const focused = root.activeElement
    void panel?.then(ready => ready.close())
    if (focused || fullScreen()) button.focus({ preventScroll: true })
    emit('close')
  }

  const toggle = () => (isOpen ? close() : open())

  button.className = 'l'
  button.type = 'button'
  button.append(drawing(), badge)
  badge.className = 'b'
  badge.setAttribute('aria-hidden', 'true')
  button.addEventListener('click', toggle)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  root.adoptedStyleSheets = [sheet]
  root.append(button)
  host.classList.toggle('bare', settings.launcher === false)
  for (const axis of ['x', 'y'] as const) {
    const distance = settings.offset?.[axis]
    if (distance !== undefined) host.style.setProperty(`--${axis}`, `${Number(distance)}px`)
  }
  const kept = recall(inboxId)
  const colour = settings.colour ?? kept.look?.colour
  if (colour) dress(colour, kept.look?.on ?? '#fff', settings.position ?? kept.look?.position ?? 'right')
  else host.classList.toggle('left', settings.position === 'left')
  draw()
  whenBody(() => {
    if (gone) return
    document.body.append(host)
    // A conversation is going on: be there for the answer.
    if (kept.live) load().catch(() => (panel = undefined))
    emit('ready')
  })

  return {
    inboxId,
    open,
    close,
    toggle,
    identify(given) {
      identity = given
      void panel?.then(ready => ready.identify(given))
    },
    reset() {
      close()
      identity = undefined
      void panel?.then(ready => ready.destroy())
      panel = undefined
      unread.delete(inboxId)
      showTitle()
      draw()
      try {
        for (const name of KEPT_OF_VISITOR) localStorage.removeItem(`yingda:${inboxId}:${name}`)
      } catch {
        // Forbidden: nothing is kept.
      }
    },
    setLocale(wanted) {
      locale = wanted
      draw()
      void panel?.then(ready => ready.setLocale(wanted))
    },
    on(event, listener) {
      const entry: [string, Listener] = [event, listener]
      listeners.push(entry)
      return () => void listeners.splice(listeners.indexOf(entry), 1)
    },
    shutdown() {
      gone = true
      void panel?.then(ready => ready.destroy())
      host.remove()
      instances.splice(
        instances.findIndex(one => one.inboxId === inboxId),
        1,
      )
      unread.delete(inboxId)
      showTitle()
    },
  }
}

/** "(2) Shop", and "Shop" again. The page may change its title meanwhile. */
function showTitle(): void {
  const count = [...unread.values()].reduce((sum, one) => sum + one, 0)
  const plain = document.title.replace(/^\(\d+\) /, '')
  const title = count ? `(${count}) ${plain}` : plain
  if (marked || count) document.title = title
  marked = count > 0
}
let marked = false

function language(wanted: Settings['locale']): 'zh' | 'en' {
  const tag = wanted === 'zh' || wanted === 'en' ? wanted : document.documentElement.lang || navigator.language
  return /^zh/i.test(tag) ? 'zh' : 'en'
}

function recall(inboxId: string): { look?: { colour: string; on: string; position: string }; live: boolean } {
  try {
    const read = (name: string) => localStorage.getItem(`yingda:${inboxId}:${name}`)
    return { look: JSON.parse(read('look') ?? 'null') ?? undefined, live: !!(read('live') || read('outbox')) }
  } catch {
    return { live: false }
  }
}

function drawing(): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  const attributes = {
    viewBox: '0 0 24 24',
    width: 28,
    height: 28,
    fill: 'none',
    stroke: 'currentColor',
    'aria-hidden': true,
  }
  for (const [name, value] of Object.entries(attributes)) svg.setAttribute(name, String(value))
  path.setAttribute('stroke-width', '1.9')
  path.setAttribute('stroke-linejoin', 'round')
  path.setAttribute('stroke-linecap', 'round')
  svg.append(path)
  return svg
}

function whenBody(then: () => void): void {
  if (document.body) then()
  else document.addEventListener('DOMContentLoaded', then, { once: true })
}

function fullScreen(): boolean {
  return matchMedia('(max-width: 480px), (max-height: 480px)').matches
}

/** A listener set before anything was booted hears all; later calls go to the first widget. */
function command(method: Method, ...values: unknown[]): unknown {
  if (method === 'boot') return boot(values[0] as Settings | undefined)
  if (method === 'on') {
    const entry = values as [string, Listener]
    everywhere.push(entry)
    return () => void everywhere.splice(everywhere.indexOf(entry), 1)
  }
  if (method === 'shutdown') {
    for (const one of [...instances]) one.shutdown()
    return undefined
  }
  const first = instances[0] ?? (page.YingdaSettings ? boot() : undefined)
  const act = first?.[method] as ((...values: unknown[]) => unknown) | undefined
  if (!act) return console.error(`Yingda: nothing to ${method}. Boot first: Yingda('boot', { inboxId }).`)
  return act(...values)
}

function start(): void {
  if (page.Yingda?.ready) return
  const queued = page.Yingda?.q ?? []
  const methods: Method[] = ['open', 'close', 'toggle', 'identify', 'reset', 'setLocale', 'on', 'shutdown', 'boot']
  const api = Object.assign((method: Method, ...values: unknown[]) => command(method, ...values), { ready: true })
  for (const method of methods) Object.assign(api, { [method]: (...values: unknown[]) => command(method, ...values) })
  page.Yingda = api as never
  const { inboxId, locale } = script?.dataset ?? {}
  // Where inline scripts are forbidden, the tag itself says which inbox.
  if (inboxId && !page.YingdaSettings) page.YingdaSettings = { inboxId, locale: (locale as 'zh') ?? 'auto' }
  for (const one of queued) if (one[0] === 'on') command('on', one[1], one[2])
  if (page.YingdaSettings?.inboxId) boot()
  for (const one of queued) {
    const [method, ...values] = Array.from(one) as [Method, ...unknown[]]
    if (method !== 'on') command(method, ...values)
  }
}

start()
